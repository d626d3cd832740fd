"""docs/operating.md has exactly the commands, settings, exit codes, metrics and limits of the program."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import bot.cli.exit_codes
from bot.app import DRAIN_SECONDS
from bot.cli.parser import build_parser
from bot.ops.health import CHECK_SECONDS, HISTORY_SECONDS, LOST_SECONDS, STALE_SECONDS, Report
from bot.ops.metrics import Metrics, Snapshot
from bot.settings import SETTINGS
from generator.engine import Health
from generator.engine.loop_lag import LoopLag

TEXT = (Path(__file__).parent.parent / "docs" / "operating.md").read_text()
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]


def section(heading: str) -> str:
    (text,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    return str(text)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_parses(line: str) -> None:
    build_parser().parse_args(shlex.split(line)[3:])


def test_every_command_and_option_is_shown() -> None:
    actions: Any = build_parser()._actions
    (commands,) = (action.choices for action in actions if isinstance(action.choices, dict))
    options = {
        option
        for command in commands.values()
        for action in command._actions
        for option in action.option_strings
        if option not in ("-h", "--help")
    }
    words = {word for line in COMMANDS for word in shlex.split(line)}
    assert set(commands) | options <= words


def test_the_settings_are_those_of_the_table() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| *`?([^|`]*?)`? *\| (.+) \|$", section("Settings"), re.MULTILINE)
    assert rows == [(setting.name, setting.default, setting.meaning) for setting in SETTINGS]


def test_the_metrics_are_those_of_the_program() -> None:
    metrics = Metrics(LoopLag())
    now = Snapshot(
        connected=True, shards=1, shards_connected=1, guilds=1, latency=0.1, undelivered=0,
        health=Report(), engine=Health("m"),
    )  # fmt: skip
    metrics.show(lambda: now)
    listed = set(re.findall(r"^\| `(\w+)` \|", section("Metrics"), re.MULTILINE))
    there = set(re.findall(r"^# TYPE (lilt_\w+) ", metrics.text().decode(), re.MULTILINE))
    assert listed == {name for name in there if not name.endswith("_created")}


def test_the_exit_codes_are_those_of_the_program() -> None:
    said = set(map(int, re.findall(r"^\| (\d+) \|", section("Start and stop"), re.MULTILINE)))
    assert said == set(map(int, re.findall(r"^(\d+) ", str(bot.cli.exit_codes.__doc__), re.MULTILINE)))


def test_the_time_to_stop_is_the_one_of_the_program() -> None:
    assert f"for up to {DRAIN_SECONDS:g} s" in " ".join(TEXT.split())


def test_the_times_of_the_health_check_are_those_of_the_program() -> None:
    numbers = {5: "five", 10: "ten"}
    text = section("Health")
    assert f"Every {numbers[int(CHECK_SECONDS)]} seconds" in text
    assert f"within {numbers[int(HISTORY_SECONDS)]} seconds" in text
    assert f"{STALE_SECONDS:g} seconds old" in text
    assert LOST_SECONDS == 30
    assert "for half a minute" in text
