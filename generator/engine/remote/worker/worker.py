"""A worker: takes tasks from the broker one by one, composes and renders, and sends the results back.

Knows the composer and the renderer by their Protocols only. What is in a task is checked before it is used.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from generator.engine.background import end
from generator.engine.queueing.queued_engine import TuneComposer, TuneRenderer
from generator.engine.remote.broker import ACK_SECONDS, Broker, was_delivered_before
from generator.engine.remote.connection import Connection
from generator.engine.remote.heartbeat import Heartbeat
from generator.engine.remote.results import Outcome
from generator.engine.remote.subjects import (
    ANY,
    CANCEL,
    HELLO,
    PROGRESS,
    RENDER,
    WORKERS,
    id_in,
    is_id,
    model_of,
    work_of,
)
from generator.engine.remote.worker.execution import Execution
from generator.engine.remote.worker.known_models import FindModels, KnownModels
from generator.engine.remote.worker.pulling import Pulling
from generator.errors import EngineClosed, ModelError

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
"""Between two heartbeats; one more is sent whenever a task is taken or done."""
MODELS_SECONDS = 3.0
"""Between two looks at which models there are."""
NAMED_PULLS = 2
"""Tasks of one named model that are asked for at once, beside those for the model in use."""


class _Returned(Exception):
    """The task goes back to the broker, for another worker."""


@dataclass(slots=True)
class _InHand:
    kind: str
    message: Msg
    work: asyncio.Task[Outcome]


class Worker:
    """Does tasks for as long as `working` lasts."""

    def __init__(
        self,
        connection: Connection,
        composer: TuneComposer,
        renderer: TuneRenderer,
        *,
        name: str,
        rows: int,
        renders: int,
        models: FindModels = dict,
    ) -> None:
        """`rows` tunes are composed and `renders` rendered at once; no two workers may have one `name`."""
        self._connection = connection
        self._broker = Broker(connection)
        self._composer = composer
        self._renderer = renderer
        self.name = name
        self._rows = rows
        self._renders = renders
        self._models = KnownModels(models)
        self._execution = Execution(self._broker, composer, renderer, name)
        self._warnings: list[Callable[[], str | None]] = []
        self._hand: dict[str, _InHand] = {}
        self._pulling = Pulling(self._broker, self._has_room, self._begin)
        self._errands: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._leaving = False
        self._reconnects = 0

    def warn_of(self, warning: Callable[[], str | None]) -> None:
        """Say in each heartbeat what this says then, too."""
        self._warnings.append(warning)

    @asynccontextmanager
    async def working(self, drain: float = 0.0) -> AsyncIterator[None]:
        """Take tasks until the context ends, then finish what is in hand for up to `drain` seconds.

        What is not finished goes back to the broker.
        """
        await self._broker.prepare()
        self._reconnects = self._connection.stats["reconnects"]
        await self._connection.subscribe(f"{CANCEL}.>", cb=self._hear_cancel)
        await self._connection.subscribe(HELLO, cb=self._hear_hello)
        await self._follow_models()
        self._pulling.start(ANY, self._rows)
        self._pulling.start(RENDER, self._renders)
        beating = asyncio.create_task(self._beat_for_ever(), name="heartbeat")
        following = asyncio.create_task(self._follow_models_for_ever(), name="models")
        try:
            yield
        finally:
            self._leaving = True
            await end(following)
            await self._pulling.close()
            await self._finish(drain)
            await end(beating)
            with suppress(NatsError):
                await self._beat()
                await self._connection.flush()

    async def _finish(self, drain: float) -> None:
        """Wait for what is in hand, then give it back."""
        self._changed.set()
        if self._errands:
            await asyncio.wait(self._errands, timeout=drain)
        for held in list(self._hand.values()):
            held.work.cancel()
        if self._errands:
            await asyncio.wait(self._errands, timeout=5)

    def _has_room(self, kind: str) -> bool:
        if kind == RENDER:
            return True  # there are as many pulls as processes
        if model_of(kind) not in (None, *self._models.names):
            return False
        return self._composer.health.problem is None and self._composing < self._rows

    @property
    def hangs(self) -> bool:
        """Whether a part of it does not go on and cannot be ended; see Health."""
        return self._composer.health.hangs

    @property
    def _composing(self) -> int:
        return sum(held.kind != RENDER for held in self._hand.values())

    def _begin(self, kind: str, message: Msg) -> asyncio.Task[None]:
        return self._remember(self._handle(kind, message))

    async def _handle(self, kind: str, message: Msg) -> None:
        """Do a task and send its result."""
        task_id = id_in(message.subject, work_of(kind, "").rstrip("."))
        try:
            if not is_id(task_id):
                log.error("a task without an id was thrown away")
                await message.term()
                return
            if task_id in self._hand or (
                was_delivered_before(message) and await self._broker.result(task_id) is not None
            ):
                await message.ack()
                return
            await self._do(task_id, kind, message)
        except NatsError as error:
            log.warning("task %s is left to the broker: %s", task_id, error)

    async def _do(self, task_id: str, kind: str, message: Msg) -> None:
        work = asyncio.create_task(self._outcome(task_id, kind, message.data), name=task_id)
        self._hand[task_id] = _InHand(kind, message, work)
        saying = asyncio.create_task(_say_in_progress(message))
        try:
            outcome = await work
            await self._execution.answer(task_id, outcome)
            await message.ack()
        except asyncio.CancelledError:
            await (message.nak() if self._leaving else message.ack())
        except (_Returned, EngineClosed):
            await message.nak()
        finally:
            await end(saying)
            del self._hand[task_id]
            self._changed.set()

    async def _outcome(self, task_id: str, kind: str, data: bytes) -> Outcome:
        """What comes of a task. Raises _Returned if another worker must do it."""
        await self._beat()
        await self._connection.flush()  # whatever this task does to the worker, it is known who had it
        try:
            return await self._execution.outcome(
                task_id, data, lambda bar, bars: self._say_progress(task_id, bar, bars)
            )
        except ModelError as error:
            if (model := model_of(kind)) is not None:
                self._models.drop(model, error)
            raise _Returned from None

    async def _hear_cancel(self, message: Msg) -> None:
        held = self._hand.get(id_in(message.subject, CANCEL))
        if held is not None:
            held.work.cancel()

    async def _hear_hello(self, message: Msg) -> None:
        self._changed.set()

    def _say_progress(self, task_id: str, bar: int, bars: int) -> None:
        self._run_errand(self._connection.publish(f"{PROGRESS}.{task_id}", json.dumps([bar, bars]).encode()))

    def _run_errand(self, work: Coroutine[Any, Any, None]) -> None:
        async def quietly() -> None:
            with suppress(NatsError):
                await work

        self._remember(quietly())

    def _remember(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin to do this; what is not done is waited for in the end."""
        errand = asyncio.create_task(work)
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)
        return errand

    async def _beat_for_ever(self) -> None:
        while True:
            with suppress(NatsError):
                await self._beat()
            if self._reconnects != self._connection.stats["reconnects"]:
                self._reconnects = self._connection.stats["reconnects"]
                self._run_errand(self._broker.prepare())
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._changed.wait()

    async def _beat(self) -> None:
        if self._connection.is_connected:
            await self._connection.publish(f"{WORKERS}.{self.name}", self.heartbeat.encode())

    @property
    def heartbeat(self) -> Heartbeat:
        """What this worker says of itself now. The tasks of a composer that has stopped are not named."""
        health, composing = self._composer.health, self._composing
        rows = 0 if health.problem else self._rows
        held = [task_id for task_id, one in self._hand.items() if one.kind == RENDER or not health.problem]
        others = (warning() for warning in self._warnings)
        warnings = [health.warning, self._broker.problem, *self._models.warnings, *others]
        return Heartbeat(
            worker=self.name,
            rows=rows,
            free_rows=max(0, rows - composing),
            renders=self._renders,
            free_renders=max(0, self._renders - (len(self._hand) - composing)),
            model=health.model,
            models=self._models.names,
            tasks=tuple(held),
            problem=health.problem,
            warning=" ".join(filter(None, warnings))[:2000] or None,
            rendering=self._renderer.warning,
            restarts={**health.restarts, "worker": self._renderer.restarts},
            leaving=self._leaving,
        )

    async def _follow_models_for_ever(self) -> None:
        while True:
            await asyncio.sleep(MODELS_SECONDS)
            try:
                await self._follow_models()
            except OSError as error:
                log.warning("the folder of models cannot be read: %s", error)

    async def _follow_models(self) -> None:
        """Take tasks for the models that there are now, and for no others."""
        await self._models.look()
        await self._pulling.follow(self._models.names, min(NAMED_PULLS, self._rows))


async def _say_in_progress(message: Msg) -> None:
    """Tell the broker again and again that somebody is working on it."""
    while True:
        await asyncio.sleep(ACK_SECONDS / 3)
        with suppress(NatsError):
            await message.in_progress()
