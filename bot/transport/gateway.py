"""The connection to Discord: the login and the gateway, tried again with growing pauses as long as it takes.

discord.py's own loop ends where the first handshake fails, and at any frame that it cannot read. This one
ends only where Discord says that connecting again does not help. Knows no event.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.transport.attempts import Garbled
from bot.transport.retry import ORDER, Fault, Patience, send, wait_after_tries

log = logging.getLogger(__name__)

LOST = Fault("lost", 1.0, 60.0)
"""The pauses before the gateway is tried again; the first time it is tried at once."""
STEADY_SECONDS = 60.0
"""A connection that lasts so long ends the growth of the pauses."""
OPENING_SECONDS = 90.0
"""From the handshake to the session. discord.py itself waits a minute for each frame."""
CLOSING_SECONDS = 2.0
MOST_RESUMES = 3
"""Tries to resume a session before a new one is begun, at the usual address."""
SESSION_SECONDS = 5.0
"""Discord allows one new session in this time."""
FINAL_CLOSE_CODES = (4004, 4010, 4011, 4012, 4013, 4014)
"""A wrong token, wrong shards, a version or intents that there are not: trying again does not help.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
"""
_UNKNOWN = 4000


class Socket(DiscordWebSocket):
    """A gateway connection on which nothing that arrives ends the bot."""

    async def received_message(self, msg: Any, /) -> None:
        """Handle a frame. Raises ReconnectWebSocket for one that cannot be read."""
        before = self._keep_alive
        try:
            await super().received_message(msg)
        except (ReconnectWebSocket, discord.ConnectionClosed):
            raise
        except Exception as error:  # noqa: BLE001 - whatever was in the frame
            log.warning("the gateway sent a frame that cannot be read: %.200r", error)
            await _close(self)
            raise ReconnectWebSocket(self.shard_id, resume=self.session_id is not None) from None
        if before is not None and self._keep_alive is not before:  # greeted twice
            before.stop()


async def log_in(client: discord.Client, token: str, patience: Patience = ORDER) -> None:
    """Log in, without the client's setup hook. Raises LoginFailure if Discord rejects the token."""

    async def attempt() -> None:
        try:
            with _without_setup(client):
                await client.login(token)
        except discord.LoginFailure as error:
            await _forget_session(client)
            if _is_discords(error.__cause__):
                raise
            raise Garbled("401") from error
        except BaseException:  # also what cancels it
            await _forget_session(client)
            raise

    await send(attempt, patience, level=logging.WARNING)


@contextmanager
def _without_setup(client: discord.Client) -> Iterator[None]:
    """The hook is called once, after the login, and not in each of its tries."""

    async def nothing() -> None: ...

    vars(client)["setup_hook"] = nothing
    try:
        yield
    finally:
        del vars(client)["setup_hook"]


async def _forget_session(client: discord.Client) -> None:
    """Close what a login that failed has opened: the next one opens it again."""
    await client.http.close()
    client.http.clear()
    client.http.connector = discord.utils.MISSING


def _is_discords(error: BaseException | None) -> bool:
    """Whether an error came with JSON, as all of Discord's do."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    return bool(headers.get("Content-Type") == "application/json")


async def stay_connected(client: discord.Client) -> None:
    """Be on the gateway until the client is closed. Raises ConnectionClosed with a final close code."""
    loop, tries, session = asyncio.get_running_loop(), 0, dict[str, Any]()
    while not client.is_closed():
        opened_at = loop.time()
        try:
            await _listen(client, initial=client.ws is None, **session)
        except discord.ConnectionClosed as error:
            if error.code in FINAL_CLOSE_CODES:
                raise
            reason: Exception = error
        except Exception as error:  # noqa: BLE001 - whatever keeps it from connecting
            reason = error
        tries = 0 if loop.time() - opened_at > STEADY_SECONDS else tries + 1
        wants_new = isinstance(reason, ReconnectWebSocket) and not reason.resume
        session = {} if wants_new or tries > MOST_RESUMES else _session(client)
        if client.is_closed():
            return
        if client.ws is not None and client.ws.open:
            await _close(client.ws)
        client.dispatch("disconnect")
        await _pause(reason, tries)


async def _listen(client: discord.Client, *, initial: bool, **session: Any) -> None:
    """Connect and handle frames. Raises what ends the connection."""
    async with asyncio.timeout(OPENING_SECONDS):
        socket = await Socket.from_client(client, initial=initial, shard_id=client.shard_id, **session)
        client.ws = socket
        greetings = [socket.wait_for(event, lambda _: True) for event in ("READY", "RESUMED")]
        while not any(greeting.done() for greeting in greetings):
            await socket.poll_event()
    while True:
        await socket.poll_event()


def _session(client: discord.Client) -> dict[str, Any]:
    """What resumes the latest session; nothing where there is none."""
    socket: DiscordWebSocket | None = client.ws
    if socket is None or socket.session_id is None:
        return {}
    return {
        "resume": True,
        "session": socket.session_id,
        "sequence": socket.sequence,
        "gateway": socket.gateway,
    }


async def _pause(reason: Exception, tries: int) -> None:
    seconds = wait_after_tries(LOST, tries - 1) if tries > 1 else 0.0
    if isinstance(reason, ReconnectWebSocket) and not seconds:
        log.info("the gateway is lost; Lilt connects again")
        return
    log.warning("the gateway cannot be reached (%.200r); the next try is in %.1f s", reason, seconds)
    await asyncio.sleep(seconds)


async def pause_before_session() -> None:
    """Called before each new session but the first."""
    await asyncio.sleep(SESSION_SECONDS)


async def _close(socket: DiscordWebSocket) -> None:
    """Close a connection without waiting long for the other side."""
    try:
        async with asyncio.timeout(CLOSING_SECONDS):
            await socket.close(code=_UNKNOWN)
    except (TimeoutError, OSError):
        log.debug("the gateway did not close in time")
