"""/settings: what managers of a server can set."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.commands.base import Command, Interaction, choices
from bot.errors import NotHere
from bot.policy.guild_settings import COOLDOWNS, DAILY, Rules
from bot.views.embeds import COLOUR
from generator.instruments import INSTRUMENTS
from generator.tune import DARING

AS_USUAL = "as usual"
"""The choice that takes a default back."""

Channel = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread | discord.ForumChannel
)


def settings_command() -> Command:
    """Show what is set, and set it."""

    @app_commands.command(name="settings", description="What holds for Lilt on this server; for its managers")
    @app_commands.describe(
        channel="Let Lilt be used here too, or no longer; without any channel it is used everywhere",
        role="Who may use Lilt; @everyone opens it to all",
        cooldown="Seconds between two tunes of one person; 0 is none",
        daily="Tunes that one person may make in 24 hours; 0 is no limit",
        instrument="Who plays where nobody else is asked for",
        daring="How daring tunes are where nobody says so",
        reset="Take everything back before the rest is set",
    )
    @app_commands.choices(
        instrument=choices([AS_USUAL, *INSTRUMENTS]),
        daring=choices([AS_USUAL, *DARING]),
    )
    async def settings(
        interaction: Interaction,
        channel: Channel | None = None,
        role: discord.Role | None = None,
        cooldown: Range[int, COOLDOWNS[0], COOLDOWNS[1]] | None = None,
        daily: Range[int, DAILY[0], DAILY[1]] | None = None,
        instrument: str | None = None,
        daring: str | None = None,
        reset: bool = False,
    ) -> None:
        guild_id = interaction.guild_id
        if guild_id is None:
            raise NotHere("There is no server here to set anything for.")
        before = await interaction.client.limits.rules(guild_id)
        wanted = {"cooldown": cooldown, "daily": daily, "instrument": instrument, "daring": daring}
        rules = changed(Rules() if reset else before, wanted)
        if channel is not None:
            rules = replace(rules, channels=_toggled(rules.channels, channel.id))
        if role is not None:
            rules = replace(rules, role=None if role.id == guild_id else role.id)
        if rules != before:
            await interaction.client.history.set_guild_settings(guild_id, rules.to_json())
        await interaction.response.send_message(embed=rules_embed(rules), ephemeral=True)

    return settings


def changed(rules: Rules, wanted: dict[str, Any]) -> Rules:
    """The rules with what is not None in place of what was there."""
    given = {name: value for name, value in wanted.items() if value is not None}
    taken: dict[str, Any] = {name: None if value == AS_USUAL else value for name, value in given.items()}
    return replace(rules, **taken)


def rules_embed(rules: Rules) -> discord.Embed:
    """All that is set, and how to change it."""
    fields = {
        "Where": ", ".join(f"<#{channel}>" for channel in rules.channels) or "everywhere",
        "Who": "everybody" if rules.role is None else f"<@&{rules.role}>",
        "Between two tunes": f"{rules.cooldown} seconds" if rules.cooldown else "no pause",
        "Tunes a day": str(rules.daily or "as many as they like"),
        "Instrument": rules.instrument or AS_USUAL,
        "Daring": rules.daring or AS_USUAL,
    }
    embed = discord.Embed(title="Lilt on this server", colour=COLOUR)
    for name, value in fields.items():
        embed.add_field(name=name, value=value)
    embed.set_footer(
        text="The options of /settings change this; a channel that is named again is taken off the list."
    )
    return embed


def _toggled(channels: tuple[int, ...], channel: int) -> tuple[int, ...]:
    without = tuple(one for one in channels if one != channel)
    return without if channel in channels else (*without, channel)
