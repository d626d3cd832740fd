"""The number of servers that the bot is in, as Discord counts them; the bot itself knows none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import discord

from bot.errors import SendError
from bot.transport.retry import ANSWER, send
from generator.engine.background import background

log = logging.getLogger(__name__)

SECONDS = 3600.0
"""Between two questions."""


@asynccontextmanager
async def counting_guilds(client: discord.Client, counted: Callable[[int], None]) -> AsyncIterator[None]:
    """Tell the number, about, as it was at the login and then each hour, as long as the context lasts."""
    if client.application is not None:
        counted(client.application.approximate_guild_count)
    async with background(_count_forever(client, counted), "servers"):
        yield


async def _count_forever(client: discord.Client, counted: Callable[[int], None]) -> None:
    while True:
        await asyncio.sleep(SECONDS)
        try:
            counted((await send(client.application_info, ANSWER)).approximate_guild_count)
        except SendError as error:
            log.info("Discord does not say how many servers there are: %s", error)
