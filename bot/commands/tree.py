"""The tree of commands: who may use it where is asked before any of them runs."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import Tree, tell
from bot.limits import Barred

ALWAYS = frozenset({"help", "about", "privacy", "my-data", "forget-me", "settings"})
"""What neither a server nor a block takes from anybody: to ask what this is, one's own data, the settings."""


class GuardedTree(Tree):
    """Refuses in a sentence where a server, or the bot's owner, has said so."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        if not await super().interaction_check(interaction):
            return False
        command = interaction.command
        asked = interaction.type is discord.InteractionType.application_command
        if not asked or command is None or command.qualified_name in ALWAYS:
            return True
        try:
            await interaction.client.limits.admit(interaction)
        except Barred as error:
            await tell(interaction, error)
            return False
        return True
