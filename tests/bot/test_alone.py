"""The bot alone loads without what composes; where that is asked for, a sentence says what to install."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pytest

import bot
from generator.extras import COMPOSING
from tests.bot.test_start import python

BLOCKED = f"import sys; sys.modules.update(dict.fromkeys({COMPOSING!r})); "
"""Code after which nothing of the extra can be imported."""
TUNE = "X:1\nM:6/8\nL:1/8\nK:D\ndfa afd|]\n"


def test_every_module_of_the_bot_loads_without_what_composes(tmp_path: Path) -> None:
    names = [module.name for module in pkgutil.walk_packages(bot.__path__, "bot.")]
    names = [name for name in names if not name.startswith("bot.playground")]
    assert {"bot.app", "bot.commands", "bot.requests.user_music", "bot.cli.run"} <= set(names)
    ended = python("-c", f"{BLOCKED}import {', '.join(names)}", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("words", ["", "sync"])
def test_a_bot_that_is_to_compose_says_what_to_install(tmp_path: Path, words: str) -> None:
    environ = {"DISCORD_TOKEN": "x.y.z"}
    program = f"{BLOCKED}from bot.__main__ import main; sys.exit(main({environ!r}, {words.split()!r}))"
    ended = python("-c", program, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (78, "")
    assert ended.stderr.splitlines()[-1] == (
        "LILT_ENGINE is local, and what composes is not installed: run `pip install '.[compose]'` in Lilt's "
        "folder, or set LILT_ENGINE to nats://HOST:4222, where workers compose."
    )
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "words",
    [
        "generator compose",
        "generator render tune.abc",
        "generator bench",
        "trainer prepare",
        "trainer train",
        "trainer evaluate third",
        "trainer judge third",
        "trainer promote third",
        "trainer speed",
    ],
)
def test_a_command_that_composes_or_trains_says_what_to_install(tmp_path: Path, words: str) -> None:
    (tmp_path / "tune.abc").write_text(TUNE)
    package, *arguments = words.split()
    program = f"{BLOCKED}from {package}.__main__ import main; sys.exit(main({arguments!r}))"
    ended = python("-c", program, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    (said,) = ended.stderr.splitlines()
    module = said.removeprefix("This needs ").partition(",")[0]
    assert module in COMPOSING
    assert said.endswith(", which is not installed: run `pip install '.[compose]'` in Lilt's folder.")


def test_what_needs_no_model_and_no_sound_works_without(tmp_path: Path) -> None:
    (tmp_path / "tune.abc").write_text(TUNE)
    for words in (["generator", "chords", "tune.abc"], ["trainer", "models"]):
        program = f"{BLOCKED}from {words[0]}.__main__ import main; sys.exit(main({words[1:]!r}))"
        ended = python("-c", program, cwd=tmp_path)
        assert (ended.returncode, "not installed" in ended.stderr) == (0, False)
