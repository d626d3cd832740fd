"""What is done: a job goes to the engine, the tune into the history, and the answer to whoever asked.

Knows neither which engine works, nor what an answer looks like (`answer`), nor how it gets there (`reply`).
A tune is in the history before it is shown: whatever happens on the way, it is not lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import discord

from bot.answer import first_line, progress_line, take_message, tune_message
from bot.buttons import tune_buttons, waiting_buttons
from bot.history import Asker, Entry, History
from bot.limits import Limits
from bot.progress import PAUSE
from bot.reply import Reply
from bot.takes import HEARD_AND_SEEN, Take
from generator.engine import Engine, Job
from generator.engine.running import follow
from generator.errors import EngineClosed, LiltError
from generator.tune import ComposeRequest, Recording, Rendering, Tune

Interaction = discord.Interaction[Any]

CLOSING_SECONDS = 5


class GivenUp(LiltError):
    """Whoever asked for it wants it no more, and has been told."""


class Delivery:
    """Answers interactions with tunes. `pause`: seconds between two edits of a progress line."""

    def __init__(self, engine: Engine, history: History, limits: Limits, *, pause: float = PAUSE) -> None:
        self._engine = engine
        self._history = history
        self._limits = limits
        self._pause = pause
        self._jobs: dict[str, str] = {}
        """Interaction -> the job that is being done for it."""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._given_up: set[str] = set()
        self._closed = False
        self.undelivered = 0
        """Answers that Discord did not take, and so nobody has seen."""

    async def compose(
        self,
        interaction: Interaction,
        asked: ComposeRequest,
        *,
        parent: int | None = None,
        tune: Tune | None = None,
    ) -> None:
        """Compose, remember, show. `parent`: the number of the tune that this one grows out of.

        With a `tune` there is nothing left to compose; `asked` is then what to ask for to get one like it.
        """
        await self._limits.admit_work(interaction)
        async with self._answering(interaction) as reply:
            recording = await self._work(interaction, reply, tune or asked, HEARD_AND_SEEN)
            entry = await self._history.add(asker_of(interaction), asked, recording.tune, parent)
            if entry.tune != recording.tune:  # it has got another name: score and sound must bear it
                recording = await self._work(interaction, reply, entry.tune, HEARD_AND_SEEN, again=True)
            message_id = await self._show(reply, entry, recording.rendering)
            if message_id is not None:
                await self._history.delivered(entry.id, message_id)

    async def show(self, interaction: Interaction, entry: Entry) -> None:
        """Play a tune from the history again."""
        await self._limits.admit(interaction)
        async with self._answering(interaction) as reply:
            recording = await self._work(interaction, reply, entry.tune, HEARD_AND_SEEN)
            await self._show(reply, entry, recording.rendering)

    async def hand_out(self, interaction: Interaction, entry: Entry, take: Take) -> None:
        """A tune as the one who asked wants to have it, for them only."""
        await self._limits.admit(interaction)
        async with self._answering(interaction, ephemeral=True) as reply:
            recording = await self._work(interaction, reply, take.tune, take.formats)
            message = take_message(entry, take, recording.rendering, reply.largest)
            await self._finish(reply, **message, view=None)

    async def perform(
        self, interaction: Interaction, tune: Tune, message: Callable[[Rendering, int], dict[str, Any]]
    ) -> None:
        """Render what is not to be remembered; `message` of it, and of how large a file may be, is shown."""
        await self._limits.admit_work(interaction)
        async with self._answering(interaction) as reply:
            recording = await self._work(interaction, reply, tune, HEARD_AND_SEEN)
            await self._finish(reply, content=None, **message(recording.rendering, reply.largest), view=None)

    async def cancel(self, interaction_id: str) -> bool:
        """Give up what an interaction waits for; False where it waits for nothing (any more)."""
        if interaction_id not in self._jobs:
            return False
        self._given_up.add(interaction_id)
        await self._engine.cancel(self._jobs[interaction_id])
        return True

    async def close(self, drain: float = 0.0) -> None:
        """Take no more, let what is being done be finished for `drain` seconds, cancel the rest.

        Whoever waits in vain is told so.
        """
        self._closed = True
        if drain:
            await self._engine.close(drain)
        for job_id in tuple(self._jobs.values()):
            await self._engine.cancel(job_id)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING_SECONDS)

    @asynccontextmanager
    async def _answering(self, interaction: Interaction, *, ephemeral: bool = False) -> AsyncIterator[Reply]:
        """A reply that is taken back if there is nothing to show in the end. `close` waits for its end."""
        reply = Reply(interaction, ephemeral=ephemeral, pause=self._pause)
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

    async def _work(
        self,
        interaction: Interaction,
        reply: Reply,
        work: ComposeRequest | Tune,
        formats: tuple[str, ...],
        *,
        again: bool = False,
    ) -> Recording:
        """Have it done and tell how far it is. Raises what `submit` and `follow` raise, and GivenUp.

        What is refused is refused before anything is shown.
        """
        if self._closed:
            raise EngineClosed
        asked, user = str(interaction.id), interaction.user.id
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

    async def _show(self, reply: Reply, entry: Entry, rendering: Rendering) -> int | None:
        view = tune_buttons(entry, await self._history.saves(entry.id))
        return await self._finish(reply, **tune_message(entry, rendering, reply.largest), view=view)

    async def _finish(self, reply: Reply, **content: Any) -> int | None:
        """See Reply.finish; counts what does not get through."""
        message_id = None
        try:
            message_id = await reply.finish(**content)
        finally:
            self.undelivered += message_id is None
        return message_id


def asker_of(interaction: Interaction) -> Asker:
    """Who asked, and where."""
    return Asker(
        user_id=interaction.user.id,
        user_name=interaction.user.display_name,
        guild_id=interaction.guild_id,
        channel_id=interaction.channel_id or 0,
    )
