"""The bot's health: a report every few seconds, for /healthz, /metrics and `python -m bot health`.

A report has a problem (the bot does not work), or a warning (it works, but not as it was set up), or neither.
The command runs in another process: it reads the report from a file in LILT_DATA. A file that is no longer
written means that the bot has stopped.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from bot.history import History
from bot.history.sqlite_errors import fault
from generator.engine import Engine
from generator.engine.background import background

log = logging.getLogger(__name__)

FILE = "health.json"
PART = f"{FILE}.part"
CHECK_SECONDS = 10.0
"""Between two checks."""
STALE_SECONDS = 45.0
"""A report that is older comes from a bot that has stopped checking."""
SKEW_SECONDS = 2.0
"""By how much a file may look newer than the clock."""
HISTORY_SECONDS = 5.0
"""The time that the database has to answer."""
HANGING_CHECKS = 6
"""In so many checks in a row the engine hangs before only a new process can help. A process that was stopped
for a while (SIGSTOP) has not checked meanwhile."""
LOST_SECONDS = 30.0
"""Without the gateway. Several times a day Discord closes it for less."""
MOST_NAMED = 5
"""Shards in one sentence."""

NOT_CONNECTED = "Lilt is not connected to Discord."
HISTORY_SILENT = "The history does not answer; please look at the disk of LILT_DATA."
FROM_THE_FUTURE = "The last health report is from the future: the clock was set back. The next is soon."
NOT_RUNNING = "No bot is running with this LILT_DATA, or it is still starting."


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`problem`: why the bot does not work. `warning`: what to fix though it works. Both are sentences."""

    problem: str | None = None
    warning: str | None = None

    def __str__(self) -> str:
        if self.problem is not None:
            return self.problem
        return "ok" if self.warning is None else f"ok, but: {self.warning}"


class Gateway(Protocol):
    """The connection to Discord, in shards."""

    @property
    def count(self) -> int:
        """How many shards there are to be; 0 before Discord has said so, and when the bot is stopped."""

    def away(self, seconds: float) -> Sequence[int]:
        """The shards that have not been connected for so long, or never."""


class HealthMonitor:
    """Checks the gateway, the database and the engine. `report` is the result of the last check."""

    def __init__(self, gateway: Gateway, history: History, engine: Engine) -> None:
        self._gateway = gateway
        self._history = history
        self._engine = engine
        self._hanging = 0
        self.beyond_help = asyncio.Event()
        """Set when the engine hangs for good."""
        self._report = Report(problem=NOT_CONNECTED)
        self._checked_at = time.monotonic()

    @property
    def connected(self) -> bool:
        """Whether events arrive on a shard, or all have been lost only for a moment."""
        return len(self._gateway.away(LOST_SECONDS)) < self._gateway.count

    @property
    def report(self) -> Report:
        """The last report; a problem if it is too old."""
        age = time.monotonic() - self._checked_at
        return Report(problem=_stale(age)) if age >= STALE_SECONDS else self._report

    async def check(self) -> Report:
        """Check now."""
        problem = await self._problem()
        health = self._engine.health
        away = _shards_away(self._gateway.away(LOST_SECONDS), self._gateway.count)
        warnings = " ".join(filter(None, (away, health.warning, health.rendering)))
        self._report = Report(problem=problem, warning=warnings or None)
        self._checked_at = time.monotonic()
        self._hanging = self._hanging + 1 if health.hangs else 0
        if self._hanging >= HANGING_CHECKS:
            self.beyond_help.set()
        return self._report

    async def _problem(self) -> str | None:
        if not self.connected:
            return NOT_CONNECTED
        try:
            async with asyncio.timeout(HISTORY_SECONDS):
                await self._history.check()
        except (TimeoutError, sqlite3.Error) as error:
            log.warning("the history does not answer: %s", error)
            return fault(error) or HISTORY_SILENT
        return self._engine.health.problem


@asynccontextmanager
async def checking_health(
    monitor: HealthMonitor, folder: Path, every: float = CHECK_SECONDS
) -> AsyncIterator[None]:
    """Check every few seconds and write the report to `folder`, as long as the context lasts."""
    path = folder / FILE
    try:
        async with background(_check_forever(monitor, path, every), "health"):
            yield
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _check_forever(monitor: HealthMonitor, path: Path, every: float) -> None:
    while True:
        report = await monitor.check()
        try:
            await asyncio.to_thread(_write, path, report)
        except OSError as error:  # such as a full disk: the old file becomes stale, which is a problem too
            log.warning("%s cannot be written: %s", path.name, error)
        await asyncio.sleep(every)


def _write(path: Path, report: Report) -> None:
    """Replace the file as a whole: a reader never sees half of it."""
    part = path.with_name(PART)
    part.write_text(json.dumps(asdict(report)))
    part.replace(path)


def read_report(folder: Path) -> Report:
    """The report of the bot whose LILT_DATA is `folder`; a problem if it is not running."""
    path = folder / FILE
    try:
        age, text = time.time() - path.stat().st_mtime, path.read_text()
    except OSError:
        return Report(problem=NOT_RUNNING)
    if age >= STALE_SECONDS:
        return Report(problem=_stale(age))
    if age < -SKEW_SECONDS:
        return Report(problem=FROM_THE_FUTURE)
    try:
        return Report(**json.loads(text))
    except (ValueError, TypeError):
        return Report(problem=f"{FILE} in LILT_DATA cannot be read; the next check writes it again.")


def _stale(age: float) -> str:
    return f"Lilt has not checked its health for {age:.0f} seconds."


def _shards_away(away: Sequence[int], count: int) -> str | None:
    """The sentence that names the shards that are away; where all are, that is another one."""
    if not away or len(away) == count:
        return None
    if len(away) == 1:
        return f"Shard {away[0]} of {count} is not connected to Discord: its servers get no answers."
    named = ", ".join(map(str, away[:MOST_NAMED]))
    more = f" and {len(away) - MOST_NAMED} more" if len(away) > MOST_NAMED else ""
    return f"Shards {named}{more} of {count} are not connected to Discord: their servers get no answers."
