"""Answers to what people want of tunes. Knows neither which engine works nor what an answer looks like.

A new tune is an order, which outlives the process (`composing`). What can be asked for again in a moment is
not: a tune from the history, a file, a set.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

import discord

from bot.components import tune_buttons
from bot.errors import NotHere
from bot.history import Entry, History
from bot.orders.delivery import NOT_ALLOWED
from bot.orders.fulfilment import Composing
from bot.orders.jobs import Workshop
from bot.policy.admission import Limits
from bot.requests.renditions import HEARD_AND_SEEN, Take
from bot.transport.progress import PAUSE
from bot.transport.response import Reply
from bot.transport.retry import Expired, Forbidden, Gone, Unreachable
from bot.transport.targets import Asking
from bot.views.embeds import take_message, tune_message
from generator.engine import Engine
from generator.tune import ComposeRequest, Rendering, Tune

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]


class Delivery:
    """Answers interactions with tunes. `pause`: seconds between two edits of a progress line."""

    def __init__(
        self,
        engine: Engine,
        history: History,
        limits: Limits,
        *,
        pause: float = PAUSE,
    ) -> None:
        self._history = history
        self._limits = limits
        self._pause = pause
        self._workshop = Workshop(engine)
        self._composing = Composing(self._workshop, history, pause=pause)
        self._undelivered = 0

    @property
    def undelivered(self) -> int:
        """Answers that Discord did not take, and so nobody has seen."""
        return self._undelivered + self._composing.undelivered

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
        await self._composing.begin(interaction, asked, tune, parent)

    async def resume(self, client: discord.Client) -> None:
        """Take up the orders that an earlier process left."""
        await self._composing.resume(client)

    async def show(self, interaction: Interaction, entry: Entry) -> None:
        """Play a tune from the history again."""
        await self._limits.admit(interaction)

        async def message(rendering: Rendering, largest: int) -> dict[str, Any]:
            view = tune_buttons(entry, await self._history.saves(entry.id))
            return {**tune_message(entry, rendering, largest), "view": view}

        await self._answer(interaction, Take(entry.tune, HEARD_AND_SEEN), message)

    async def hand_out(self, interaction: Interaction, entry: Entry, take: Take) -> None:
        """A tune as the one who asked wants to have it, for them only."""
        await self._limits.admit(interaction)

        async def message(rendering: Rendering, largest: int) -> dict[str, Any]:
            return {**take_message(entry, take, rendering, largest), "view": None}

        await self._answer(interaction, take, message, ephemeral=True)

    async def perform(
        self, interaction: Interaction, tune: Tune, message: Callable[[Rendering, int], dict[str, Any]]
    ) -> None:
        """Render what is not to be remembered; `message` of it, and of how large a file may be, is shown."""
        await self._limits.admit_work(interaction)

        async def shown(rendering: Rendering, largest: int) -> dict[str, Any]:
            return {"content": None, **message(rendering, largest), "view": None}

        await self._answer(interaction, Take(tune, HEARD_AND_SEEN), shown)

    async def cancel(self, interaction_id: str) -> bool:
        """Give up what an interaction waits for; False where it waits for nothing (any more)."""
        return await self._workshop.cancel(interaction_id) or await self._history.dropped(interaction_id)

    async def close(self, drain: float = 0.0) -> None:
        """Take no more, let what is being done be finished for `drain` seconds, cancel the rest.

        Orders that are not finished stay for the next start; who else waits in vain is told so.
        """
        await self._workshop.close(drain)

    async def _answer(
        self,
        interaction: Interaction,
        take: Take,
        message: Callable[[Rendering, int], Coroutine[Any, Any, dict[str, Any]]],
        *,
        ephemeral: bool = False,
    ) -> None:
        reply = Reply(Asking(interaction, ephemeral=ephemeral), pause=self._pause)
        asked, user = str(interaction.id), interaction.user.id
        async with self._workshop.answering(reply):
            recording = await self._workshop.make(asked, user, take.tune, take.formats, reply)
            content = await message(recording.rendering, reply.largest)
            try:
                await reply.finish(**content)
            except Forbidden as error:
                self._undelivered += 1
                raise NotHere(NOT_ALLOWED) from error
            except (Unreachable, Expired, Gone) as error:
                self._undelivered += 1
                log.warning("an answer did not get through: %r", error)
