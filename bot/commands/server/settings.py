"""/settings: what the managers of a server can set."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.base import Command, Interaction, choices
from bot.errors import NotHere
from bot.ops.startup_checks import missing_permissions
from bot.policy.guild_settings import COOLDOWNS, DAILY, GuildSettings
from bot.services import services_of
from bot.transport.answers import answer
from bot.views.info_embeds import DEFAULT, settings_embed
from generator.instruments import BACKINGS, INSTRUMENTS
from generator.request import DARING
from generator.tabs import NO_TAB, TABS

PLACES = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
    discord.ChannelType.news_thread,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.forum,
)
"""Channels where commands are used. The media channel that discord.py adds to a forum is not in Discord's
published list of types.
"""


class Place(app_commands.Transformer):
    """A channel or a thread of one of these types, as Discord has checked."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return list(PLACES)

    async def transform(self, interaction: Interaction, value: Any, /) -> Any:
        return value


Channel = app_commands.Transform[app_commands.AppCommandChannel | app_commands.AppCommandThread, Place]


def settings_command() -> Command:
    """Show and change the settings."""

    @app_commands.command(name="settings", description="Show and change Lilt's settings for this server")
    @app_commands.describe(
        channel="Add or remove a channel where Lilt may be used; with none, it may be used everywhere",
        role="The role that may use Lilt; @everyone lets everybody use it",
        cooldown="Seconds that a user must wait between two tunes; 0 for no wait",
        daily="Tunes that a user may make in 24 hours; 0 for no limit",
        instrument="The instrument to use when the user chooses none",
        backing="The backing to use when the user leaves it open",
        daring="The daring to use when the user chooses none",
        tab="The tablature under the score when the user leaves it open",
        reset="Reset all settings, then apply the other options",
    )
    @app_commands.choices(
        instrument=choices([DEFAULT, *INSTRUMENTS]),
        backing=choices([DEFAULT, *BACKINGS]),
        daring=choices([DEFAULT, *DARING]),
        tab=choices([DEFAULT, NO_TAB, *TABS]),
    )
    async def settings(
        interaction: Interaction,
        channel: Channel | None = None,
        role: discord.Role | None = None,
        cooldown: Range[int, COOLDOWNS[0], COOLDOWNS[1]] | None = None,
        daily: Range[int, DAILY[0], DAILY[1]] | None = None,
        instrument: str | None = None,
        backing: str | None = None,
        daring: str | None = None,
        tab: str | None = None,
        reset: bool = False,
    ) -> None:
        guild_id = interaction.guild_id
        if guild_id is None:
            raise NotHere("Settings belong to a server; use this command on one.")
        services = services_of(interaction)
        before = await services.admission.guild_settings(guild_id)
        options = {
            "cooldown": cooldown,
            "daily": daily,
            "instrument": instrument,
            "backing": backing,
            "daring": daring,
            "tab": DEFAULT if tab == NO_TAB else tab,  # to have none is the default
        }
        now = changed(GuildSettings() if reset else before, options)
        if channel is not None:
            now = replace(now, channels=_toggled(now.channels, channel.id))
        if role is not None:
            now = replace(now, role=None if role.id == guild_id else role.id)
        if now != before:
            await services.history.set_guild_settings(guild_id, now.to_json())
        await answer(interaction, embed=settings_embed(now, missing_permissions(interaction)), ephemeral=True)

    return settings


def changed(settings: GuildSettings, options: dict[str, Any]) -> GuildSettings:
    """The settings with the options that were chosen."""
    given = {name: value for name, value in options.items() if value is not None}
    values: dict[str, Any] = {name: None if value == DEFAULT else value for name, value in given.items()}
    return replace(settings, **values)


def _toggled(channels: tuple[int, ...], channel: int) -> tuple[int, ...]:
    without = tuple(one for one in channels if one != channel)
    return without if channel in channels else (*without, channel)
