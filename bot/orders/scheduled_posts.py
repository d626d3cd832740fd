"""What is posted by itself, each as a message of its own: tunes of the day, sets, the winners of challenges.

Knows nothing of what is done where one cannot be posted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import discord

from bot.components import tune_buttons
from bot.history import Challenge, Entry, Occasion, Order
from bot.orders.context import OrderContext
from bot.orders.fallback import channel_of, shows, to_send
from bot.orders.making import Making, Unwanted
from bot.orders.open_answers import OpenAnswers
from bot.orders.own_message import CannotLook, OwnMessage, nonce_of
from bot.requests.players import players, players_and_times
from bot.transport.response import Check
from bot.transport.retry import ORDER, send
from bot.views.messages import set_message, tune_message
from bot.views.scheduled import NOBODY, winner_text
from generator.compose.medley import MOST_TUNES, medley
from generator.tune import Recording

log = logging.getLogger(__name__)

WEEK_SECONDS = 7 * 86_400
FEWEST = 2
"""Tunes of a set."""
TIMES = 2
"""How often each is played."""

Content = Callable[[], dict[str, Any]]
IsIt = Callable[[discord.Message], bool]


class _Changed(Exception):
    """A tune of the set was deleted, or forgotten, before the set was sent."""


class ScheduledPosts:
    """Makes each and sends it, once, to the channel of its order."""

    def __init__(self, context: OrderContext, making: Making) -> None:
        self._history = context.history
        self._until_stored = context.until_stored
        self._making = making
        self._open_answers = OpenAnswers(context)

    async def post(self, client: discord.Client, order: Order) -> int | None:
        """The id of the message; None where there is none, or it may be there and Lilt cannot look.

        Raises Unwanted, SendError, and what the engine raises.
        """
        posts = {"tune": self._tune, "session": self._set, "challenge": self._winner}
        try:
            return await posts[occasion_of(order).post](client, order)
        except CannotLook:
            log.info("order %s may be in a channel where Lilt may not look", order.id)
            return None

    async def _tune(self, client: discord.Client, order: Order) -> int:
        known = await self._until_stored(lambda: self._history.ordered_entry(order.id))
        entry, recording = await self._making.make(order, known, None, admitted=True)
        band = await asyncio.to_thread(players_and_times, entry.tune)
        saves = await self._until_stored(lambda: self._history.saves(entry.id))

        async def check() -> None:
            if await self._until_stored(lambda: self._history.ordered_entry(order.id)) is None:
                raise Unwanted

        def content() -> dict[str, Any]:
            notes = (occasion_of(order).text,)
            message = tune_message(entry, recording.rendering, order.largest, players=band, notes=notes)
            return {**to_send(message), "view": tune_buttons(entry, saves)}

        return await self._send(client, order, content, lambda message: shows(message, entry), check)

    async def _set(self, client: discord.Client, order: Order) -> int | None:
        """The week's most saved tunes, those that are there when it is sent."""
        text = occasion_of(order).text
        while True:
            entries = await self._most_saved(order)
            if len(entries) < FEWEST:
                log.info("order %s has no set: too few tunes were saved", order.id)
                return None
            tune = medley([entry.tune for entry in entries], times=TIMES)
            recording = await self._making.render(order, tune)
            band = await asyncio.to_thread(players, tune)
            content = partial(_set_content, order, entries, recording, band)
            try:
                return await self._send(
                    client, order, content, lambda message: message.content == text, self._all_there(entries)
                )
            except _Changed:
                order = replace(order, posting=True)

    async def _winner(self, client: discord.Client, order: Order) -> int | None:
        """The end of a challenge: the answer that won, of those that are there when it is said.

        Said when no answer is being made any more: those that were accepted before the end count.
        """
        text, challenge = occasion_of(order).text, await self._challenge(order)
        if challenge is not None:
            await self._open_answers.wait(challenge.id)
        while True:
            answers = await self._answers(challenge)
            entries = [entry for entry, _ in answers[:1]]
            content: Content = partial(_nobody_content, text)
            if entries:
                recording = await self._making.render(order, entries[0].tune)
                band = await asyncio.to_thread(players, entries[0].tune)
                saves = await self._until_stored(partial(self._history.saves, entries[0].id))
                content = partial(_winner_content, order, answers, recording, band, saves)
            try:
                return await self._send(
                    client,
                    order,
                    content,
                    lambda message: message.content.startswith(text),
                    self._all_there(entries),
                )
            except _Changed:
                order = replace(order, posting=True)

    async def _challenge(self, order: Order) -> Challenge | None:
        guild, ends_at = order.asker.guild_id, occasion_of(order).due_at
        return await self._until_stored(lambda: self._history.challenge_ended(guild, ends_at))

    async def _answers(self, challenge: Challenge | None) -> list[tuple[Entry, int]]:
        if challenge is None:
            return []
        return await self._until_stored(lambda: self._history.answers(challenge))

    async def _most_saved(self, order: Order) -> list[Entry]:
        until = occasion_of(order).due_at
        return await self._until_stored(
            lambda: self._history.most_saved_between(
                order.asker.guild_id, until - WEEK_SECONDS, until, MOST_TUNES
            )
        )

    def _all_there(self, entries: list[Entry]) -> Check:
        async def check() -> None:
            for entry in entries:
                if await self._until_stored(partial(self._history.get, entry.id)) is None:
                    raise _Changed

        return check

    async def _send(
        self,
        client: discord.Client,
        order: Order,
        content: Content,
        is_it: IsIt,
        check: Check,
    ) -> int:
        """Send it to the order's channel, once. Raises SendError, CannotLook, and what `check` raises."""
        await check()
        message = message_of(client, order, content, is_it, check)
        await self._until_stored(lambda: self._history.mark_posting(order.id))
        return await send(message.attempt, ORDER)


def occasion_of(order: Order) -> Occasion:
    """Why the order is there; only of a scheduled one."""
    assert order.occasion is not None  # noqa: S101 - a scheduled order has one
    return order.occasion


def message_of(
    client: discord.Client, order: Order, content: Content, is_it: IsIt, check: Check
) -> OwnMessage:
    """The order's message in its channel, which mentions nobody unless `content` says so."""
    return OwnMessage(
        client=client,
        place=partial(channel_of, client, order),
        content=lambda: {"allowed_mentions": discord.AllowedMentions.none(), **content()},
        is_it=is_it,
        since=datetime.fromtimestamp(order.created_at, UTC),
        nonce=nonce_of(order.id),
        check=check,
        sent_before=order.posting,
    )


def _set_content(order: Order, entries: list[Entry], recording: Recording, band: str) -> dict[str, Any]:
    message = set_message(entries, TIMES, recording.rendering, order.largest, players=band)
    return {**to_send(message), "content": occasion_of(order).text}


def _nobody_content(text: str) -> dict[str, Any]:
    return {"content": f"{text}\n{NOBODY}"}


def _winner_content(
    order: Order, answers: Sequence[tuple[Entry, int]], recording: Recording, band: str, saves: int
) -> dict[str, Any]:
    """The winner is mentioned, and has the usual buttons here too."""
    entry = answers[0][0]
    notes = (occasion_of(order).text, winner_text(answers))
    message = tune_message(entry, recording.rendering, order.largest, players=band, notes=notes)
    mentions = discord.AllowedMentions(users=[discord.Object(entry.asker.user_id)])
    return {**to_send(message), "view": tune_buttons(entry, saves), "allowed_mentions": mentions}
