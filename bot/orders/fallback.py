"""Where a tune goes when the message that was to carry it is out of reach: the channel, else a direct
message.

Whoever asked is called by a mention: they have long stopped looking. Never twice: Discord takes one message
with the same nonce within minutes, and before a second try much later Lilt looks whether its message stands
there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord

from bot.history import Entry, Order
from bot.transport.retry import Expired, Forbidden, Gone, sent

log = logging.getLogger(__name__)

LOOKED_THROUGH = 500
"""Messages of a place at most, from the newest back to when the tune was asked for."""


class CannotLook(Exception):
    """Discord shows no message to whoever may not read a channel's history. (Whoever may not see the
    channel is told so, and cannot have written there.)"""


Content = Callable[[], dict[str, Any]]
"""A tune's message, made anew for each place: files are read once."""


async def post(
    client: discord.Client, order: Order, entry: Entry, content: Content, pause: float
) -> int | None:
    """The id of the message; None if there is no place that Lilt may write to, or if it may have written to
    one and cannot look. Raises Unreachable."""
    for place in (_channel, _direct):
        try:
            there = await sent(partial(place, client, order), pause)
            looked = await _looked(client, there, order, entry, pause)
            if looked is not None:
                return looked.message_id
            return (await sent(partial(_send, there, order, content), pause)).id
        except (Expired, Forbidden, Gone) as error:
            log.info("order %s cannot be delivered there: %s", order.id, error)
    return None


@dataclass(frozen=True, slots=True)
class _Found:
    """What an earlier process has sent; None if it may have, and Lilt may not look."""

    message_id: int | None


async def _looked(
    client: discord.Client, place: discord.abc.Messageable, order: Order, entry: Entry, pause: float
) -> _Found | None:
    """None: nothing was sent to this place yet."""
    if not order.posting:
        return None
    try:
        earlier = await sent(partial(_earlier, client, place, order, entry), pause)
    except CannotLook:
        log.info("order %s may stand where Lilt may not look", order.id)
        return _Found(None)
    return None if earlier is None else _Found(earlier)


async def _channel(client: discord.Client, order: Order) -> discord.abc.Messageable:
    return client.get_partial_messageable(order.asker.channel_id, guild_id=order.asker.guild_id)


async def _direct(client: discord.Client, order: Order) -> discord.abc.Messageable:
    return await client.create_dm(discord.Object(order.asker.user_id))


async def _send(place: discord.abc.Messageable, order: Order, made: Content) -> discord.Message:
    content = made()
    call = f"<@{order.asker.user_id}>, here is the tune that you asked for."
    words = " ".join(filter(None, (call, content.pop("content", None))))
    files = content.pop("attachments")
    mentions = discord.AllowedMentions(users=[discord.Object(order.asker.user_id)])
    return await place.send(words, files=files, nonce=order.id, allowed_mentions=mentions, **content)


async def _earlier(
    client: discord.Client, place: discord.abc.Messageable, order: Order, entry: Entry
) -> int | None:
    """The message that an earlier process may have sent. Its buttons bear the tune's number."""
    nothing = True
    async for message in place.history(limit=LOOKED_THROUGH, oldest_first=False):
        nothing = False
        if message.id < int(order.id):  # by Discord's clock: both are its numbers
            break
        is_own = client.user is not None and message.author.id == client.user.id
        if is_own and f"lilt:another:{entry.id}" in _custom_ids(message):
            return message.id
    if nothing and not isinstance(place, discord.DMChannel):  # there is the order's own first line, at least
        raise CannotLook
    return None


def _custom_ids(message: discord.Message) -> set[str | None]:
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    return {getattr(item, "custom_id", None) for row in rows for item in row.children}
