"""What is posted by itself, in words: what a server has set up, and what is said when a post cannot come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import discord

from bot.history import Challenge, Entry, Occasion, PostKind, ScheduledPost
from bot.views.embeds import COLOUR, numbered
from bot.views.info_embeds import MISSING
from bot.views.messages import with_files
from bot.views.text import facts, plain
from generator.file_names import slug
from generator.tune import Rendering

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

NAMES: dict[PostKind, str] = {
    "tune": "tune of the day",
    "session": "session of the week",
    "challenge": "end of the challenge",
}
NOBODY = "Nobody took part."
OVER = "This challenge is over; `/challenge` begins another one."


def heading(post: PostKind, day: date) -> str:
    """ "Tune of the day, Thursday 26 November"."""
    return f"{NAMES[post].capitalize()}, {WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def end_heading(at: int) -> str:
    """ "End of the challenge", and when that was, by each reader's clock; in a server each has its own."""
    return f"{NAMES['challenge'].capitalize()}, <t:{at}:F>"


POSTS: tuple[PostKind, ...] = ("tune", "session")
"""Those that `/daily` turns on and off."""


def why_off(channel_id: int, *, gone: bool) -> str:
    """Why a post was turned off, as markdown."""
    if gone:
        return f"The channel <#{channel_id}> is gone."
    return f"I may not send messages with files in <#{channel_id}>."


def turned_off_notice(occasion: Occasion, why: str) -> str:
    """That a post was turned off."""
    if occasion.post == "challenge":
        return f"The challenge is over, and I could not say so. {why}"
    return f"The {NAMES[occasion.post]} is turned off. {why} `/daily` on the server turns it on again."


def failed_notice(occasion: Occasion, channel_id: int, reason: str) -> str:
    """That a post did not come this time."""
    return f"“{occasion.text}” could not be posted in <#{channel_id}>: {reason.rstrip('.')}."


def daily_embed(posts: Mapping[PostKind, ScheduledPost], missing: Sequence[str]) -> discord.Embed:
    """What a server has posted by itself; the permissions that Lilt lacks where it is to be posted."""
    embed = discord.Embed(title="Every day on this server", colour=COLOUR)
    for name in POSTS:
        shown = NAMES[name]
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


def challenge_message(challenge: Challenge, rendering: Rendering, largest: int) -> dict[str, Any]:
    """The opening of a challenge, to hear and see. `largest`: bytes that a file may have there."""
    embed = _challenge_embed(challenge)
    embed.description = (
        "*Answer* composes a tune that begins like this, *Write one* takes your own in ABC; you may answer "
        "more than once. The answer that most people save with ♥ wins; of equals, the earlier one wins. "
        f"End: <t:{challenge.ends_at}:R>."
    )
    stem = slug(f"lilt challenge {challenge.id}")
    return with_files(embed, rendering, largest, stem=stem, alt_text="Sheet music of the opening")


def over_embed(challenge: Challenge, how: str) -> discord.Embed:
    """What the opening of a challenge says when that is over; `how` it came to be."""
    embed = _challenge_embed(challenge)
    embed.description = how
    return embed


def answer_note(challenge: Challenge) -> str:
    """What is said with a tune that answers a challenge."""
    return f"An answer to the challenge; ♥ decides. End: <t:{challenge.ends_at}:R>."


def winner_text(answers: Sequence[tuple[Entry, int]]) -> str:
    """Who won a challenge with these answers, the best first, and where."""
    (best, saves), number = answers[0], len(answers)
    link = f"https://discord.com/channels/{best.asker.guild_id}/{best.asker.channel_id}/{best.message_id}"
    whose = f"{numbered(best)} by <@{best.asker.user_id}>"
    if not saves:
        which = "only" if number == 1 else "first"
        return f"Nobody voted; the {which} answer wins: {whose}: {link}"
    of = "the only answer" if number == 1 else f"one of {number} answers"
    return f"{whose} wins with ♥ {saves}, {of}: {link}"


def _challenge_embed(challenge: Challenge) -> discord.Embed:
    """The opening, in words."""
    kind = " · ".join(map(plain, (*facts(challenge.tune.request), challenge.asked.opening or "")))
    embed = discord.Embed(title="Challenge: how does it go on?", colour=COLOUR)
    return embed.add_field(name="Opening", value=kind)


def _state(post: ScheduledPost | None) -> str:
    """Whether a post is on, and when it comes next."""
    if post is not None and post.next_at is not None:
        return f"on; the next one comes <t:{post.next_at}:F>"
    if post is not None and post.off_because is not None:
        return f"turned off. {post.off_because}"
    return "off"
