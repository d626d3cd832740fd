"""The tree of commands: who may use it where is asked before any of them runs."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import Tree

ALWAYS = frozenset({"help", "about", "privacy", "my-data", "forget-me", "settings"})
"""What neither a server nor a block takes from anybody: to ask what this is, one's own data, the settings."""


class GuardedTree(Tree):
    """Refuses in a sentence where a server, or the bot's owner, has said so."""

    async def admits(self, interaction: discord.Interaction[Any]) -> bool:
        command = interaction.command
        asked = interaction.type is discord.InteractionType.application_command
        if asked and command is not None and command.qualified_name not in ALWAYS:
            await interaction.client.limits.admit(interaction)
        return True
