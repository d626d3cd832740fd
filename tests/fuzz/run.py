"""Tries texts in other processes, within limits of time and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from queue import SimpleQueue

from generator.engine.local.process_pool import Worker, WorkerLost
from generator.engine.local.render_pool import MEMORY, SECONDS, WORKERS
from tests.fuzz.texts import Case
from tests.fuzz.trial import Report, render, understand

UNDERSTAND_SECONDS = 30.0
"""The limit for everything but rendering: some six times what the slowest text takes on an idle core.

A text that is late beside others is tried again alone: other work on the machine makes no hang.
"""
START_SECONDS = 120.0
_LATE = "took longer"


@dataclass
class Findings:
    """The results of all cases."""

    cases: int = 0
    rendered: int = 0
    crashes: list[tuple[Case, str]] = field(default_factory=list)
    hangs: list[Case] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def line(self) -> str:
        return f"cases={self.cases} crashes={len(self.crashes)} hangs={len(self.hangs)}"


class Trials:
    """Processes in which texts are tried."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._free: SimpleQueue[Worker] = SimpleQueue()
        self._workers = [Worker(number, _nothing, MEMORY) for number in range(workers)]
        for worker in self._workers:
            self._start(worker)
            self._free.put(worker)

    def _start(self, worker: Worker) -> None:
        """Start a worker and wait until it is ready, so that this takes no time from its first text."""
        worker.start()
        worker.run(_nothing, START_SECONDS)

    def run(self, trial: Callable[[Case], Report], case: Case, seconds: float) -> Report | str:
        """The report, or why the process ended."""
        worker = self._free.get()
        try:
            return worker.run(partial(trial, case), seconds)
        except WorkerLost as reason:
            worker.close()
            self._start(worker)
            return str(reason)
        finally:
            self._free.put(worker)

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


def fuzz(texts: Sequence[Case], rendered: int, say: Callable[[str], None]) -> Findings:
    """Try all texts, and render up to `rendered` of those that are tunes."""
    found = Findings(cases=len(texts))
    trials = Trials()
    with ThreadPoolExecutor(WORKERS) as threads:
        understood = threads.map(partial(_tried, trials, understand, UNDERSTAND_SECONDS), texts)
        tunes = list(_collect(understood, found, say))
        tunes += _collect(_late_alone(trials, understand, UNDERSTAND_SECONDS, found), found, say)
        chosen = list(islice(tunes, 0, None, max(1, len(tunes) // max(1, rendered))))[:rendered]
        found.rendered = len(chosen)
        hangs, found.hangs = found.hangs, []
        for _ in _collect(threads.map(partial(_tried, trials, render, SECONDS), chosen), found, say):
            pass
        for _ in _collect(_late_alone(trials, render, SECONDS, found), found, say):
            pass
        found.hangs += hangs
    trials.close()
    return found


def _late_alone(
    trials: Trials, trial: Callable[[Case], Report], seconds: float, found: Findings
) -> Iterator[tuple[Case, Report | str]]:
    """Try what was late again, with nothing beside it; it is no hang unless it is late again."""
    late, found.hangs = found.hangs, []
    return (_tried(trials, trial, seconds, case) for case in late)


def _tried(
    trials: Trials, trial: Callable[[Case], Report], seconds: float, case: Case
) -> tuple[Case, Report | str]:
    return case, trials.run(trial, case, seconds)


def _collect(
    results: Iterator[tuple[Case, Report | str]], found: Findings, say: Callable[[str], None]
) -> Iterator[Case]:
    """Add the results to `found`; yields the cases that are tunes."""
    for number, (case, report) in enumerate(results, 1):
        if isinstance(report, str):
            if _LATE in report:
                found.hangs.append(case)
            else:
                found.crashes.append((case, report))
            say(f"{report}\n{case!r}")
            continue
        found.slowest = max(found.slowest, report.seconds)
        found.crashes += [(case, crash) for crash in report.crashes[:1]]
        for crash in report.crashes:
            say(f"{crash}\n{case!r}")
        if number % 1000 == 0:
            say(f"{number} tried")
        if report.read:
            yield case


def _nothing() -> None:
    pass
