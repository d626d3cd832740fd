"""A message of its own for a tune whose response cannot be edited: in the channel, else a direct message.

The user is mentioned: they have long stopped looking. It is sent once (`own_message`): the process that died
may have finished the response and not have settled the order.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import discord

from bot.errors import MessageGone, NotAllowed, SendError, TokenExpired
from bot.history import Entry, Order
from bot.orders.own_message import CannotLook, OwnMessage
from bot.transport.response import Check
from bot.transport.retry import ORDER, send

log = logging.getLogger(__name__)

Content = Callable[[], dict[str, Any]]
"""Makes the tune's message anew for each try: files are read once."""

Place = Callable[[discord.Client, Order], Awaitable[discord.abc.Messageable]]


async def post(
    client: discord.Client, order: Order, entry: Entry, content: Content, check: Check
) -> int | None:
    """The id of the message. None if Lilt may write nowhere, or if it may have written and cannot look."""
    for place in (channel_of, direct_message):
        message = OwnMessage(
            client=client,
            place=partial(place, client, order),
            content=lambda: _mentioning(order, content()),
            is_it=lambda message: shows(message, entry),
            since=discord.utils.snowflake_time(int(order.id)),  # by Discord's clock, as the messages' times
            nonce=order.id,
            check=check,
            sent_before=order.posting,
            shown_before=order.entry_id is not None,
        )
        try:
            return await send(message.attempt, ORDER)
        except CannotLook:
            log.info("order %s may be in a channel where Lilt may not look", order.id)
            return None
        except (TokenExpired, NotAllowed, MessageGone) as error:
            log.info("order %s cannot be delivered there: %s", order.id, error)
    return None


async def say(client: discord.Client, order: Order, text: str) -> None:
    """Send why no tune comes as a message of its own."""
    for place in (channel_of, direct_message):

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


async def channel_of(client: discord.Client, order: Order) -> discord.abc.Messageable:
    """The channel that the order is from."""
    return client.get_partial_messageable(order.asker.channel_id, guild_id=order.asker.guild_id)


async def direct_message(client: discord.Client, order: Order) -> discord.abc.Messageable:
    """The direct messages of the user who asked."""
    return await client.create_dm(discord.Object(order.asker.user_id))


def shows(message: discord.Message, entry: Entry) -> bool:
    """Whether a message shows this tune: its buttons hold the tune's number."""
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    ids = {getattr(item, "custom_id", None) for row in rows for item in row.children}
    return f"lilt:another:{entry.id}" in ids


def to_send(message: dict[str, Any]) -> dict[str, Any]:
    """What edits a message, as what sends a new one."""
    content = dict(message)
    return {"files": content.pop("attachments"), **content}


def _mentioning(order: Order, message: dict[str, Any]) -> dict[str, Any]:
    mention = f"<@{order.asker.user_id}>, here is the tune you asked for."
    text = " ".join(filter(None, (mention, message["content"])))
    return {**to_send(message), "content": text, "allowed_mentions": _only(order)}


def _only(order: Order) -> discord.AllowedMentions:
    """Nobody but the user who asked is mentioned."""
    return discord.AllowedMentions(users=[discord.Object(order.asker.user_id)])
