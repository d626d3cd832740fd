"""What is posted by itself, in words: what a server has set up, and what is said when a post cannot come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import discord

from bot.history import Occasion, PostKind, ScheduledPost
from bot.views.embeds import COLOUR
from bot.views.info_embeds import MISSING
from bot.views.text import plain

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

NAMES: dict[PostKind, str] = {"tune": "tune of the day", "session": "session of the week"}


def heading(post: PostKind, day: date) -> str:
    """ "Tune of the day, Thursday 26 November"."""
    return f"{NAMES[post].capitalize()}, {WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def why_off(channel_id: int, *, gone: bool) -> str:
    """Why a post was turned off, as markdown."""
    if gone:
        return f"The channel <#{channel_id}> is gone."
    return f"I may not send messages with files in <#{channel_id}>."


def turned_off_notice(occasion: Occasion, why: str) -> str:
    """That a post was turned off."""
    return f"The {NAMES[occasion.post]} is turned off. {why} `/daily` on the server turns it on again."


def failed_notice(occasion: Occasion, channel_id: int, reason: str) -> str:
    """That a post did not come this time."""
    return f"“{occasion.text}” could not be posted in <#{channel_id}>: {reason.rstrip('.')}."


def daily_embed(posts: Mapping[PostKind, ScheduledPost], missing: Sequence[str]) -> discord.Embed:
    """What a server has posted by itself; the permissions that Lilt lacks where it is to be posted."""
    embed = discord.Embed(title="Every day on this server", colour=COLOUR)
    for name, shown in NAMES.items():
        embed.add_field(name=shown.capitalize(), value=_state(posts.get(name)), inline=False)
    one = next(iter(posts.values()), None)
    if one is not None:
        embed.add_field(name="Where", value=f"<#{one.channel_id}>")
        embed.add_field(name="When", value=f"{one.hour:02}:00, {plain(one.zone)}")
        days = zip(WEEKDAYS, one.types, strict=True)
        types = [f"{day}: {plain(kind)}" for day, kind in days if kind is not None]
        embed.add_field(name="Types", value="\n".join(types) or "any, every day")
    if missing:
        lacks = ", ".join(f"*{permission.title()}*" for permission in missing)
        embed.add_field(name="Missing permissions", value=MISSING.format(lacks), inline=False)
    embed.set_footer(text="Change these with the options of /daily.")
    return embed


def _state(post: ScheduledPost | None) -> str:
    """Whether a post is on, and when it comes next."""
    if post is not None and post.next_at is not None:
        return f"on; the next one comes <t:{post.next_at}:F>"
    if post is not None and post.off_because is not None:
        return f"turned off. {post.off_because}"
    return "off"
