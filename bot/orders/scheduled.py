"""Fulfils orders that no interaction asked for: what a server has posted by itself, in a channel.

    stored      in the transaction in which the post moves on to its next time
    posted      as a message of its own, which is looked for before it is sent again
    settled     the order is deleted

If the channel is gone or closed to Lilt, the post is turned off, and a notice takes the order's place in the
same transaction: a direct message to the user who set it up. A post that fails has one too, and stays on.
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
from bot.errors import MessageGone, NotAllowed, Rejected, SendError, TokenExpired, sentence
from bot.history import Entry, History, Occasion, Order
from bot.orders.database_retry import DatabaseRetry
from bot.orders.fallback import channel_of, direct_message, shows, to_send
from bot.orders.jobs import Jobs
from bot.orders.making import Making, Unwanted
from bot.orders.own_message import CannotLook, OwnMessage, nonce_of
from bot.orders.starts import Starts
from bot.requests.players import players, players_and_times
from bot.transport.response import Check
from bot.transport.retry import ORDER, send
from bot.views.messages import set_message, tune_message
from bot.views.scheduled import NOBODY, failed_notice, turned_off_notice, why_off, winner_text
from generator.compose.medley import MOST_TUNES, medley
from generator.errors import EngineClosed
from generator.tune import Recording

log = logging.getLogger(__name__)

WEEK_SECONDS = 7 * 86_400
FEWEST = 2
"""Tunes of a set."""
TIMES = 2
"""How often each is played."""

GIVEN_UP = "Lilt ended again and again while it was made"


class _Changed(Exception):
    """A tune of the set was deleted, or forgotten, before the set was sent."""


class ScheduledFulfilment:
    """`clock`: seconds since 1970."""

    def __init__(
        self,
        jobs: Jobs,
        history: History,
        making: Making,
        until_stored: DatabaseRetry,
        starts: Starts,
        clock: Callable[[], float],
    ) -> None:
        self._jobs = jobs
        self._history = history
        self._making = making
        self._until_stored = until_stored
        self._starts = starts
        self._clock = clock

    async def fulfil(self, client: discord.Client, order: Order) -> None:
        """From the stored order to the settled one. Nobody waits for it: what goes wrong is in the notice."""
        try:
            with self._jobs.awaited():
                await self._fulfil(client, order)
        finally:
            await self._starts.ended(order.id)

    async def _fulfil(self, client: discord.Client, order: Order) -> None:
        occasion = _occasion(order)
        try:
            if self._starts.too_many(order):
                await self._fail(client, order, GIVEN_UP)
                return
            message_id = await (self._tell if occasion.notice else self._post)(client, order)
        except Unwanted:
            log.info("nobody wants the post of order %s any more", order.id)
        except TokenExpired as error:
            log.error("order %s stays for the next start: %s", order.id, error)
        except (MessageGone, NotAllowed) as error:
            await self._turn_off(client, order, error)
        except EngineClosed as error:
            if self._jobs.closed:
                log.info("order %s stays for the next start", order.id)
                await self._starts.stopped(order.id)
            else:
                await self._fail(client, order, sentence(error))
        except Exception as error:  # noqa: BLE001 - it is worded, as every error is, for the one who set it up
            await self._fail(client, order, sentence(error))
        else:
            await self._making.end(partial(self._history.settle, message_id=message_id), order)

    async def _post(self, client: discord.Client, order: Order) -> int | None:
        """The id of the message; None where there is none, or it may be there and Lilt cannot look."""
        posts = {"tune": self._tune, "session": self._set, "challenge": self._winner}
        try:
            return await posts[_occasion(order).post](client, order)
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
            notes = (_occasion(order).text,)
            message = tune_message(entry, recording.rendering, order.largest, players=band, notes=notes)
            return {**to_send(message), "view": tune_buttons(entry, saves)}

        return await self._send(client, order, content, lambda message: shows(message, entry), check)

    async def _set(self, client: discord.Client, order: Order) -> int | None:
        """The week's most saved tunes, those that are there when it is sent."""
        text = _occasion(order).text
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
        """The end of a challenge: the answer that won, of those that are there when it is said."""
        text = _occasion(order).text
        while True:
            answers = await self._answers(order)
            entries = [entry for entry, _ in answers[:1]]
            content: Callable[[], dict[str, Any]] = partial(_nobody_content, text)
            if entries:
                recording = await self._making.render(order, entries[0].tune)
                band = await asyncio.to_thread(players_and_times, entries[0].tune)
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

    async def _answers(self, order: Order) -> list[tuple[Entry, int]]:
        guild, ends_at = order.asker.guild_id, _occasion(order).due_at
        challenge = await self._until_stored(lambda: self._history.challenge_ended(guild, ends_at))
        if challenge is None:
            return []
        return await self._until_stored(lambda: self._history.answers(challenge))

    async def _most_saved(self, order: Order) -> list[Entry]:
        until = _occasion(order).due_at
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

    async def _tell(self, client: discord.Client, order: Order) -> int | None:
        """Send a notice to the user who set the post up; None where they take no direct messages."""
        text = _occasion(order).text
        try:
            message = self._message(
                client, order, lambda: {"content": text}, lambda message: message.content == text, _nothing
            )
            message.place = partial(direct_message, client, order)
            return await send(message.attempt, ORDER)
        except (SendError, CannotLook) as error:
            log.warning("nobody could be told %r: %r", text, error)
            return None

    async def _send(
        self,
        client: discord.Client,
        order: Order,
        content: Callable[[], dict[str, Any]],
        is_it: Callable[[discord.Message], bool],
        check: Check,
    ) -> int:
        """Send it to the order's channel, once. Raises SendError, CannotLook, and what `check` raises."""
        await check()
        message = self._message(client, order, content, is_it, check)
        await self._until_stored(lambda: self._history.mark_posting(order.id))
        return await send(message.attempt, ORDER)

    def _message(
        self,
        client: discord.Client,
        order: Order,
        content: Callable[[], dict[str, Any]],
        is_it: Callable[[discord.Message], bool],
        check: Check,
    ) -> OwnMessage:
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

    async def _turn_off(self, client: discord.Client, order: Order, error: SendError) -> None:
        """Turn the post off if Lilt may not write there; a message that Discord rejects is only reported."""
        if isinstance(error, Rejected):
            await self._fail(client, order, sentence(error))
            return
        why = why_off(order.asker.channel_id, gone=isinstance(error, MessageGone))
        log.warning("order %s: %s (%s)", order.id, why, error)
        await self._replace(client, order, turned_off_notice(_occasion(order), why), off_because=why)

    async def _fail(self, client: discord.Client, order: Order, reason: str) -> None:
        log.warning("order %s failed: %s", order.id, reason)
        await self._replace(client, order, failed_notice(_occasion(order), order.asker.channel_id, reason))

    async def _replace(
        self, client: discord.Client, order: Order, text: str, *, off_because: str | None = None
    ) -> None:
        """Put a notice in the order's place and send it. A notice that fails has none."""
        try:
            notice = None if _occasion(order).notice else await self._notice(order, text)
            await self._until_stored(lambda: self._history.give_up(order, notice, off_because=off_because))
        except EngineClosed:
            log.info("order %s stays for the next start", order.id)
            return
        if notice is not None:
            await self.fulfil(client, notice)

    async def _notice(self, order: Order, text: str) -> Order | None:
        """An order that tells the user who set the post up; None where nobody knows who that was."""
        occasion, guild = _occasion(order), order.asker.guild_id
        user = await self._until_stored(lambda: self._history.post_set_by(guild, occasion.post))
        if user is None:
            return None
        return replace(
            order,
            id=f"{order.id}:notice",
            asker=replace(order.asker, user_id=user, user_name=""),
            created_at=int(self._clock()),
            entry_id=None,
            tries=0,
            posting=False,
            occasion=Occasion(post=occasion.post, text=text, due_at=occasion.due_at, notice=True),
        )


async def _nothing() -> None:
    """The check where there is none."""


def _occasion(order: Order) -> Occasion:
    assert order.occasion is not None  # noqa: S101 - a scheduled order has one
    return order.occasion


def _set_content(order: Order, entries: list[Entry], recording: Recording, band: str) -> dict[str, Any]:
    message = set_message(entries, TIMES, recording.rendering, order.largest, players=band)
    return {**to_send(message), "content": _occasion(order).text}


def _nobody_content(text: str) -> dict[str, Any]:
    return {"content": f"{text}\n{NOBODY}"}


def _winner_content(
    order: Order, answers: Sequence[tuple[Entry, int]], recording: Recording, band: str, saves: int
) -> dict[str, Any]:
    """The winner is mentioned, and has the usual buttons here too."""
    entry = answers[0][0]
    notes = (_occasion(order).text, winner_text(answers))
    message = tune_message(entry, recording.rendering, order.largest, players=band, notes=notes)
    mentions = discord.AllowedMentions(users=[discord.Object(entry.asker.user_id)])
    return {**to_send(message), "view": tune_buttons(entry, saves), "allowed_mentions": mentions}
