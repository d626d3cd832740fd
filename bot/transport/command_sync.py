"""Telling Discord which commands there are: when it is asked for, and by itself only when they changed.

Discord bounds how often a bot may do so in a day. Knows no single command.
"""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

import discord
from discord import app_commands

from bot.history import History

log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]


async def digest(tree: Tree) -> str:
    """A hash of all that Discord would be told: names, options, choices, and both in every language."""
    commands = tree.get_commands()
    if tree.translator is None:
        told = [command.to_dict(tree) for command in commands]
    else:
        told = [await command.get_translated_payload(tree, tree.translator) for command in commands]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


async def sync(tree: Tree, history: History) -> int:
    """Tell Discord, and remember what it was told; how many commands there are. Raises HTTPException."""
    told = await tree.sync()
    await history.set_fact(_fact(tree), await digest(tree))
    log.info("Discord was told %d commands", len(told))
    return len(told)


async def sync_if_changed(tree: Tree, history: History) -> None:
    """As `sync`, if this is not what Discord was told last, or it has none, as a new playground.

    If it takes them not, it keeps those it has.
    """
    try:
        if await history.fact(_fact(tree)) != await digest(tree) or not await tree.fetch_commands():
            await sync(tree, history)
    except discord.HTTPException:
        log.exception("Discord did not take the commands; `python -m bot sync` tries again")


def _fact(tree: Tree) -> str:
    """Where the hash is kept: another token may be another application, which was told nothing yet."""
    return f"commands of {tree.client.application_id}"
