"""Fair use: who may ask, where, and how soon again.

Only finished tunes count, those in the history: a job that fails costs nobody anything, and a restart forgets
nothing. Knows no command, no button and no engine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import discord

from bot.history import History
from bot.policy.guild_settings import Rules
from generator.errors import LiltError

Interaction = discord.Interaction[Any]

MINUTE, DAY = 60, 24 * 60 * 60


class Barred(LiltError):
    """This person may not use Lilt, or not here."""


class TooSoon(LiltError):
    """Enough tunes for now; `until` is when the next may be asked for, in seconds since 1970."""

    def __init__(self, why: str, until: int) -> None:
        super().__init__(f"{why}; you can ask for the next one <t:{until}:R>.")
        self.until = until


class Limits:
    """`per_minute`: tunes that one person may have in a minute, anywhere; None is no limit."""

    def __init__(
        self, history: History, per_minute: int | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._history = history
        self._per_minute = per_minute
        self._clock = clock

    async def rules(self, guild_id: int | None) -> Rules:
        """What the server has set; nothing in direct messages."""
        return Rules() if guild_id is None else Rules.from_json(await self._history.guild_settings(guild_id))

    async def admit(self, interaction: Interaction) -> None:
        """Raises Barred for whoever may not use Lilt at this place."""
        if await self._history.is_blocked(interaction.user.id):
            raise Barred("Whoever runs this bot has blocked you from using it.")
        rules = await self.rules(interaction.guild_id)
        if rules.channels and not _places(interaction) & set(rules.channels):
            where = ", ".join(f"<#{channel}>" for channel in rules.channels)
            raise Barred(f"This server wants Lilt to be used in {where} only.")
        if rules.role is not None and rules.role not in _roles(interaction):
            raise Barred(f"On this server Lilt is for those with the role <@&{rules.role}>.")

    async def admit_work(self, interaction: Interaction) -> None:
        """The same for a new tune; raises TooSoon too."""
        await self.admit(interaction)
        rules, user = await self.rules(interaction.guild_id), interaction.user.id
        if self._per_minute is not None:
            await self._check(user, self._per_minute, MINUTE, "You have made {} within a minute")
        if rules.cooldown:
            why = f"This server wants {rules.cooldown} seconds between your tunes"
            await self._check(user, 1, rules.cooldown, why, interaction.guild_id)
        if rules.daily:
            why = "You have made {} here within a day, as many as this server allows"
            await self._check(user, rules.daily, DAY, why, interaction.guild_id)

    async def _check(
        self, user_id: int, most: int, seconds: int, why: str, guild_id: int | None = None
    ) -> None:
        """No more than `most` tunes within `seconds`: the oldest of them must have grown older than that."""
        since = self._clock() - seconds
        made = await self._history.recent_tune_times(user_id, since, most, guild_id)
        if len(made) >= most:
            raise TooSoon(why.format("one tune" if most == 1 else f"{most} tunes"), made[-1] + seconds)


def _places(interaction: Interaction) -> set[int]:
    """The channel, and for a thread the channel that it hangs on."""
    parent = getattr(interaction.channel, "parent_id", None)
    return {place for place in (interaction.channel_id, parent) if place is not None}


def _roles(interaction: Interaction) -> set[int]:
    """The roles of whoever asks; `Member.roles` lacks those of a server that only a user brought Lilt to."""
    user = interaction.user
    return set(user._roles) if isinstance(user, discord.Member) else set()
