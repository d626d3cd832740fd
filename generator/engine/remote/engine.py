"""The engine whose composers and renderers are workers at a broker. The queue in front is the usual one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from generator.compose.composition import BarProgress, Composition
from generator.engine import Health
from generator.engine.background import background
from generator.engine.queueing.fair_gate import FairGate
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.engine.remote.connection import Connection
from generator.engine.remote.dispatcher import Dispatcher
from generator.engine.remote.tasks import ComposeTask, RenderTask
from generator.playing import Playing
from generator.request import ComposeRequest
from generator.tune import Rendering

OnModel = Callable[[str], None]
"""Called in the event loop with the id of the model that the workers use, whenever it is another one."""


def _ignore_model(model: str) -> None:
    """The `OnModel` that does nothing."""


class RemoteComposer:
    """Composes by the workers. See TuneComposer."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    @property
    def health(self) -> Health:
        """What the workers say of themselves, or that there are none, or no broker."""
        workers = self._dispatcher.workers
        health, problem = workers.health, self._dispatcher.problem
        restarts = {"sampler": workers.restarts["sampler"]}
        return replace(health, problem=problem or health.problem, restarts=restarts)

    async def compose(self, request: ComposeRequest, progress: BarProgress, *, job_id: str) -> Composition:
        """Raises what a worker's composer raises, WorkFailed, and BadRequest for a model that none has."""
        composition = await self._dispatcher.do(job_id, ComposeTask(request), progress)
        assert isinstance(composition, Composition)  # noqa: S101 - the dispatcher has checked it
        return composition


class RemoteRenderer:
    """Renders by the workers. See TuneRenderer.

    No more tunes are handed to them than they can render at once, so that users can take turns here: at the
    broker it is first come, first served.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._gate = FairGate(0)

    def resize(self, at_once: int) -> None:
        """From now on hand out so many tunes at once."""
        self._gate.resize(at_once)

    @property
    def restarts(self) -> int:
        """How many render processes of all workers ended and were restarted."""
        return self._dispatcher.workers.restarts["worker"]

    @property
    def warning(self) -> str | None:
        """What is wrong with render processes."""
        return self._dispatcher.workers.rendering

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering:
        """Raises what a worker's renderer raises, and WorkFailed."""
        task = RenderTask(abc=abc, playing=playing, formats=formats, user=user)
        async with self._gate.place(user):
            rendering = await self._dispatcher.do(job_id, task, lambda bar, bars: None)
        assert isinstance(rendering, Rendering)  # noqa: S101 - the dispatcher has checked it
        return rendering


@asynccontextmanager
async def open_remote_engine(
    connection: Connection,
    *,
    changed: OnModel = _ignore_model,
    queue_limit: int = 100,
    user_limit: int = 3,
) -> AsyncIterator[QueuedEngine]:
    """An engine that runs as many jobs at once as its workers can compose tunes. The context closes it.

    The connection may still be opening, and there may be no worker yet: jobs wait, and `health` says so.
    """
    model = ""

    def follow_workers() -> None:
        nonlocal model
        engine.resize(dispatcher.workers.rows)
        renderer.resize(dispatcher.workers.renders)
        if dispatcher.workers.model not in ("", model):
            model = dispatcher.workers.model
            changed(model)

    dispatcher = Dispatcher(connection, follow_workers)
    renderer = RemoteRenderer(dispatcher)
    engine = QueuedEngine(
        RemoteComposer(dispatcher),
        renderer,
        queue_limit=queue_limit,
        user_limit=user_limit,
        at_once=0,
    )
    async with background(dispatcher.run(), "dispatcher"):
        try:
            yield engine
        finally:
            await engine.close()
            await dispatcher.close()
