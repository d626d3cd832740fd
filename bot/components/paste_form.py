"""The form of /render for ABC that a person pastes. How it is to be played is in its custom_id."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote, unquote

import discord

from bot.components.base import Interaction, check_form, submitted_form, submitted_texts
from bot.errors import SendError, Unconfirmed
from bot.requests.user_abc import LONGEST, RenderOptions, read_user_abc
from bot.services import services_of
from bot.transport.answers import answer, delete_answer
from bot.transport.error_reports import report
from generator.request import ComposeRequest
from generator.tune import Tune

_Result = TypeVar("_Result")

FORM = re.compile(
    r"lilt:paste:(?P<instrument>[^:]*):(?P<tempo>\d{0,4}):(?P<key>[^:]*):(?P<simplify>[01])"
    r"(:(?P<backing>[^:]*):(?P<times>\d{0,4}))?"
)
"""The last two are missing in forms that were opened before there was a backing."""
SECONDS_TO_ANSWER = 1.0
"""How long the first answer waits for the ABC, so that an error can be that answer. Discord waits for 3 s."""
READING = "Reading…"
EXAMPLE = "X:1\nT:The Copper Kettle\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|"


class PasteForm(discord.ui.Modal):
    """One field for the ABC."""

    def __init__(self, playing: RenderOptions) -> None:
        super().__init__(title="A tune in ABC", custom_id=_custom_id(playing))
        text: discord.ui.TextInput[PasteForm] = discord.ui.TextInput(
            custom_id="abc", style=discord.TextStyle.paragraph, placeholder=EXAMPLE, max_length=LONGEST
        )
        self.add_item(discord.ui.Label(text="ABC", component=text))


def _custom_id(playing: RenderOptions) -> str:
    """What `FORM` matches, each option without colons and spaces."""
    first = (playing.instrument, playing.tempo, playing.key, int(playing.simplify))
    state = ("" if one is None else str(one) for one in (*first, playing.backing, playing.times))
    return ":".join(["lilt:paste", *(quote(one, safe="") for one in state)])


def options_of(match: re.Match[str]) -> RenderOptions:
    """The options in the custom_id of a form."""
    texts = {name: unquote(value) for name, value in match.groupdict(default="").items() if value}
    return RenderOptions(
        instrument=texts.get("instrument"),
        backing=texts.get("backing"),
        tempo=int(texts["tempo"]) if "tempo" in texts else None,
        times=int(texts["times"]) if "times" in texts else None,
        key=texts.get("key"),
        simplify=texts["simplify"] == "1",
    )


async def pasted(interaction: Interaction) -> None:
    """Render what a submitted form holds, also one that was open during a restart.

    An error is reported with what was typed as a file: it took somebody some time.
    """
    match = submitted_form(interaction, FORM)
    if match is None:
        return
    texts = submitted_texts(interaction)
    text = texts.get("abc", "")
    try:
        check_form(texts, {"abc": LONGEST})
        await play(interaction, partial(_given, text), options_of(match))
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        typed = text[:LONGEST].encode(errors="replace")
        await report(interaction, error, file=discord.File(io.BytesIO(typed), "tune.abc"))


async def _given(text: str) -> str:
    """The text of a form: it is there already."""
    return text


async def play(interaction: Interaction, fetch: Callable[[], Awaitable[str]], playing: RenderOptions) -> None:
    """Fetch ABC, read it, and have it rendered. Whether there is room for it is checked before.

    Where that takes longer than a moment, the interaction is answered first.
    """
    services, user = services_of(interaction), interaction.user.id
    await services.admission.admit_work(interaction)
    settings = await services.admission.guild_settings(interaction.guild_id)
    playing = replace(
        playing,
        instrument=playing.instrument or settings.instrument,
        backing=playing.backing or settings.backing,
    )

    async def read() -> tuple[ComposeRequest, Tune]:
        return await asyncio.to_thread(read_user_abc, await fetch(), playing)

    queue = services.orders.queue_length(user)
    reading = services.reading.read(str(user), str(interaction.id), read, waiting=(queue.jobs, queue.own))
    request, tune = await _answered_in_time(interaction, reading)
    await services.orders.compose(interaction, request, tune=tune)


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
