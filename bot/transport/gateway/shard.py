"""One shard of the gateway, tried again with growing pauses as long as it takes.

discord.py's own loop ends where the first handshake fails, and at any frame that it cannot read; that of its
sharded client opens one shard after the other, and one that cannot connect keeps the others from it. This one
ends only where Discord says that connecting again does not help.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord.gateway import ReconnectWebSocket

from bot.transport.gateway.session_starts import SessionStarts
from bot.transport.gateway.socket import END_SESSION, Socket, close
from bot.transport.retry import Fault, wait_after_tries

log = logging.getLogger(__name__)

LOST = Fault("lost", 1.0, 60.0)
"""The pauses before the gateway is tried again; the first time it is tried at once."""
STEADY_SECONDS = 60.0
"""A session that lasts so long ends the growth of the pauses."""
HELLO_SECONDS = 20.0
"""From the handshake to Discord's hello. Other shards may be waiting for their turn to begin a session."""
OPENING_SECONDS = 70.0
"""From there to the session. discord.py itself waits a minute for each frame."""
OWN_ADDRESS, MOST_RESUMES = 3, 8
"""Tries to resume a session: at the address that it came with, and in all, the others at the usual one. Then,
after some two minutes, a new one is begun."""
TOO_FEW_SHARDS = 4011
FINAL_CLOSE_CODES = (4004, 4010, 4012, 4013, 4014)
"""A wrong token, wrong shards, a version or intents that there are not: trying again does not help.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
"""

NEVER = -math.inf


class Shard:
    """A connection that is kept. `lost_at`: when it was lost, by the loop's clock; None while it is there."""

    def __init__(
        self,
        client: discord.Client,
        number: int,
        starts: SessionStarts,
        too_few: Callable[[], Awaitable[None]],
    ) -> None:
        """`too_few` is called where Discord says that there are too few shards; it may raise."""
        self.number = number
        self.lost_at: float | None = NEVER
        self._client = client
        self._starts = starts
        self._too_few = too_few
        self._socket: Socket | None = None
        self._greeted_at = NEVER

    @property
    def latency(self) -> float:
        """Seconds that the gateway took to answer the last heartbeat; infinite before the first answer."""
        return math.inf if self._socket is None else self._socket.latency

    async def stay_connected(self) -> None:
        """Be on the gateway until cancelled. Raises ConnectionClosed with a final close code."""
        loop, tries, session = asyncio.get_running_loop(), 0, dict[str, Any]()
        while True:
            reason = await self._listen(session)
            is_steady = self.lost_at is None and loop.time() - self._greeted_at > STEADY_SECONDS
            self._lose()
            tries = 0 if is_steady else tries + 1
            if _code(reason) in FINAL_CLOSE_CODES:
                raise reason
            if _code(reason) == TOO_FEW_SHARDS:
                await self._too_few()
            wants_new = isinstance(reason, ReconnectWebSocket) and not reason.resume
            session = {} if wants_new else self._session(tries)
            if self._socket is not None and self._socket.open:
                await close(self._socket)
            await _pause(reason, tries)

    async def end(self) -> None:
        """Close the connection for good."""
        if self._socket is not None and self._socket.open:
            await close(self._socket, END_SESSION)

    def _lose(self) -> None:
        if self.lost_at is None:
            self.lost_at = asyncio.get_running_loop().time()

    async def _listen(self, session: dict[str, Any]) -> Exception:
        """Connect and handle frames, until something ends that; returns what."""
        try:
            if session:
                socket = await self._open(session)
            else:
                async with self._starts.turn(self.number):
                    socket = await self._open(session)
            await self._begin(socket)
            while True:
                await socket.poll_event()
        except Exception as error:  # noqa: BLE001 - whatever keeps it from connecting
            return error

    async def _open(self, session: dict[str, Any]) -> Socket:
        """Connect, and identify or resume."""
        async with asyncio.timeout(HELLO_SECONDS):
            self._socket = await Socket.from_client(
                self._client, initial=True, shard_id=self.number, **session
            )
        return self._socket

    async def _begin(self, socket: Socket) -> None:
        """Handle frames until Discord has confirmed the session."""
        async with asyncio.timeout(OPENING_SECONDS):
            greetings = [socket.wait_for(event, lambda _: True) for event in ("READY", "RESUMED")]
            while not any(greeting.done() for greeting in greetings):
                await socket.poll_event()
        self.lost_at, self._greeted_at = None, asyncio.get_running_loop().time()

    def _session(self, tries: int) -> dict[str, Any]:
        """What resumes the latest session; nothing where there is none, or where it has been tried enough."""
        socket = self._socket
        if socket is None or socket.session_id is None or tries > MOST_RESUMES:
            return {}
        return {
            "resume": True,
            "session": socket.session_id,
            "sequence": socket.sequence,
            "gateway": socket.gateway if tries <= OWN_ADDRESS else None,
        }


def _code(reason: Exception) -> int | None:
    return reason.code if isinstance(reason, discord.ConnectionClosed) else None


async def _pause(reason: Exception, tries: int) -> None:
    seconds = wait_after_tries(LOST, tries - 1) if tries > 1 else 0.0
    if isinstance(reason, ReconnectWebSocket) and not seconds:
        log.info("the gateway is lost; Lilt connects again")
        return
    log.warning("the gateway cannot be reached (%.200r); the next try is in %.1f s", reason, seconds)
    await asyncio.sleep(seconds)
