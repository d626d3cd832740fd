"""`python -m bot sync`: tells Discord which commands there are, without being on Discord."""

from __future__ import annotations

import argparse
import asyncio
import logging
from typing import Any

import discord
from discord import app_commands

from bot import app
from bot.cli.exit_codes import Refused
from bot.history import History
from bot.settings import Settings, SettingsError
from bot.transport.command_sync import sync as sync_everywhere

log = logging.getLogger(__name__)


class Syncing(app.Lilt):
    """The bot's commands without the bot: it logs in, and that is all."""

    async def setup_hook(self) -> None:
        await self.prepare()


def sync(settings: Settings, asked: argparse.Namespace) -> None:
    """Say how many commands Discord has taken. Raises Refused."""
    if settings.token is None:
        raise SettingsError("DISCORD_TOKEN is not set; without it there is no Discord to tell.")
    if asked.clear and asked.guild is None:
        raise Refused("--clear takes a server's own commands back; please name the server with --guild.")
    try:
        print(asyncio.run(_sync(settings, settings.token, asked.guild, clear=asked.clear)))
    except (app_commands.CommandSyncFailure, discord.NotFound, discord.Forbidden) as error:
        log.debug("the commands were not taken", exc_info=error)
        where = "" if asked.guild is None else f" for server {asked.guild}; is Lilt there?"
        raise Refused(f"Discord does not take the commands{where or '.'}") from error


async def _sync(settings: Settings, token: str, guild: int | None, *, clear: bool) -> str:
    nobody: Any = None  # composes: nothing is asked of it
    async with (
        History.open(settings.data / app.DATABASE) as history,
        Syncing(engine=nobody, history=history, catalogue=app.catalogue_of(settings)) as lilt,
    ):
        await lilt.login(token)
        if guild is None:
            return f"Discord has taken {await sync_everywhere(lilt.tree, history)} commands."
        return await _sync_guild(lilt.tree, discord.Object(guild), clear=clear)


async def _sync_guild(
    tree: app_commands.CommandTree[Any], guild: discord.abc.Snowflake, *, clear: bool
) -> str:
    if not clear:
        tree.copy_global_to(guild=guild)
    told = await tree.sync(guild=guild)
    if clear:
        return f"Server {guild.id} has no commands of its own any more."
    return f"Discord has taken {len(told)} commands for server {guild.id}; `--clear` takes them back."
