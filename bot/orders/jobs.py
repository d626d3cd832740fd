"""The jobs that users wait for: submitted to the engine, followed, cancelled, counted for `/queue`.

Knows neither which engine it is nor what becomes of a recording.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from bot.components import cancel_view
from bot.transport.response import Response
from bot.views.progress_text import QueueLength, first_line, progress_line
from generator.engine import Engine, Event, Job, Queued, client
from generator.errors import EngineClosed, LiltError
from generator.tune import Recording, Tune

CLOSING_SECONDS = 5

Forget = Callable[[], Awaitable[object]]
"""Deletes what is stored of a job that its user cancels. If it raises, the job is not cancelled."""


async def _nothing() -> None:
    """The `Forget` of a job of which nothing is stored."""


def _ignore() -> None:
    """The `begun` that does nothing."""


class CancelledByUser(LiltError):
    """The user who asked has cancelled it, and has been answered."""


class RunningJob:
    """A job in the engine: first `compose`, then `render`. Its progress is shown in the response.

    `begun` is called once, when the engine begins to work on it.
    """

    def __init__(
        self, engine: Engine, job: Job, response: Response | None, forget: Forget, begun: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._response = response
        self._forget = forget
        self._ending = asyncio.Lock()
        self._ended = self._cancelled = self._begun = False
        self._on_begin = begun
        self.job = job
        self.latest: Event | None = None
        self.finished = False

    async def compose(self) -> Tune:
        """The tune, composed or as it was brought along. Raises JobFailed or EngineClosed."""
        return await client.compose(self._engine, self.job.id, self._show)

    async def render(self, tune: Tune) -> Recording:
        """The recording of this tune, in the place that the job has. Raises JobFailed or EngineClosed."""
        recording = await client.render(self._engine, self.job.id, tune, self._show)
        self.finished = True
        return recording

    async def cancel(self) -> bool:
        """Cancel it for its user; False where it has ended. Raises what `forget` raises."""
        async with self._ending:
            if self._ended:
                return False
            await self._forget()
            self._cancelled = True
        await self._engine.cancel(self.job.id)
        return True

    async def end(self) -> bool:
        """From now on it cannot be cancelled; returns whether it has been. Waits for a `cancel` under way."""
        async with self._ending:
            self._ended = True
            return self._cancelled

    def _show(self, event: Event) -> None:
        self.latest = event
        if not self._begun and not isinstance(event, Queued):
            self._begun = True
            self._on_begin()
        if self._response is not None:
            self._response.progress(progress_line(event, self.job))


class Jobs:
    """`closed`: the bot is being stopped, and no job is started."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running: dict[str, RunningJob] = {}
        self._tasks: set[asyncio.Task[object]] = set()
        self.closed = False

    def queue_length(self, user: str) -> QueueLength:
        """The queue as it is now, for one user."""
        own = [one.latest for one in self._running.values() if one.job.user == user]
        relevant = own or [one.latest for one in self._running.values()]
        waiting = [event for event in relevant if isinstance(event, Queued)]
        seconds = [event.seconds for event in waiting if event.seconds is not None]
        return QueueLength(len(self._running), len(own), max(seconds, default=None))

    def of_user(self, user: str) -> list[str]:
        """The ids of the jobs that a user waits for."""
        return [job_id for job_id, one in self._running.items() if one.job.user == user]

    @asynccontextmanager
    async def running(
        self,
        job: Job,
        response: Response | None,
        forget: Forget = _nothing,
        begun: Callable[[], None] = _ignore,
    ) -> AsyncIterator[RunningJob]:
        """Submit a job and show that it was accepted. One that is not finished is cancelled at the end.

        Without a response nothing is shown. Raises what `submit` raises, before anything is shown, and
        CancelledByUser, after `forget`.
        """
        if self.closed:
            raise EngineClosed
        running = self._running[job.id] = RunningJob(self._engine, job, response, forget, begun)
        try:
            await self._engine.submit(job)
            if response is not None:
                await response.open(first_line(job), cancel_view(job.id, int(job.user)))
            yield running
        except EngineClosed:
            if await running.end():
                raise CancelledByUser from None
            raise
        else:
            if await running.end():
                raise CancelledByUser
        finally:
            del self._running[job.id]
            if not running.finished:
                await self._engine.cancel(job.id)  # nobody waits for it any more

    @asynccontextmanager
    async def answering(self, response: Response) -> AsyncIterator[None]:
        """Withdraws the response if there is nothing to show in the end. `close` waits for its end.

        What may be shown already stays.
        """
        with self.awaited():
            try:
                yield
            except CancelledByUser:
                await response.withdraw()
            except Exception:
                if not response.may_be_finished:
                    await response.withdraw()
                raise

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """`close` waits a moment for the end of what is done here, and then cancels it."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def cancel(self, job_id: str) -> bool:
        """Cancel a job for the user who waits for it; False where there is no such job (any more).

        If what is stored of it cannot be deleted, that error is raised and the job goes on.
        """
        running = self._running.get(job_id)
        return running is not None and await running.cancel()

    async def close(self, drain: float = 0.0) -> None:
        """Start no more jobs, let those that run finish for `drain` seconds, cancel the rest."""
        self.closed = True
        if drain:
            await self._engine.close(drain)
        for job_id in tuple(self._running):
            await self._engine.cancel(job_id)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING_SECONDS)
        for task in tuple(self._tasks):
            task.cancel()
