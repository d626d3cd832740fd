"""The engine's side of the broker: hands tasks to the workers, watches them, and takes the results.

What is to be done about a task that is lost says the `Ledger`; who is there, the `Register`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from nats.aio.msg import Msg

from generator.compose.composition import BarProgress, Composition
from generator.engine.background import end
from generator.engine.remote import tasks
from generator.engine.remote.broker import Broker
from generator.engine.remote.collecting import Collector
from generator.engine.remote.connection import Connection
from generator.engine.remote.heartbeat import Heartbeat
from generator.engine.remote.ledger import Ask, GiveUp, Ledger, Withdraw
from generator.engine.remote.register import Register
from generator.engine.remote.results import Crashed, Malformed, Outcome
from generator.engine.remote.subjects import (
    CANCEL,
    HELLO,
    PROGRESS,
    RENDER,
    RESULT,
    WORKERS,
    id_in,
    is_id,
    model_of,
)
from generator.engine.remote.tasks import Task
from generator.errors import BadRequest, LiltError, RenderError, WorkFailed
from generator.tune import Rendering

log = logging.getLogger(__name__)

TICK_SECONDS = 0.25
LATE_SECONDS = 1.0
"""A tick that comes later by this says that this process stood still, and heard nobody."""
RETURN_SECONDS = 5.0
"""The time that workers have to come back after the broker was away, beside the time to be silent."""
MODEL_SECONDS = 10.0
"""A task that names a model which no worker has any more fails after so long."""
CLOSING_SECONDS = 3.0


@dataclass(slots=True)
class _OpenTask:
    kind: str
    message: bytes
    progress: BarProgress
    outcome: asyncio.Future[Outcome]
    reconnects: int
    """How often the connection had been made again when the task was opened."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    asked: int = 0
    unknown_since: float | None = None


