"""A gateway connection on which nothing that arrives ends the bot."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

log = logging.getLogger(__name__)

CLOSING_SECONDS = 2.0
KEEP_SESSION, END_SESSION = 4000, 1000
"""Close codes: after the second Discord forgets the session, and the bot is offline at once."""


class Socket(DiscordWebSocket):
    """As discord.py's, but a frame that cannot be read only ends the connection."""

    async def received_message(self, msg: Any, /) -> None:
        """Handle a frame. Raises ReconnectWebSocket for one that cannot be read."""
        before = self._keep_alive
        try:
            await super().received_message(msg)
        except (ReconnectWebSocket, discord.ConnectionClosed):
            raise
        except Exception as error:  # noqa: BLE001 - whatever was in the frame
            log.warning("the gateway sent a frame that cannot be read: %.200r", error)
            await close(self)
            raise ReconnectWebSocket(self.shard_id, resume=self.session_id is not None) from None
        if before is not None and self._keep_alive is not before:  # greeted twice
            before.stop()


async def close(socket: DiscordWebSocket, code: int = KEEP_SESSION) -> None:
    """Close a connection without waiting long for the other side."""
    try:
        async with asyncio.timeout(CLOSING_SECONDS):
            await socket.close(code=code)
    except (TimeoutError, OSError):
        log.debug("the gateway did not close in time")
