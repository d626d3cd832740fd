"""Where work is done: a job goes to the engine and is followed, by whoever it is for, until it ends.

Knows neither which engine works nor what becomes of a recording.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from bot.components import waiting_buttons
from bot.transport.response import Reply
from bot.views.embeds import first_line, progress_line
from generator.engine import Engine, Job
from generator.engine.client import follow
from generator.errors import EngineClosed, LiltError
from generator.tune import ComposeRequest, Recording, Tune

CLOSING_SECONDS = 5


class GivenUp(LiltError):
    """Whoever asked for it wants it no more, and has been told."""


class Workshop:
    """`closed`: the bot is being stopped, and nothing new is begun."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: dict[str, str] = {}
        """What was asked -> the job that is being done for it."""
        self._tasks: set[asyncio.Task[object]] = set()
        self._given_up: set[str] = set()
        self.closed = False

    async def make(
        self,
        asked: str,
        user: int,
        work: ComposeRequest | Tune,
        formats: tuple[str, ...],
        reply: Reply,
        *,
        again: bool = False,
    ) -> Recording:
        """Have it done and tell how far it is. Raises what `submit` and `follow` raise, and GivenUp.

        `asked` is the interaction's id. What is refused is refused before anything is shown.
        """
        if self.closed:
            raise EngineClosed
        job = Job(
            id=f"{asked}{'-again' if again else ''}", user=str(user), work=work, formats=frozenset(formats)
        )
        with self._following(asked, job.id):
            await self._engine.submit(job)
            try:
                await reply.open(first_line(work), waiting_buttons(asked, user))
                return await follow(self._engine, job.id, lambda event: reply.say(progress_line(event)))
            except BaseException:
                await self._engine.cancel(job.id)  # nobody waits for it any more
                raise

    @contextmanager
    def _following(self, asked: str, job_id: str) -> Iterator[None]:
        """While this lasts the job can be given up."""
        self._jobs[asked] = job_id
        try:
            yield
        except EngineClosed:
            if asked in self._given_up:
                raise GivenUp from None
            raise
        finally:
            del self._jobs[asked]
            self._given_up.discard(asked)

    @asynccontextmanager
    async def answering(self, reply: Reply) -> AsyncIterator[Reply]:
        """A reply that is taken back if there is nothing to show in the end. `close` waits for its end."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self._tasks.add(task)
        try:
            yield reply
        except GivenUp:
            await reply.withdraw()
        except Exception:
            await reply.withdraw()
            raise
        finally:
            self._tasks.discard(task)

    async def cancel(self, asked: str) -> bool:
        """Give up what an interaction waits for; False where it waits for nothing (any more)."""
        if asked not in self._jobs:
            return False
        self._given_up.add(asked)
        await self._engine.cancel(self._jobs[asked])
        return True

    async def close(self, drain: float = 0.0) -> None:
        """Begin nothing more, let what is being done be finished for `drain` seconds, cancel the rest."""
        self.closed = True
        if drain:
            await self._engine.close(drain)
        for job_id in tuple(self._jobs.values()):
            await self._engine.cancel(job_id)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING_SECONDS)
        for task in tuple(self._tasks):
            task.cancel()
