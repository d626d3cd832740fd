"""Registers the slash commands with Discord: on request, and at the start only if they have changed.

Discord limits how often a bot may do so in a day. Knows no single command.
"""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

import discord
from discord import app_commands

from bot.errors import SendError
from bot.history import History
from bot.transport.attempts import Garbled
from bot.transport.retry import Patience, send

log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]

PATIENCE = Patience(waits=30.0, answer=60.0)
"""The bot is not on Discord before this has ended."""


async def digest(tree: Tree) -> str:
    """A hash of all that is registered: names, options, choices, and both in every language."""
    commands = tree.get_commands()
    if tree.translator is None:
        payload = [command.to_dict(tree) for command in commands]
    else:
        payload = [await command.get_translated_payload(tree, tree.translator) for command in commands]
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


async def sync(tree: Tree, history: History) -> int:
    """Register all commands and remember their hash; how many there are. Raises SendError."""
    count = await send(lambda: _sync(tree), PATIENCE)
    await history.set_fact(_fact(tree), await digest(tree))
    log.info("Discord has registered %d commands", count)
    return count


async def _sync(tree: Tree) -> int:
    """How many commands Discord has registered. Raises Garbled unless that is all of them."""
    count = len(await tree.sync())
    if count != len(tree.get_commands()):
        raise Garbled(f"{count} commands")
    return count


async def sync_guild(tree: Tree, guild_id: int, *, clear: bool) -> int:
    """Register all commands for one server as its own copy, or remove that copy. Raises SendError."""
    guild = discord.Object(guild_id)
    if not clear:
        tree.copy_global_to(guild=guild)
    return len(await send(lambda: tree.sync(guild=guild), PATIENCE))


async def sync_if_changed(tree: Tree, history: History) -> None:
    """As `sync`, unless Discord has just these commands. If that fails, Discord keeps those it has."""
    try:
        known = await history.fact(_fact(tree)) == await digest(tree)
        if not known or not await send(tree.fetch_commands, PATIENCE):  # a new playground has none
            await sync(tree, history)
    except SendError as error:
        log.warning("Discord did not register the commands (%s); `python -m bot sync` tries again", error)


def _fact(tree: Tree) -> str:
    """The name of the fact with the hash: another token may belong to another application."""
    return f"commands of {tree.client.application_id}"
