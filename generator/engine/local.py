"""The engine in this process: one sampler thread, a few render processes, a bounded queue before them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from generator.catalogue import Catalogue
from generator.compose.composer import BarProgress, Composed
from generator.engine import Cancelled, Done, Event, Failed, Health, Job, Progress, Queued
from generator.engine.eta import Pace
from generator.engine.event_stream import Story
from generator.engine.fair_queue import Waiting
from generator.engine.model_pool import Changed, following
from generator.engine.render_pool import RenderWorkers
from generator.errors import BadRequest, EngineClosed, EngineError, LiltError, QueueFull, UserQueueFull
from generator.model.device import choose_device
from generator.sampling.batch import ROWS
from generator.tune import ComposeRequest, Recording, Rendering, Tune

log = logging.getLogger(__name__)

_REMEMBERED = 16
"""Finished jobs whose outcome can still be asked for."""


def _unheard(catalogue: Catalogue) -> None:
    """What listens where nobody does."""


class Composes(Protocol):
    """What the engine needs of a composer."""

    @property
    def health(self) -> Health: ...

    async def compose(self, request: ComposeRequest, progress: BarProgress) -> Composed: ...


class Renders(Protocol):
    """What the engine needs of whoever renders."""

    @property
    def replaced(self) -> int: ...

    async def render(
        self, abc: str, *, instrument: str, tempo: int | None, formats: frozenset[str]
    ) -> Rendering: ...


class LocalEngine:
    """Runs jobs, `at_once` of them at a time, the users in turn."""

    def __init__(
        self,
        composer: Composes,
        workers: Renders,
        *,
        queue_limit: int,
        user_limit: int,
        at_once: int = ROWS,
    ) -> None:
        self._composer = composer
        self._workers = workers
        self._queue_limit = queue_limit
        self._user_limit = user_limit
        self._at_once = at_once
        self._pace = Pace(at_once)
        self._stories: OrderedDict[str, Story] = OrderedDict()
        self._waiting = Waiting()
        self._jobs: dict[str, Job] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._closed = False

    async def submit(self, job: Job) -> None:
        """See Engine."""
        if self._closed:
            raise EngineClosed
        if job.id in self._stories:
            return
        unfinished = [story for story in self._stories.values() if not story.finished]
        if len(unfinished) >= self._queue_limit:
            raise QueueFull(len(unfinished))
        if sum(story.user == job.user for story in unfinished) >= self._user_limit:
            raise UserQueueFull(self._user_limit)
        self._stories[job.id] = Story(job.user)
        self._jobs[job.id] = job
        self._waiting.add(job.user, job.id)
        self._move_up()

    async def events(self, job_id: str) -> AsyncIterator[Event]:
        """See Engine."""
        story = self._stories.get(job_id)
        if story is None:
            raise EngineError("This tune is not in the queue any more.")
        async for event in story.follow():
            yield event

    async def cancel(self, job_id: str) -> None:
        """See Engine."""
        if job_id in self._stories:
            self._stories[job_id].heard = True
        if job_id in self._running:
            self._running[job_id].cancel()
            await asyncio.wait([self._running[job_id]])
        elif job_id in self._jobs:
            self._waiting.remove(self._jobs[job_id].user, job_id)
            self._finish(job_id)

    @property
    def health(self) -> Health:
        """See Engine."""
        health = self._composer.health
        return replace(health, restarts={**health.restarts, "worker": self._workers.replaced})

    async def close(self, drain: float = 0.0) -> None:
        """See Engine."""
        self._closed = True
        for job_id in list(self._waiting):
            await self.cancel(job_id)
        if self._running:
            await asyncio.wait(self._running.values(), timeout=drain)
        for job_id in list(self._running):
            await self.cancel(job_id)

    def _move_up(self) -> None:
        """Begin what there is room for, and tell the others where they stand."""
        if self._closed:
            return
        while self._waiting and len(self._running) < self._at_once:
            job = self._jobs[self._waiting.pop()]
            task = asyncio.create_task(self._run(job), name=f"job {job.id}")
            self._running[job.id] = task
            task.add_done_callback(partial(self._finish, job.id))
        for position, job_id in enumerate(self._waiting, 1):
            self._stories[job_id].tell(Queued(position, self._pace.seconds(position)))

    async def _run(self, job: Job) -> None:
        story = self._stories[job.id]
        try:
            recording = await self._work(job, story)
            self._pace.took(recording.rendering.timings["total"])
            story.tell(Done(recording))
        except LiltError as error:
            story.tell(Failed(str(error), type(error).__name__))
        except Exception:  # a listener must never wait for ever, whatever broke
            log.exception("job %s failed", job.id)
            said = f"Something went wrong while composing (reference {job.id:.8})."
            story.tell(Failed(said, "crash"))

    def _finish(self, job_id: str, _: object = None) -> None:
        """Whatever happened to a job, also when it was cancelled before it began, its story ends here."""
        self._stories[job_id].tell(Cancelled())
        self._running.pop(job_id, None)
        del self._jobs[job_id]
        self._move_up()
        self._forget_oldest()

    async def _work(self, job: Job, story: Story) -> Recording:
        started = time.perf_counter()
        timings: dict[str, float] = {}
        if isinstance(job.work, Tune):
            tune = job.work
        else:
            story.tell(Progress("composing"))
            composed = await self._composer.compose(
                job.work, lambda bar, bars: story.tell(Progress("composing", bar, bars))
            )
            tune = composed.tune
            timings.update(composed.timings)
        story.tell(Progress("rendering"))
        rendering = await self._render(tune, job.formats)
        timings.update(rendering.timings, total=time.perf_counter() - started)
        return Recording(tune=tune, rendering=replace(rendering, timings=timings))

    async def _render(self, tune: Tune, formats: frozenset[str]) -> Rendering:
        request = tune.request
        return await self._workers.render(
            tune.abc, instrument=request.instrument, tempo=request.tempo, formats=formats
        )

    def _forget_oldest(self) -> None:
        finished = [job_id for job_id, story in self._stories.items() if story.finished and story.heard]
        for job_id in finished[:-_REMEMBERED]:
            del self._stories[job_id]


@asynccontextmanager
async def open_local_engine(
    *,
    model: str | None = None,
    models: Path | None = None,
    changed: Changed = _unheard,
    device: str = "auto",
    soundfont: Path | None = None,
    queue_limit: int = 100,
    user_limit: int = 3,
    prepare: Callable[[], None] | None = None,
) -> AsyncIterator[LocalEngine]:
    """The engine with its model loaded and its processes started; all of it ends with the context.

    Without a `model` it follows the one that is promoted in the folder `models`, if there is one, and
    `changed` is told what each new one offers. `prepare` is called first thing in each process. Raises
    ModelError, or BadRequest for a device or soundfont that is not there.
    """
    if soundfont is not None and not await asyncio.to_thread(soundfont.is_file):
        raise BadRequest("soundfont", soundfont.name, "it must be a soundfont file (.sf2)")
    chosen = choose_device(device)
    async with AsyncExitStack() as closing:
        workers = RenderWorkers(soundfont, prepare=prepare)
        closing.push_async_callback(asyncio.to_thread, workers.close)
        workers.start()
        composer = await closing.enter_async_context(following(model, chosen, models, changed))
        engine = LocalEngine(composer, workers, queue_limit=queue_limit, user_limit=user_limit)
        closing.push_async_callback(engine.close)
        yield engine
