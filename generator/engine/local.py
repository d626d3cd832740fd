"""The engine in this process: one sampler thread, a few render processes, a bounded queue before them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from generator.checkpoint import load_checkpoint
from generator.composer import BarsTold, Composed, Composer
from generator.device import choose_device
from generator.engine import Cancelled, Done, Event, Failed, Job, Progress, Queued
from generator.engine.pace import Pace
from generator.engine.story import Story
from generator.engine.workers import RenderWorkers
from generator.errors import BadRequest, EngineClosed, EngineError, LiltError, QueueFull, UserQueueFull
from generator.sampler import ROWS, Sampler, Table
from generator.tune import ComposeRequest, Recording, Rendering, Tune

log = logging.getLogger(__name__)

_REMEMBERED = 64
"""Finished jobs whose outcome can still be asked for."""


class Composes(Protocol):
    """What the engine needs of a composer."""

    async def compose(self, request: ComposeRequest, progress: BarsTold) -> Composed: ...


class Renders(Protocol):
    """What the engine needs of whoever renders."""

    async def render(
        self, abc: str, *, instrument: str, tempo: int | None, formats: frozenset[str]
    ) -> Rendering: ...


class LocalEngine:
    """Runs jobs in the order in which they came, `at_once` of them at a time."""

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
        self._slots = asyncio.Semaphore(at_once)
        self._pace = Pace(at_once)
        self._stories: OrderedDict[str, Story] = OrderedDict()
        self._waiting: list[str] = []
        self._tasks: dict[str, asyncio.Task[None]] = {}
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
        self._waiting.append(job.id)
        self._tell_positions()
        task = asyncio.create_task(self._run(job), name=f"job {job.id}")
        self._tasks[job.id] = task
        task.add_done_callback(lambda _: self._finish(job.id))

    async def events(self, job_id: str) -> AsyncIterator[Event]:
        """See Engine."""
        story = self._stories.get(job_id)
        if story is None:
            raise EngineError("This tune is not in the queue any more.")
        async for event in story.follow():
            yield event

    async def cancel(self, job_id: str) -> None:
        """See Engine."""
        task = self._tasks.get(job_id)
        if task:
            task.cancel()
            await asyncio.wait([task])

    async def close(self) -> None:
        """See Engine."""
        self._closed = True
        for job_id in list(self._tasks):
            await self.cancel(job_id)

    async def _run(self, job: Job) -> None:
        story = self._stories[job.id]
        try:
            async with self._slots:
                self._leave_queue(job.id)
                recording = await self._work(job, story)
                self._pace.took(recording.rendering.timings["total"])
                story.tell(Done(recording))
        except LiltError as error:
            story.tell(Failed(str(error)))
        except Exception:  # a listener must never wait for ever, whatever broke
            log.exception("job %s failed", job.id)
            story.tell(Failed(f"Something went wrong while composing (reference {job.id:.8})."))

    def _finish(self, job_id: str) -> None:
        """Whatever happened to a job, also when it was cancelled before it began, its story ends here."""
        self._stories[job_id].tell(Cancelled())
        self._leave_queue(job_id)
        del self._tasks[job_id]
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

    def _leave_queue(self, job_id: str) -> None:
        if job_id in self._waiting:
            self._waiting.remove(job_id)
            self._tell_positions()

    def _tell_positions(self) -> None:
        for position, job_id in enumerate(self._waiting, 1):
            self._stories[job_id].tell(Queued(position, self._pace.seconds(position)))

    def _forget_oldest(self) -> None:
        finished = [job_id for job_id, story in self._stories.items() if story.finished]
        for job_id in finished[:-_REMEMBERED]:
            del self._stories[job_id]


@asynccontextmanager
async def open_local_engine(
    *,
    model: str | None = None,
    device: str = "auto",
    soundfont: Path | None = None,
    queue_limit: int = 100,
    user_limit: int = 3,
) -> AsyncIterator[LocalEngine]:
    """The engine with its model loaded and its processes started; all of it ends with the context.

    Raises ModelError, or BadRequest for a device or soundfont that is not there.
    """
    if soundfont is not None and not await asyncio.to_thread(soundfont.is_file):
        raise BadRequest("soundfont", soundfont.name, "it must be a soundfont file (.sf2)")
    chosen = choose_device(device)
    async with AsyncExitStack() as closing:
        workers = RenderWorkers(soundfont)
        closing.push_async_callback(asyncio.to_thread, workers.close)
        workers.start()
        checkpoint = await asyncio.to_thread(load_checkpoint, model)
        log.info("composing with %s on %s", checkpoint.id, chosen)
        sampler = Sampler(Table(checkpoint, device=chosen))
        closing.push_async_callback(asyncio.to_thread, sampler.close)
        composer = Composer(checkpoint, sampler)
        engine = LocalEngine(composer, workers, queue_limit=queue_limit, user_limit=user_limit)
        closing.push_async_callback(engine.close)
        yield engine
