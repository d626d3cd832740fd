"""Fair use: who may use Lilt, where, and how soon again.

Only finished tunes count, those in the history, also if they were deleted: a job that fails or is cancelled
costs nobody anything, and a restart forgets nothing. The limit of a day is for tunes that are composed, and
those that are still being composed count too; playing a tune that exists makes none. A challenge that was
begun counts as a composed tune, for its opening. Knows no command, no component and no engine.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import discord

from bot.history import History
from bot.policy.guild_settings import GuildSettings
from generator.errors import LiltError

Interaction = discord.Interaction[Any]

MINUTE, DAY = 60, 24 * 60 * 60


class NotPermitted(LiltError):
    """This user may not use Lilt, or not here."""


class TooSoon(LiltError):
    """Enough tunes for now; `until` is when the next may be asked for, in seconds since 1970."""

    def __init__(self, reason: str, until: int) -> None:
        super().__init__(f"{reason}; you can ask again <t:{until}:R>.")
        self.until = until


class Admission:
    """`per_minute`: tunes that one user may have in a minute, anywhere; None is no limit."""

    def __init__(
        self, history: History, per_minute: int | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._history = history
        self._per_minute = per_minute
        self._clock = clock
        self._composing: Counter[tuple[int, int | None]] = Counter()
        """Of each user in a guild, how many tunes are being composed for which there is no order."""

    async def guild_settings(self, guild_id: int | None) -> GuildSettings:
        """What the server has set; the defaults in direct messages."""
        if guild_id is None:
            return GuildSettings()
        return GuildSettings.from_json(await self._history.guild_settings(guild_id))

    async def admit(self, interaction: Interaction) -> None:
        """Raises NotPermitted for a user who may not use Lilt in this place."""
        if await self._history.is_blocked(interaction.user.id):
            raise NotPermitted("The owner of this bot has blocked you from using it.")
        settings = await self.guild_settings(interaction.guild_id)
        if settings.channels and not _channels(interaction) & set(settings.channels):
            where = ", ".join(f"<#{channel}>" for channel in settings.channels)
            raise NotPermitted(f"On this server, Lilt can only be used in {where}.")
        if settings.role is not None and settings.role not in _roles(interaction):
            raise NotPermitted(f"On this server, only people with the role <@&{settings.role}> can use Lilt.")

    async def admit_work(self, interaction: Interaction, *, composes: bool = False) -> None:
        """As `admit`, for what takes work; raises TooSoon too. `composes`: it makes a new tune."""
        await self.admit(interaction)
        settings, user = await self.guild_settings(interaction.guild_id), interaction.user.id
        if self._per_minute is not None:
            await self._check(user, self._per_minute, MINUTE, "You have made {} in the last minute")
        if settings.cooldown:
            reason = f"On this server you must wait {settings.cooldown} seconds between two tunes"
            await self._check(user, 1, settings.cooldown, reason, interaction.guild_id)
        if settings.daily and composes and interaction.guild_id is not None:
            await self._check_day(user, settings.daily, interaction.guild_id)

    @contextmanager
    def composing(self, interaction: Interaction) -> Iterator[None]:
        """As long as it lasts, a tune is composed for this user without an order: it counts for the day."""
        whose = interaction.user.id, interaction.guild_id
        self._composing[whose] += 1
        try:
            yield
        finally:
            self._composing[whose] -= 1
            self._composing += Counter()  # those that are at 0 are dropped

    async def _check_day(self, user_id: int, most: int, guild_id: int) -> None:
        """No more than `most` composed tunes within a day, with those that are being composed now."""
        now = self._clock()
        made = await self._history.recent_tune_times(user_id, now - DAY, now, most, guild_id, composed=True)
        composing = await self._history.composing(user_id, guild_id) + self._composing[user_id, guild_id]
        times = [*sorted(made), *[int(now)] * composing]
        if len(times) >= most:
            reason = f"This server allows {_tunes(most)} in 24 hours"
            raise TooSoon(reason, times[len(times) - most] + DAY)

    async def _check(
        self, user_id: int, most: int, seconds: int, reason: str, guild_id: int | None = None
    ) -> None:
        """No more than `most` tunes within `seconds`: the oldest of them must have grown older than that."""
        now = self._clock()
        times = await self._history.recent_tune_times(user_id, now - seconds, now, most, guild_id)
        if len(times) >= most:
            raise TooSoon(reason.format(_tunes(most)), times[-1] + seconds)


def _tunes(count: int) -> str:
    return "one tune" if count == 1 else f"{count} tunes"


def _channels(interaction: Interaction) -> set[int]:
    """The channel and, for a thread, the channel that it belongs to."""
    parent = getattr(interaction.channel, "parent_id", None)
    return {channel for channel in (interaction.channel_id, parent) if channel is not None}


def _roles(interaction: Interaction) -> set[int]:
    """The user's roles; `Member.roles` lacks those of a server where only a user installed Lilt."""
    user = interaction.user
    return set(user._roles) if isinstance(user, discord.Member) else set()
