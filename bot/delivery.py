"""From a request to the finished message: follows a job and keeps the answer up to date.

Knows neither which engine works nor what the message looks like. A tune is in the history before it is shown:
whatever happens on the way to Discord, it is not lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord

from bot.answer import COMPOSING, RENDERING, progress_line, tune_embed, tune_files
from bot.buttons import tune_buttons
from bot.errors import UNDELIVERED
from bot.history import Asker, Entry, History
from bot.progress import PAUSE, Line
from generator.engine import Engine, Job
from generator.engine.running import run
from generator.errors import EngineClosed
from generator.tune import ComposeRequest, Recording, Rendering, Tune

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

SHOWN = ("mp3", "png")
SOURCES = ("abc", "mid")
CLOSING_SECONDS = 5


class Delivery:
    """Answers interactions with tunes. `pause`: seconds between two edits of a progress line."""

    def __init__(self, engine: Engine, history: History, *, pause: float = PAUSE) -> None:
        self._engine = engine
        self._history = history
        self._pause = pause
        self._following: dict[str, asyncio.Task[Any]] = {}
        self._closed = False

    async def compose(self, interaction: Interaction, asked: ComposeRequest) -> None:
        """Compose, remember, show."""
        async with self._progress(interaction, COMPOSING) as line:
            recording = await self._work(interaction, asked, SHOWN, line)
            entry = await self._history.add(_asker(interaction), asked, recording.tune)
            if entry.tune != recording.tune:  # it has got another name: score and sound must bear it
                recording = await self._work(interaction, entry.tune, SHOWN, line, again=True)
        message_id = await self._show(interaction, entry, recording.rendering)
        if message_id is not None:
            await self._history.delivered(entry.id, message_id)

    async def show(self, interaction: Interaction, entry: Entry) -> None:
        """Play a tune from the history again."""
        async with self._progress(interaction, RENDERING) as line:
            recording = await self._work(interaction, entry.tune, SHOWN, line)
        await self._show(interaction, entry, recording.rendering)

    async def sources(self, interaction: Interaction, entry: Entry) -> None:
        """Hand out a tune's ABC and MIDI, to the one who asked only."""
        async with self._progress(interaction, RENDERING, ephemeral=True) as line:
            recording = await self._work(interaction, entry.tune, SOURCES, line)
        files = tune_files(entry, recording.rendering, SOURCES)
        await _finish(interaction, entry, attachments=files)

    async def close(self) -> None:
        """Take no more and cancel what is being followed; those who wait are told so."""
        self._closed = True
        for job_id in tuple(self._following):
            await self._engine.cancel(job_id)
        if self._following:
            await asyncio.wait(self._following.values(), timeout=CLOSING_SECONDS)

    @asynccontextmanager
    async def _progress(
        self, interaction: Interaction, first: str, *, ephemeral: bool = False
    ) -> AsyncIterator[Line]:
        """Answer at once with a line; take it back if there is nothing to show in the end."""
        await interaction.response.send_message(first, ephemeral=ephemeral)
        line = Line(lambda text: interaction.edit_original_response(content=text), first, self._pause)
        try:
            try:
                yield line
            finally:
                await line.stop()
        except Exception:
            await _withdraw(interaction)
            raise

    async def _work(
        self,
        interaction: Interaction,
        work: ComposeRequest | Tune,
        formats: tuple[str, ...],
        line: Line,
        *,
        again: bool = False,
    ) -> Recording:
        """Have it done and tell how far it is. Raises what `run` raises."""
        if self._closed:
            raise EngineClosed
        job = Job(
            id=f"{interaction.id}{'-again' if again else ''}",
            user=str(interaction.user.id),
            work=work,
            formats=frozenset(formats),
        )
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self._following[job.id] = task
        try:
            return await run(self._engine, job, lambda event: line.say(progress_line(event)))
        finally:
            del self._following[job.id]

    async def _show(self, interaction: Interaction, entry: Entry, rendering: Rendering) -> int | None:
        return await _finish(
            interaction,
            entry,
            embed=tune_embed(entry, picture="png" in rendering.files),
            attachments=tune_files(entry, rendering, SHOWN),
            view=tune_buttons(entry),
        )


def _asker(interaction: Interaction) -> Asker:
    return Asker(
        user_id=interaction.user.id,
        user_name=interaction.user.display_name,
        guild_id=interaction.guild_id,
        channel_id=interaction.channel_id or 0,
    )


async def _finish(interaction: Interaction, entry: Entry, **content: Any) -> int | None:
    """Turn the progress line into the answer; the message's id, or None if Discord did not take it."""
    try:
        message = await interaction.edit_original_response(content=None, **content)
    except UNDELIVERED as error:
        log.warning("tune %s is in the history but could not be shown: %s", entry.id, error)
        return None
    return message.id


async def _withdraw(interaction: Interaction) -> None:
    try:
        await interaction.delete_original_response()
    except UNDELIVERED as error:
        log.info("could not take a progress line back: %s", error)