class Dispatcher:
    """Does tasks by the workers at a broker. `run` must run meanwhile."""

    def __init__(self, connection: Connection, on_workers: Callable[[], None]) -> None:
        """`on_workers` is called whenever a worker has spoken or is gone."""
        self.workers = Register()
        self._connection = connection
        self._broker = Broker(connection)
        self._on_workers = on_workers
        self._ledger = Ledger()
        self._open: dict[str, _OpenTask] = {}
        self._wake = asyncio.Event()
        self._errands: set[asyncio.Task[None]] = set()
        self._collector = Collector(self._broker, self._run_errand)
        self._reconnects = 0
        self._prepared = False
        self._not_understood: set[str] = set()
        """Subjects of heartbeats that were no use, so that each is logged once."""

    @property
    def problem(self) -> str | None:
        """Why nothing is done now, in a sentence."""
        if self._connection.problem is None and not self._prepared:
            return f"The broker at {self._connection.address} keeps no streams; start nats-server with -js."
        return self._connection.problem or self._broker.problem

    async def do(self, job_id: str, task: Task, progress: BarProgress) -> Composition | Rendering:
        """The result of a task. One that an earlier process has asked for is not asked for again.

        Raises LiltError as the worker did, or Crashed; WorkFailed if its workers died again and again.
        """
        task_id, kind = task.id_for(job_id), task.kind
        if not is_id(task_id) or task_id in self._open:
            raise ValueError(f"a task cannot have the id {task_id!r} now")
        self._check_model(kind)
        message = tasks.encode(task)
        if len(message) > tasks.LARGEST or not self._broker.fits(message):
            raise RenderError("This tune is too long for the workers; please try a shorter one.")
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        reconnects = self._connection.stats["reconnects"]
        opened = self._open[task_id] = _OpenTask(kind, message, progress, outcome, reconnects)
        self._ledger.add(task_id, kind, self.workers.holders(task_id), time.monotonic())
        self._wake.set()
        try:
            result = await outcome
        finally:
            del self._open[task_id]
            self._ledger.remove(task_id)
            self._run_errand(self._clean_up(task_id, opened))
        if isinstance(result, (LiltError, Crashed)):
            raise result
        return result

    def _check_model(self, kind: str) -> None:
        """Raises BadRequest if there are workers, but none has the model."""
        if self.workers.model and not self.workers.knows(kind):
            raise self._no_model(kind)

    def _no_model(self, kind: str) -> BadRequest:
        return BadRequest(
            "model", model_of(kind), "it must be one of: " + ", ".join(self.workers.models[:20])
        )

    async def run(self) -> None:
        """Watch and act until cancelled."""
        while not self._connection.is_connected:  # noqa: ASYNC110 - the client tells nobody
            await asyncio.sleep(0.05)
        await self._broker.prepare()
        self._prepared = True
        for begin, listener in (
            (WORKERS, self._hear_worker),
            (PROGRESS, self._hear_progress),
            (RESULT, self._hear_result),
        ):
            await self._connection.subscribe(f"{begin}.>", cb=listener)
        await self._connection.publish(HELLO)
        self._reconnects = self._connection.stats["reconnects"]
        ticked = time.monotonic()
        while True:
            now = time.monotonic()
            if now - ticked > TICK_SECONDS + LATE_SECONDS:
                self.workers.forgive(now)
            if self._connection.is_connected:
                try:
                    self._act(now)
                except Exception:  # whatever went wrong, the tasks that are open must be watched
                    log.exception("the tasks could not be looked after; it is tried again")
            ticked = now
            self._wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._wake.wait()

    def _act(self, now: float) -> None:
        if self._reconnects != self._connection.stats["reconnects"]:
            self._reconnects = self._connection.stats["reconnects"]
            self.workers.forgive(now + RETURN_SECONDS)
            self._run_errand(self._broker.prepare())
            for task_id in self._open:
                self._run_errand(self._take_kept(task_id))
        for worker in self.workers.drop_silent(now):
            log.warning("worker %s is lost; what it had in hand is asked for again", worker)
            self._ledger.lose(worker)
            self._on_workers()
        for action in self._ledger.due(now, self.workers.can_take):
            match action:
                case Ask(task=task_id, again=again):
                    self._run_errand(self._ask(task_id, again=again))
                case Withdraw(task=task_id):
                    self._run_errand(self._withdraw(task_id))
                case GiveUp(task=task_id, losses=losses):
                    self._give_up(task_id, losses)
        for task_id, opened in self._open.items():
            self._check_known(task_id, opened, now)

    def _check_known(self, task_id: str, opened: _OpenTask, now: float) -> None:
        held = self.workers.holders(task_id)
        if not self.workers.model or self.workers.knows(opened.kind) or held:
            opened.unknown_since = None
        elif opened.unknown_since is None:
            opened.unknown_since = now
        elif now - opened.unknown_since > MODEL_SECONDS:
            self._end(task_id, self._no_model(opened.kind))

    async def _ask(self, task_id: str, *, again: bool) -> None:
        opened = self._open.get(task_id)
        if opened is None:
            return
        async with opened.lock:
            if await self._take_kept(task_id):
                return
            if again:
                await self._broker.withdraw(opened.kind, task_id)
            if task_id in self._open:
                opened.asked += 1
                await self._broker.ask(opened.kind, task_id, opened.message)

    async def _withdraw(self, task_id: str) -> None:
        opened = self._open.get(task_id)
        if opened is not None:
            async with opened.lock:
                await self._broker.withdraw(opened.kind, task_id)

    def _give_up(self, task_id: str, losses: int) -> None:
        what = "renderer" if self._open[task_id].kind == RENDER else "composer"
        log.error("task %s is given up: %d workers were lost while they had it", task_id, losses)
        reason = f"This tune stopped the {what} {losses} times, so it is not tried again."
        self._end(task_id, WorkFailed(reason))

    async def _clean_up(self, task_id: str, opened: _OpenTask) -> None:
        """Delete what is left of a task at the broker, and stop the worker that still has it in hand.

        A broker that was killed may have forgotten that a task was handed out, and hand it out again.
        """
        is_done = opened.outcome.done() and not opened.outcome.cancelled()
        async with opened.lock:
            broker_was_away = opened.reconnects != self._connection.stats["reconnects"]
            if not is_done or opened.asked > 1 or broker_was_away:
                await self._broker.withdraw(opened.kind, task_id)
                await self._connection.publish(f"{CANCEL}.{task_id}")
            if is_done:
                await self._broker.forget(task_id)

    async def _hear_worker(self, message: Msg) -> None:
        try:
            beat = Heartbeat.decode(message.data)
        except BadRequest as error:
            if message.subject not in self._not_understood:
                self._not_understood.add(message.subject)
                log.warning("what %s says is not understood: %s", message.subject, error)
            name = id_in(message.subject, WORKERS)
            if is_id(name):
                self.workers.hear_other(name, time.monotonic())
            return
        self._not_understood.discard(message.subject)
        now = time.monotonic()
        self.workers.hear(beat, now)
        self._ledger.hear(beat.worker, beat.tasks, now, leaving=beat.leaving)
        self._on_workers()

    async def _hear_progress(self, message: Msg) -> None:
        opened = self._open.get(id_in(message.subject, PROGRESS))
        with suppress(ValueError, RecursionError):
            match json.loads(message.data[:100]):
                case [int(bar), int(bars)] if opened is not None and 0 <= bar <= bars:
                    opened.progress(bar, bars)

    async def _hear_result(self, message: Msg) -> None:
        task_id = id_in(message.subject, RESULT)
        if task_id in self._open:
            self._run_errand(self._take(task_id, message.data))

    async def _take_kept(self, task_id: str) -> bool:
        """Take the result of a task if the broker has it."""
        kept = await self._broker.result(task_id)
        return kept is not None and await self._take(task_id, kept)

    async def _take(self, task_id: str, message: bytes) -> bool:
        """Take this result; False if it is none, so that the task has failed and is asked for again."""
        opened = self._open.get(task_id)
        try:
            outcome = await self._collector.outcome(message, None if opened is None else opened.kind)
        except Malformed as error:
            log.error("what came back for task %s is no result: %s", task_id, error)
            await self._broker.forget(task_id)
            self._ledger.fail(task_id)
            return False
        self._end(task_id, outcome)
        return True

    def _end(self, task_id: str, outcome: Outcome) -> None:
        """The first outcome counts."""
        opened = self._open.get(task_id)
        if opened is not None and not opened.outcome.done():
            opened.outcome.set_result(outcome)

    def _run_errand(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something at the broker meanwhile. What fails is logged; the ledger asks again."""
        errand = asyncio.create_task(_logged(work))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def close(self) -> None:
        """Give what is being cleaned up a moment, and leave the rest."""
        if self._errands:
            await asyncio.wait(self._errands, timeout=CLOSING_SECONDS if self.problem is None else 0)
        await end(*self._errands)


async def _logged(work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except Exception:  # the ledger asks again, whatever went wrong
        log.exception("an errand at the broker failed")
