"""A message of its own for a tune whose response cannot be edited: in the channel, else a direct message.

The user is mentioned: they have long stopped looking. It is sent once: before a second try Lilt looks whether
the tune is there. Where it may not look, it relies on the nonce, of which Discord accepts one message within
`NONCE_SECONDS`. It looks after a restart too: the process that died may have finished the response and not
have settled the order.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord

from bot.errors import MessageGone, NotAllowed, SendError, TokenExpired
from bot.history import Entry, Order
from bot.transport.attempts import NoMoreTries
from bot.transport.response import Check
from bot.transport.retry import ORDER, send

log = logging.getLogger(__name__)

NONCE_SECONDS = 60.0
"""Discord knows a nonce for two minutes; a try of ours may take one."""

SKEW = timedelta(hours=1)
"""How much older than the order a message may look that was sent after it."""

MOST_MESSAGES = 500
"""Messages of a channel that are read at most, from the newest back to when the tune was asked for."""

Content = Callable[[], dict[str, Any]]
"""Makes the tune's message anew for each try: files are read once."""

Place = Callable[[discord.Client, Order], Awaitable[discord.abc.Messageable]]


class CannotLook(NoMoreTries):
    """Lilt may not read the channel's history: Discord then shows no message at all.

    (Where Lilt may not see the channel Discord says so, and Lilt cannot have written there.)
    """


async def post(
    client: discord.Client, order: Order, entry: Entry, content: Content, check: Check
) -> int | None:
    """The id of the message. None if Lilt may write nowhere, or if it may have written and cannot look."""
    for place in (_channel, _direct_message):
        try:
            return await send(_Post(client, order, entry, content, check, place).attempt, ORDER)
        except CannotLook:
            log.info("order %s may be in a channel where Lilt may not look", order.id)
            return None
        except (TokenExpired, NotAllowed, MessageGone) as error:
            log.info("order %s cannot be delivered there: %s", order.id, error)
    return None


async def say(client: discord.Client, order: Order, text: str) -> None:
    """Send why no tune comes as a message of its own."""
    for place in (_channel, _direct_message):

        async def attempt(place: Place = place) -> object:
            to = await place(client, order)
            return await to.send(
                f"<@{order.asker.user_id}> {text}", nonce=f"{order.id}-no", allowed_mentions=_only(order)
            )

        try:
            await send(attempt, ORDER)
            return
        except SendError as error:
            log.info("could not say there why no tune comes: %s", error)


def _only(order: Order) -> discord.AllowedMentions:
    """Nobody but the user who asked is mentioned."""
    return discord.AllowedMentions(users=[discord.Object(order.asker.user_id)])


@dataclass(slots=True)
class _Post:
    """One message in one place; `first_try`: when it may first have been sent, by a monotonic clock."""

    client: discord.Client
    order: Order
    entry: Entry
    content: Content
    check: Check
    place: Place
    first_try: float | None = None

    async def attempt(self) -> int:
        """Send it, unless an earlier try did. The message's id. Raises CannotLook."""
        await self.check()
        place = await self.place(self.client, self.order)
        earlier = await self._earlier(place)
        if earlier is not None:
            return earlier
        self.first_try = self.first_try or time.monotonic()
        return (await _send(place, self.order, self.content)).id

    async def _earlier(self, place: discord.abc.Messageable) -> int | None:
        """The message that shows the tune already, if one may and does."""
        is_first = self.first_try is None and not self.order.posting
        if is_first and self.order.entry_id is None:
            return None
        try:
            return await _find(self.client, place, self.order, self.entry)
        except CannotLook:
            if self._nonce_may_be_forgotten():
                raise
            return None  # an earlier process may have finished the response, but hardly has

    def _nonce_may_be_forgotten(self) -> bool:
        """Whether a message of its own may have been sent whose nonce Discord no longer knows."""
        if self.order.posting:  # by an earlier process
            return True
        return self.first_try is not None and time.monotonic() - self.first_try > NONCE_SECONDS


async def _channel(client: discord.Client, order: Order) -> discord.abc.Messageable:
    return client.get_partial_messageable(order.asker.channel_id, guild_id=order.asker.guild_id)


async def _direct_message(client: discord.Client, order: Order) -> discord.abc.Messageable:
    return await client.create_dm(discord.Object(order.asker.user_id))


async def _send(place: discord.abc.Messageable, order: Order, make: Content) -> discord.Message:
    content = make()
    mention = f"<@{order.asker.user_id}>, here is the tune you asked for."
    text = " ".join(filter(None, (mention, content.pop("content", None))))
    files = content.pop("attachments")
    return await place.send(text, files=files, nonce=order.id, allowed_mentions=_only(order), **content)


async def _find(
    client: discord.Client, place: discord.abc.Messageable, order: Order, entry: Entry
) -> int | None:
    """The message that was sent before, if it was: its buttons hold the tune's number."""
    asked_at = discord.utils.snowflake_time(int(order.id))  # by Discord's clock, as the messages' times
    empty = True
    async for message in place.history(limit=MOST_MESSAGES, oldest_first=False):
        empty = False
        if message.created_at < asked_at - SKEW:
            break
        is_own = client.user is not None and message.author.id == client.user.id
        if is_own and f"lilt:another:{entry.id}" in _custom_ids(message):
            return message.id
    if empty and not isinstance(place, discord.DMChannel):  # the order's own progress line is there at least
        raise CannotLook
    return None


def _custom_ids(message: discord.Message) -> set[str | None]:
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    return {getattr(item, "custom_id", None) for row in rows for item in row.children}
