"""A worker: takes tasks from the broker one by one, composes and renders, and sends the results back.

Knows the composer and the renderer by their Protocols only. What is in a task is checked before it is used.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from generator.engine.background import end
from generator.engine.queueing.queued_engine import TuneComposer, TuneRenderer
from generator.engine.remote import results, tasks
from generator.engine.remote.broker import ACK_SECONDS, PULL_SECONDS, Broker, was_delivered_before
from generator.engine.remote.connection import Connection
from generator.engine.remote.heartbeat import Heartbeat
from generator.engine.remote.results import Crashed, Outcome
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
    named,
    work_of,
)
from generator.engine.remote.tasks import ComposeTask, RenderTask
from generator.errors import EngineClosed, LiltError, ModelError

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
"""Between two heartbeats; one more is sent whenever a task is taken or done."""
MODELS_SECONDS = 3.0
"""Between two looks at which models there are."""
NAMED_PULLS = 2
"""Tasks of one named model that are asked for at once, beside those for the model in use."""
PAUSE_SECONDS = 0.25
"""Before the broker is asked for work again, after it refused, or while there is no room."""

Models = Callable[[], Mapping[str, str]]
"""Name -> id of every model that tasks can name. Blocks: called in a thread."""


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
        models: Models = dict,
    ) -> None:
        """`rows` tunes are composed and `renders` rendered at once; no two workers may have one `name`."""
        self._connection = connection
        self._broker = Broker(connection)
        self._composer = composer
        self._renderer = renderer
        self.name = name
        self._rows = rows
        self._renders = renders
        self._find_models = models
        self._models: dict[str, str] = {}
        self._unusable: dict[tuple[str, str], str] = {}
        """Name and id of the models that could not be loaded -> why."""
        self._warnings: list[Callable[[], str | None]] = []
        self._hand: dict[str, _InHand] = {}
        self._pulls: dict[str, list[asyncio.Task[None]]] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._executions = count(1)
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
        self._start_pulls(ANY, self._rows)
        self._start_pulls(RENDER, self._renders)
        beating = asyncio.create_task(self._beat_for_ever(), name="heartbeat")
        following = asyncio.create_task(self._follow_models_for_ever(), name="models")
        try:
            yield
        finally:
            self._leaving = True
            await end(following, *(pull for pulls in self._pulls.values() for pull in pulls))
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

    def _start_pulls(self, kind: str, number: int) -> None:
        self._pulls[kind] = [
            asyncio.create_task(self._pull(kind), name=f"pull {kind}") for _ in range(number)
        ]

    async def _pull(self, kind: str) -> None:
        """Fetch one task, do it, fetch the next; for ever."""
        subscription, refused = None, False
        while True:
            if not self._has_room(kind):
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            asked = time.monotonic()
            try:
                subscription = subscription or await self._broker.pull(kind)
                (message,) = await subscription.fetch(1, timeout=PULL_SECONDS)
            except TimeoutError:
                if time.monotonic() - asked < 1:  # the broker did not even wait
                    await asyncio.sleep(PAUSE_SECONDS)
                continue
            except NatsError as error:
                log.log(logging.DEBUG if refused else logging.WARNING, "the broker gives no work: %s", error)
                subscription, refused = None, True
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            refused = False
            errand = asyncio.create_task(self._handle(kind, message))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)
            await asyncio.shield(asyncio.wait([errand]))

    def _has_room(self, kind: str) -> bool:
        if kind == RENDER:
            return True  # there are as many pulls as processes
        if model_of(kind) not in (None, *self._models):
            return False
        return self._composer.health.problem is None and self._composing < self._rows

    @property
    def hangs(self) -> bool:
        """Whether a part of it does not go on and cannot be ended; see Health."""
        return self._composer.health.hangs

    @property
    def _composing(self) -> int:
        return sum(held.kind != RENDER for held in self._hand.values())

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
            await self._answer(task_id, outcome)
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
            task = tasks.decode(data)
            if isinstance(task, ComposeTask):
                return await self._composer.compose(
                    task.request, lambda bar, bars: self._say_progress(task_id, bar, bars), job_id=task_id
                )
            return await self._render(task_id, task)
        except ModelError as error:
            self._note_unusable(model_of(kind), error)
            raise _Returned from None
        except EngineClosed:
            raise
        except LiltError as error:
            return error
        except Exception:
            log.exception("task %s failed", task_id)
            return Crashed(f"worker {self.name} failed in task {task_id}; its log says why")

    async def _render(self, task_id: str, task: RenderTask) -> Outcome:
        return await self._renderer.render(
            task.abc, task.playing, formats=task.formats, user=task.user, job_id=task_id
        )

    def _note_unusable(self, model: str | None, error: ModelError) -> None:
        if model is not None:
            log.error("the model %s is not used: %s", model, error)
            self._unusable[model, self._models.pop(model, "")] = str(error)

    async def _answer(self, task_id: str, outcome: Outcome) -> None:
        execution = f"{self.name}.{next(self._executions)}"
        message = results.encode(outcome)
        if not self._broker.fits(message):
            name = f"{task_id}.{execution}"
            await self._broker.store(name, message)
            message = results.encode_stored(name)
        await self._broker.answer(task_id, message, execution)

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

        errand = asyncio.create_task(quietly())
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

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
        warnings = [health.warning, self._broker.problem, *self._unusable.values(), *others]
        return Heartbeat(
            worker=self.name,
            rows=rows,
            free_rows=max(0, rows - composing),
            renders=self._renders,
            free_renders=max(0, self._renders - (len(self._hand) - composing)),
            model=health.model,
            models=tuple(sorted(self._models)),
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
        found = await asyncio.to_thread(self._find_models)
        self._unusable = {one: why for one, why in self._unusable.items() if one in found.items()}
        self._models = {name: id_ for name, id_ in found.items() if (name, id_) not in self._unusable}
        for model in self._models:
            if named(model) not in self._pulls:
                self._start_pulls(named(model), min(NAMED_PULLS, self._rows))
        for kind in [kind for kind in self._pulls if model_of(kind) not in (None, *self._models)]:
            await end(*self._pulls.pop(kind))


async def _say_in_progress(message: Msg) -> None:
    """Tell the broker again and again that somebody is working on it."""
    while True:
        await asyncio.sleep(ACK_SECONDS / 3)
        with suppress(NatsError):
            await message.in_progress()
