"""What the commands share: where a command can be used, and how a table becomes choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]

CHOICES = 25
"""As many as Discord offers for one option."""
HIGHEST_NUMBER = 2**53 - 1
"""The highest whole number that Discord lets people type."""


def everywhere(command: Command) -> Command:
    """To be installed by servers and by users, and used in servers, direct messages and groups."""
    command = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(command)
    return app_commands.allowed_installs(guilds=True, users=True)(command)


def of_members(command: Command) -> Command:
    """For everybody on a server that has installed Lilt."""
    command = app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)(command)
    return app_commands.allowed_installs(guilds=True, users=False)(command)


def on_servers(command: Command) -> Command:
    """For those who manage a server, on it."""
    return app_commands.default_permissions(manage_guild=True)(of_members(command))


def choices(values: Iterable[str], names: Mapping[Any, str] | None = None) -> list[Choice[str]]:
    """The values as Discord offers them, under their names if they have any."""
    return [Choice(name=(names or {}).get(value, value), value=value) for value in islice(values, CHOICES)]


def matching(values: Iterable[str], typed: str) -> list[Choice[str]]:
    """The values that contain the typed text, those that begin with it first."""
    word = typed.strip().lower()
    found = (value for value in values if word in value.lower())
    return choices(sorted(found, key=lambda value: not value.lower().startswith(word)))
