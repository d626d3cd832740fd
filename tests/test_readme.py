"""The README's commands exist, and its tables have all settings and slash commands."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import bot.cli.parser
import generator.__main__
import generator.cli.parser
import trainer.cli.parser
from bot.commands import commands
from bot.settings import SETTINGS
from tests.bot.fakes import CATALOGUE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
TRAINING = (ROOT / "docs/training.md").read_text()


def shell_lines(page: str) -> list[str]:
    return [line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]


SHELL = shell_lines(README)
PROGRAMS = {
    "bot": bot.cli.parser.build_parser(),
    "generator": generator.cli.parser.build_parser(),
    "trainer": trainer.cli.parser.build_parser(),
}


@pytest.mark.parametrize(
    "line", [line for line in (*SHELL, *shell_lines(TRAINING)) if line.startswith("python -m ")]
)
def test_every_python_command_parses(line: str) -> None:
    _, _, program, *words = shlex.split(line)
    PROGRAMS[program].parse_args(words)


def test_the_readme_shows_every_command_of_the_generator_and_the_trainer() -> None:
    shown = {tuple(shlex.split(line)[2:4]) for line in SHELL if line.startswith("python -m ")}
    there = {
        (program, name)
        for program in ("generator", "trainer")
        for action in PROGRAMS[program]._actions
        if isinstance(action.choices, dict)
        for name in action.choices
    }
    assert shown == there


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?\bmake ([\w-]+)", README))))
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_settings_are_those_of_the_table() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| *`?([^|`]*?)`? *\| (.+) \|$", README, re.MULTILINE)
    assert rows == [(setting.name, setting.default, setting.meaning) for setting in SETTINGS]


def test_every_slash_command_stands_in_the_readme() -> None:
    there = {command.name for command in commands(CATALOGUE)}
    assert set(re.findall(r"^\| `/([\w-]+)` \|", README, re.MULTILINE)) == there


@pytest.mark.parametrize("command", commands(CATALOGUE)[:2], ids=lambda command: command.name)
def test_every_option_of_compose_and_render_stands_in_the_readme(command: Any) -> None:
    (row,) = re.findall(rf"^\| `/{command.name}` \| (.+) \|$", README, re.MULTILINE)
    options = {option.name for option in command.parameters}
    assert set(re.findall(r"`(\w+)`", row)) == options


def words_of_controls() -> set[str]:
    """What stands on each button, in each menu and above each form, as far as it is always the same."""
    words = set()
    for file in (ROOT / "bot/components").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.keyword) and node.arg in ("label", "placeholder", "title"):
                *_, last = node.value.values if isinstance(node.value, ast.JoinedStr) else [node.value]
                if isinstance(last, ast.Constant) and isinstance(last.value, str):
                    words.add(last.value.strip(": "))
    return words


def test_every_button_menu_and_form_stands_in_the_readmes_tables() -> None:
    tables = "\n".join(line for line in README.splitlines() if line.startswith("|"))
    words = words_of_controls()
    assert {"Another", "Which file?", "play another", "Your answer in ABC"} <= words
    assert sorted(one for one in words if f"**{one.partition(':')[0]}" not in tables) == []


def test_every_link_into_the_repository_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!http)([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_changelog_has_the_current_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1] in text  # type: ignore[index]


def test_the_error_in_the_readme_is_the_one_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    shown = re.search(r"^\$ python -m generator (.+)\n(.+)$", README, re.MULTILINE)
    assert shown is not None
    assert generator.__main__.main(shlex.split(shown[1])) == 2
    assert capsys.readouterr().err.strip() == shown[2]
