"""What the command modules share: where a command can be used, and how choices are made of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice

if TYPE_CHECKING:
    from bot.app import Lilt  # noqa: F401 - the name in the string below

Interaction = discord.Interaction["Lilt"]
Command = app_commands.Command[Any, ..., None]

CHOICES = 25
"""As many as Discord offers for one option."""
HIGHEST_NUMBER = 2**53 - 1
"""The highest whole number that Discord lets people type."""


def everywhere(command: Command) -> Command:
    """To be installed by servers and by people, and used in servers, direct messages and groups."""
    command = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(command)
    return app_commands.allowed_installs(guilds=True, users=True)(command)


def on_servers(command: Command) -> Command:
    """For those who manage a server, on it."""
    command = app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)(command)
    command = app_commands.allowed_installs(guilds=True, users=False)(command)
    return app_commands.default_permissions(manage_guild=True)(command)


def choices(values: Iterable[str], names: Mapping[Any, str] | None = None) -> list[Choice[str]]:
    """The values as Discord offers them, under their names if they have any."""
    return [Choice(name=(names or {}).get(value, value), value=value) for value in islice(values, CHOICES)]
