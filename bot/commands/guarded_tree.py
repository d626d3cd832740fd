"""The tree of commands: checks who may use it where before any of them runs, and reports every error."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.services import services_of
from bot.transport.error_reports import log_context, report

ALWAYS = frozenset({"help", "about", "privacy", "my-data", "forget-me", "settings", "daily"})
"""What neither a server nor a block takes away: to ask what this is, one's own data, the settings."""


class GuardedTree(app_commands.CommandTree[Any]):
    """Refuses with a sentence where the server, or the bot's owner, has said so."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        log_context(interaction)
        command = interaction.command
        is_command = interaction.type is discord.InteractionType.application_command
        if not is_command or command is None or command.qualified_name in ALWAYS:
            return True
        try:
            await services_of(interaction).admission.admit(interaction)
        except Exception as error:  # noqa: BLE001 - discord.py would only log it, and nobody would answer
            await report(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        await report(interaction, error)
