"""The queue in front of what composes and renders: bounded, fair, and the only one, wherever they run.

Knows neither models nor processes nor brokers: only a composer and a renderer, by their Protocols.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator
from dataclasses import replace
from functools import partial
from typing import Protocol

from generator.compose.composition import BarProgress, Composition
from generator.engine import Cancelled, Composed, Done, Event, Failed, Health, Job, Progress, Queued
from generator.engine.queueing.eta import Eta
from generator.engine.queueing.event_stream import EventStream
from generator.engine.queueing.fair_queue import FairQueue
from generator.errors import EngineClosed, JobUnknown, LiltError, QueueFull, UserQueueFull
from generator.playing import Playing
from generator.request import ComposeRequest
from generator.tune import Recording, Rendering, Tune

log = logging.getLogger(__name__)

PLACE_SECONDS = 2.0
"""How long a composed job keeps its place while its caller has not said what to render."""

_KEPT_JOBS = 16
"""Delivered jobs whose final event can still be asked for."""


class TuneComposer(Protocol):
    """What the engine needs of a composer."""

    @property
    def health(self) -> Health: ...

    async def compose(
        self, request: ComposeRequest, progress: BarProgress, *, job_id: str
    ) -> Composition: ...


class TuneRenderer(Protocol):
    """What the engine needs of a renderer."""

    @property
    def restarts(self) -> int: ...

    @property
    def warning(self) -> str | None: ...

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering: ...


class QueuedEngine:
    """Runs up to `at_once` jobs at a time; the users take turns."""

    def __init__(
        self,
        composer: TuneComposer,
        renderer: TuneRenderer,
        *,
        queue_limit: int,
        user_limit: int,
        at_once: int,
    ) -> None:
        self._composer = composer
        self._renderer = renderer
        self._queue_limit = queue_limit
        self._user_limit = user_limit
        self._at_once = at_once
        self._eta = Eta(at_once)
        self._streams: OrderedDict[str, EventStream] = OrderedDict()
        self._queue = FairQueue()
        self._jobs: dict[str, Job] = {}
        self._to_render: dict[str, asyncio.Future[Tune]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._places: set[str] = set()
        self._closed = False

    async def submit(self, job: Job) -> None:
        """See Engine."""
        if self._closed:
            raise EngineClosed
        if job.id in self._streams:
            return
        if not job.admitted:
            self._check_limits(job.user)
        self._streams[job.id] = EventStream(job.user)
        self._jobs[job.id] = job
        self._to_render[job.id] = asyncio.get_running_loop().create_future()
        self._queue.add(job.user, job.id)
        self._start_next()

    def _check_limits(self, user: str) -> None:
        unfinished = [stream for stream in self._streams.values() if not stream.finished]
        if len(unfinished) >= self._queue_limit:
            raise QueueFull(len(unfinished))
        if sum(stream.user == user for stream in unfinished) >= self._user_limit:
            raise UserQueueFull(self._user_limit)

    async def render(self, job_id: str, tune: Tune) -> None:
        """See Engine."""
        if job_id not in self._streams:
            raise JobUnknown
        waiting = self._to_render.get(job_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(tune)
            self._streams[job_id].publish(Progress("rendering"))

    async def events(self, job_id: str) -> AsyncGenerator[Event, None]:
        """See Engine."""
        stream = self._streams.get(job_id)
        if stream is None:
            raise JobUnknown
        async for event in stream.follow():
            yield event

    async def cancel(self, job_id: str) -> None:
        """See Engine."""
        if job_id in self._streams:
            self._streams[job_id].delivered = True
        if job_id in self._running:
            self._running[job_id].cancel()
            await asyncio.wait([self._running[job_id]])
        elif job_id in self._jobs:
            self._queue.remove(self._jobs[job_id].user, job_id)
            self._finish(job_id)

    @property
    def health(self) -> Health:
        """See Engine."""
        health = self._composer.health
        restarts = {**health.restarts, "worker": self._renderer.restarts}
        return replace(health, rendering=self._renderer.warning, restarts=restarts)

    def resize(self, at_once: int) -> None:
        """From now on run up to so many jobs at a time; those that run go on. With 0 all others wait."""
        if at_once != self._at_once:
            self._at_once = self._eta.at_once = at_once
            self._start_next()

    async def close(self, drain: float = 0.0) -> None:
        """See Engine."""
        self._closed = True
        for job_id in list(self._queue):
            await self.cancel(job_id)
        if self._running:
            await asyncio.wait(self._running.values(), timeout=drain)
        for job_id in list(self._running):
            await self.cancel(job_id)

    def _start_next(self) -> None:
        """Start jobs until all `at_once` places are taken, and publish the positions of the others."""
        if self._closed:
            return
        while self._queue and len(self._places) < self._at_once:
            job = self._jobs[self._queue.pop()]
            self._places.add(job.id)
            task = asyncio.create_task(self._run(job), name=f"job {job.id}")
            self._running[job.id] = task
            task.add_done_callback(partial(self._finish, job.id))
        for position, job_id in enumerate(self._queue, 1):
            self._streams[job_id].publish(Queued(position, self._eta.seconds(position)))

    async def _run(self, job: Job) -> None:
        stream, started = self._streams[job.id], time.monotonic()
        try:
            recording = await self._compose_and_render(job, stream)
            self._eta.add(recording.rendering.timings["total"])
            stream.publish(Done(recording))
        except LiltError as error:
            stream.publish(Failed(str(error), type(error).__name__))
        except Exception:  # the listeners need a final event, whatever went wrong
            log.exception("job %s failed", job.id)
            reason = f"Something went wrong while composing (reference {job.id:.8})."
            stream.publish(Failed(reason, "crash"))
        finally:
            self._queue.charge(job.user, time.monotonic() - started)

    def _finish(self, job_id: str, _: object = None) -> None:
        """Forget a job that has ended. One without a final event was cancelled."""
        self._streams[job_id].publish(Cancelled())
        self._running.pop(job_id, None)
        self._places.discard(job_id)
        self._to_render.pop(job_id).cancel()
        del self._jobs[job_id]
        self._start_next()
        self._forget_oldest()

    async def _compose_and_render(self, job: Job, stream: EventStream) -> Recording:
        started = time.perf_counter()
        composition = await self._compose(job, stream)
        composed = time.perf_counter()
        stream.publish(Composed(composition.tune))
        tune = await self._tune_to_render(job.id)
        total = composed - started - time.perf_counter()  # without the time that the caller took
        rendering = await self._render(tune, job)
        timings = {**composition.timings, **rendering.timings, "total": total + time.perf_counter()}
        return Recording(tune=tune, rendering=replace(rendering, timings=timings))

    async def _tune_to_render(self, job_id: str) -> Tune:
        """What the caller has rendered. A caller that takes long loses the job's place, not the job."""
        to_render = self._to_render[job_id]
        await asyncio.wait([to_render], timeout=PLACE_SECONDS)
        if not to_render.done():
            self._places.discard(job_id)
            self._start_next()
        return await to_render

    async def _compose(self, job: Job, stream: EventStream) -> Composition:
        if isinstance(job.work, Tune):
            return Composition(job.work, {})
        stream.publish(Progress("composing"))
        return await self._composer.compose(
            job.work, lambda bar, bars: stream.publish(Progress("composing", bar, bars)), job_id=job.id
        )

    async def _render(self, tune: Tune, job: Job) -> Rendering:
        playing = tune.request.playing
        return await self._renderer.render(
            tune.abc, playing, formats=job.formats, user=job.user, job_id=job.id
        )

    def _forget_oldest(self) -> None:
        finished = [
            job_id for job_id, stream in self._streams.items() if stream.finished and stream.delivered
        ]
        for job_id in finished[:-_KEPT_JOBS]:
            del self._streams[job_id]
