"""The health report: what is a problem, what is a warning, and that a stopped bot is noticed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import Lilt
from bot.history import History
from bot.history.sqlite_errors import UNWRITABLE
from bot.ops import health
from bot.ops.health import (
    FILE,
    FROM_THE_FUTURE,
    HISTORY_SILENT,
    NOT_CONNECTED,
    NOT_RUNNING,
    SKEW_SECONDS,
    STALE_SECONDS,
    HealthMonitor,
    Report,
    checking_health,
    read_report,
)
from generator.engine import Health
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary, eventually

OK = Report()


@pytest.fixture
def lilt(engine: FakeEngine, history: History, monkeypatch: pytest.MonkeyPatch) -> Lilt:
    """A bot that is connected, as far as its client says."""
    monkeypatch.setattr(HealthMonitor, "connected", True)
    return Lilt(engine=engine, history=history, catalogue=CATALOGUE, library=FakeLibrary())


async def test_a_bot_that_is_not_connected_has_a_problem(history: History) -> None:
    lilt = Lilt(engine=FakeEngine(), history=history, catalogue=CATALOGUE, library=FakeLibrary())
    assert lilt.health.report.problem == NOT_CONNECTED
    assert (await lilt.health.check()).problem == NOT_CONNECTED


@dataclass
class FakeGateway:
    """Shards that have been away for so many seconds."""

    count: int
    lost: dict[int, float] = field(default_factory=dict)

    def away(self, seconds: float) -> list[int]:
        return [shard for shard, since in self.lost.items() if since >= seconds]


@pytest.mark.parametrize(
    ("gateway", "report"),
    [
        (FakeGateway(0), Report(problem=NOT_CONNECTED)),
        (FakeGateway(1), OK),
        (FakeGateway(1, {0: 29.0}), OK),
        (FakeGateway(1, {0: 31.0}), Report(problem=NOT_CONNECTED)),
        (FakeGateway(4, {3: 29.0}), OK),
        (
            FakeGateway(4, {0: 1.0, 3: 31.0}),
            Report(warning="Shard 3 of 4 is not connected to Discord: its servers get no answers."),
        ),
        (
            FakeGateway(4, {0: 31.0, 3: 31.0}),
            Report(warning="Shards 0, 3 of 4 are not connected to Discord: their servers get no answers."),
        ),
        (
            FakeGateway(16, dict.fromkeys(range(8), 31.0)),
            Report(
                warning="Shards 0, 1, 2, 3, 4 and 3 more of 16 are not connected to Discord: "
                "their servers get no answers."
            ),
        ),
        (FakeGateway(4, dict.fromkeys(range(4), 31.0)), Report(problem=NOT_CONNECTED)),
    ],
)
async def test_shards_that_are_away_for_a_while_are_named_and_a_problem_if_all_are(
    gateway: FakeGateway, report: Report, history: History
) -> None:
    assert await HealthMonitor(gateway, history, FakeEngine()).check() == report


async def test_a_history_that_cannot_be_read_is_a_problem(lilt: Lilt) -> None:
    assert await lilt.health.check() == OK
    await lilt.history._db.execute("ALTER TABLE tunes RENAME TO gone")
    assert (await lilt.health.check()).problem == HISTORY_SILENT


async def test_a_history_that_cannot_be_written_is_a_problem(lilt: Lilt) -> None:
    await lilt.history._db.execute("PRAGMA query_only = ON")
    assert (await lilt.health.check()).problem == UNWRITABLE
    await lilt.history._db.execute("PRAGMA query_only = OFF")
    assert await lilt.health.check() == OK


async def test_a_history_that_does_not_answer_is_a_problem(
    lilt: Lilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with lilt.history._writing:
        with monkeypatch.context() as impatient:
            impatient.setattr(health, "HISTORY_SECONDS", 0.05)
            assert (await lilt.health.check()).problem == HISTORY_SILENT
    assert await lilt.health.check() == OK


async def test_an_engine_that_composes_no_more_is_a_problem(lilt: Lilt, engine: FakeEngine) -> None:
    engine.is_well = Health("tiny", problem="It is dead.")
    assert await lilt.health.check() == Report(problem="It is dead.")


@pytest.mark.parametrize("problem", ["It hangs.", None], ids=["the model in use", "a named model"])
async def test_an_engine_that_hangs_is_beyond_help_after_several_checks_in_a_row(
    lilt: Lilt, engine: FakeEngine, problem: str | None
) -> None:
    """A process that was stopped for a while finds a long step at its first check, and then goes on."""
    well, hanging = Health("tiny"), Health("tiny", problem=problem, hangs=True)
    for engine.is_well in [*[hanging] * (health.HANGING_CHECKS - 1), well] * 2:
        await lilt.health.check()
        assert not lilt.health.beyond_help.is_set()
    for engine.is_well in [hanging] * health.HANGING_CHECKS:
        await lilt.health.check()
    assert lilt.health.beyond_help.is_set()


async def test_a_model_that_cannot_be_loaded_is_a_warning(lilt: Lilt, engine: FakeEngine) -> None:
    engine.is_well = Health("tiny", warning="The new one is broken.")
    assert await lilt.health.check() == Report(warning="The new one is broken.")


async def test_the_file_has_the_last_report(tmp_path: Path, lilt: Lilt, engine: FakeEngine) -> None:
    async with checking_health(lilt.health, tmp_path, every=0.01):
        assert await eventually(lambda: read_report(tmp_path) == OK)
        engine.is_well = Health("tiny", problem="It is dead.", warning="And broken.")
        now = Report(problem="It is dead.", warning="And broken.")
        assert await eventually(lambda: read_report(tmp_path) == lilt.health.report == now)


async def test_a_bot_that_has_ended_leaves_no_file(tmp_path: Path, lilt: Lilt) -> None:
    async with checking_health(lilt.health, tmp_path, every=0.01):
        assert await eventually((tmp_path / FILE).exists)
    assert not any(name.startswith("health") for name in os.listdir(tmp_path))  # noqa: PTH208
    assert read_report(tmp_path).problem == NOT_RUNNING


def test_an_old_file_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, OK)
    assert read_report(tmp_path) == OK
    os.utime(tmp_path / FILE, (0, time.time() - STALE_SECONDS - 1))
    assert "not checked its health for 4" in str(read_report(tmp_path).problem)
    for ahead in (SKEW_SECONDS + 1, 3600, 10**9):
        os.utime(tmp_path / FILE, (0, time.time() + ahead))
        assert read_report(tmp_path).problem == FROM_THE_FUTURE


@pytest.mark.parametrize("text", ["", "{", '{"tomorrow": 1}', "[]"])
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert "cannot be read" in str(read_report(tmp_path).problem)


async def test_an_old_report_is_a_problem(lilt: Lilt, monkeypatch: pytest.MonkeyPatch) -> None:
    await lilt.health.check()
    assert lilt.health.report == OK
    monkeypatch.setattr(health, "STALE_SECONDS", 0.0)
    assert "not checked its health" in str(lilt.health.report.problem)


async def test_a_clock_that_jumps_makes_no_report_old(lilt: Lilt, monkeypatch: pytest.MonkeyPatch) -> None:
    await lilt.health.check()
    tomorrow = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    assert lilt.health.report == OK


async def test_the_bot_goes_on_checking_when_the_file_cannot_be_written(
    tmp_path: Path, lilt: Lilt, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).mkdir()
    async with checking_health(lilt.health, tmp_path, every=0.01):
        assert await eventually(lambda: caplog.text.count("cannot be written") > 1)
        (tmp_path / FILE).rmdir()
        assert await eventually(lambda: read_report(tmp_path) == OK)


def write(folder: Path, report: Report) -> None:
    health._write(folder / FILE, report)


@pytest.mark.parametrize(
    ("report", "code", "out", "err"),
    [
        (None, 1, "", f"{NOT_RUNNING}\n"),
        (OK, 0, "", ""),
        (Report(warning="It is old."), 0, "ok, but: It is old.\n", ""),
        (Report(problem="It is dead.", warning="It is old."), 1, "", "It is dead.\n"),
    ],
)
def test_the_command_fails_for_a_problem_and_prints_a_warning(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    report: Report | None,
    code: int,
    out: str,
    err: str,
) -> None:
    if report is not None:
        write(tmp_path, report)
    assert main({"LILT_DATA": str(tmp_path)}, ["health"]) == code
    assert capsys.readouterr() == (out, err)
