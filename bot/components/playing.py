"""Has what a user sent read and rendered. Where that takes longer than a moment, it is answered first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from bot.components.base import Interaction
from bot.errors import SendError, Unconfirmed
from bot.history import Challenge
from bot.requests.opening import check_begins
from bot.requests.user_abc import RenderOptions
from bot.requests.user_music import UserFile, UserMusic, read_user_music
from bot.services import services_of
from bot.transport.answers import answer, delete_answer
from bot.views.scheduled import answer_note

_Result = TypeVar("_Result")

SECONDS_TO_ANSWER = 1.0
"""How long the first answer waits for the ABC, so that an error can be that answer. Discord waits for 3 s."""
READING = "Reading…"


async def given(text: str) -> str:
    """The text of a form, for `play`: it is there already."""
    return text


async def play(
    interaction: Interaction,
    fetch: Callable[[], Awaitable[str | UserFile]],
    playing: RenderOptions,
    *,
    answers: Challenge | None = None,
) -> None:
    """Fetch what a user sent, read it, and have it rendered, if there is room for it.

    `answers`: the challenge that it answers, so it must begin with its opening.
    """
    services = services_of(interaction)

    async def read() -> UserMusic:
        settings = await services.admission.guild_settings(interaction.guild_id)
        backing, tab = playing.backing or settings.backing, playing.tab or settings.tab
        whole = replace(playing, usual_instrument=settings.instrument, backing=backing, tab=tab)
        music = await read_user_music(await fetch(), whole, services.library)
        if answers is not None:
            await asyncio.to_thread(check_begins, music.pitches, answers.tune)
        return music

    await read_and_play(interaction, read, answers=answers)


async def read_and_play(
    interaction: Interaction,
    read: Callable[[], Awaitable[UserMusic]],
    *,
    answers: Challenge | None = None,
) -> None:
    """Read a tune, when it is this user's turn, and have it rendered."""
    services, user = services_of(interaction), interaction.user.id
    await services.admission.admit_work(interaction)
    queue = services.orders.queue_length(user)
    reading = services.reading.read(str(user), str(interaction.id), read, waiting=(queue.jobs, queue.own))
    music = await _answered_in_time(interaction, reading)
    await services.orders.compose(
        interaction,
        music.request,
        tune=music.tune,
        notes=music.notes if answers is None else (answer_note(answers), *music.notes),
        book=music.book,
        challenge=None if answers is None else answers.id,
    )


async def _answered_in_time(interaction: Interaction, work: Coroutine[Any, Any, _Result]) -> _Result:
    """What `work` returns. If it takes long, a line answers the interaction; an error withdraws it again."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task}, timeout=SECONDS_TO_ANSWER)
        if not task.done():
            with suppress(Unconfirmed):  # it may be there, and the tune will replace it
                await answer(interaction, READING)
        return await task
    except Exception:
        if interaction.response.is_done():  # else the error is the first answer
            with suppress(SendError):
                await delete_answer(interaction)
        raise
    finally:
        task.cancel()
