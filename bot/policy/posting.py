"""Whether Lilt may post by itself in a channel: asked when somebody sets that up, not at the first post.

An interaction brings Lilt's permissions in its own channel. About another one Discord is asked, because Lilt
keeps no servers in memory. Where Discord does not say, nothing is set up: the person is there and can repeat
it in a moment, and whatever was set up has been checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord

from bot.errors import MessageGone, NotAllowed, NotHere, Unreachable
from bot.transport.retry import Patience, send

Interaction = discord.Interaction[Any]

ASKING = Patience(waits=3.0, answer=15.0)
"""Somebody waits for the answer; discord.py itself tries again after some errors."""

VIEW, SEND, SEND_IN_THREADS = "View Channel", "Send Messages", "Send Messages in Threads"
LINKS, FILES, CONNECT, THREADS = "Embed Links", "Attach Files", "Connect", "Manage Threads"

_HEARD = (discord.ChannelType.voice, discord.ChannelType.stage_voice)
_THREADS = (
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)


async def check_may_post(interaction: Interaction, channel_id: int) -> None:
    """Raises NotHere, whose sentence names the channel and what Lilt lacks there."""
    shown = f"<#{channel_id}>"
    if channel_id == interaction.channel_id:
        channel: Any = interaction.channel
        granted = interaction.app_permissions
    else:
        channel, granted = await _asked(interaction, channel_id)
    missing = list(_missing(channel, granted))
    if missing:
        *first, last = [f"*{name}*" for name in missing]
        lacks = f"{', '.join(first)} and {last}" if first else last
        raise NotHere(
            f"I cannot post in {shown}, because I lack {lacks} there; please give that to my role, or allow "
            "it in that channel, and try again."
        )


async def _asked(interaction: Interaction, channel_id: int) -> tuple[Any, discord.Permissions]:
    """The channel, and what Lilt may do there, as Discord says. Raises NotHere where it says neither."""
    shown = f"<#{channel_id}>"
    try:
        return await send(lambda: _fetched(interaction, channel_id), ASKING)
    except NotAllowed:
        raise NotHere(
            f"I cannot post in {shown}, because I cannot see it; please allow me *{VIEW}* there, or mention "
            "me in it if it is a private thread, and try again."
        ) from None
    except MessageGone:
        raise NotHere(f"The channel {shown} is gone; please choose another one.") from None
    except Unreachable:
        raise NotHere(
            f"Discord does not say at the moment whether I may post in {shown}, so nothing was changed; "
            "please try again in a minute."
        ) from None


async def _fetched(interaction: Interaction, channel_id: int) -> tuple[Any, discord.Permissions]:
    """Raises what discord.py raises. A thread has the permissions of the channel that it is in."""
    client = interaction.client
    guild = await client.fetch_guild(interaction.guild_id or 0, with_counts=False)
    assert client.user is not None  # noqa: S101 - who gets interactions is logged in
    me = await guild.fetch_member(client.user.id)
    channel: Any = await guild.fetch_channel(channel_id)
    place: Any = channel if channel.type not in _THREADS else await guild.fetch_channel(channel.parent_id)
    # What is granted, without what discord.py takes from it where messages cannot be sent: it is to be named.
    return channel, discord.abc.GuildChannel.permissions_for(place, me)


def _missing(channel: Any, granted: discord.Permissions) -> Iterator[str]:
    """What Lilt lacks to post in a channel, as Discord's settings name it."""
    is_thread = channel.type in _THREADS
    needed = {
        VIEW: granted.view_channel,
        CONNECT: granted.connect or channel.type not in _HEARD,
        SEND: granted.send_messages or is_thread,
        SEND_IN_THREADS: granted.send_messages_in_threads or not is_thread,
        THREADS: granted.manage_threads or not (is_thread and channel.locked),
        LINKS: granted.embed_links,
        FILES: granted.attach_files,
    }
    return (name for name, is_there in needed.items() if not is_there)
