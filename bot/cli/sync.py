"""`python -m bot sync`: sends the slash commands to Discord without running the bot."""

from __future__ import annotations

import argparse
import asyncio
import logging
from typing import Any

from bot import app
from bot.cli.exit_codes import Refused
from bot.engines import open_library
from bot.errors import MessageGone, NotAllowed
from bot.history import History
from bot.ops.last_catalogue import first_catalogue
from bot.settings import Settings, SettingsError, check_token
from bot.transport.command_sync import PATIENCE, sync, sync_guild
from bot.transport.gateway import log_in

log = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> None:
    """Send the commands and print how many there are. Raises Refused."""
    settings: Settings = arguments.settings
    guild: int | None = arguments.guild
    if settings.token is None:
        raise SettingsError("DISCORD_TOKEN is not set; `sync` needs it to log in to Discord.")
    check_token(settings.token)
    if arguments.clear and guild is None:
        raise Refused("--clear removes a server's own commands; please name the server with --guild.")
    try:
        print(asyncio.run(_sync(settings, settings.token, guild, clear=arguments.clear)))
    except (NotAllowed, MessageGone) as error:
        log.debug("Discord rejected the commands", exc_info=error)
        where = "" if guild is None else f" for server {guild}; is Lilt there?"
        raise Refused(f"Discord rejected the commands{where or '.'}") from error


async def _sync(settings: Settings, token: str, guild: int | None, *, clear: bool) -> str:
    no_engine: Any = None  # no command is handled, so nothing is composed
    async with (
        History.open(settings.data / app.DATABASE) as history,
        open_library(settings) as library,
        app.Lilt(
            engine=no_engine,
            history=history,
            catalogue=await first_catalogue(library, history),
            library=library,
        ) as lilt,
    ):
        await log_in(lilt, token, PATIENCE)
        await lilt.prepare()
        if guild is None:
            return f"Discord has accepted {await sync(lilt.tree, history)} commands."
        count = await sync_guild(lilt.tree, guild, clear=clear)
    if clear:
        return f"Server {guild} has no commands of its own any more."
    return f"Discord has accepted {count} commands for server {guild}; `--clear` removes them."
