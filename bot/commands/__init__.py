"""The slash commands: each builds a request and hands it on, or words what the history knows."""

from bot.commands.compose import commands

__all__ = ["commands"]
