"""The gateway: a WebSocket that sends events to the bot.

A session outlives its connection: a bot that resumes gets the events it missed. Opcodes and close codes:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord.backend import Backend, serializers
from simcord.gateway import FakeGateway

from bot.playground.faults import reset
from bot.playground.simulation import Changes

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 3, 6, 9, 10, 11
HEARTBEAT_MILLISECONDS = 41_250
UNKNOWN_OPCODE, WRONG_TOKEN = 4001, 4004

FILE_LIMIT = 10 * 1024 * 1024
"""The upload limit of a server without boosts. Each interaction carries it."""


class Session:
    """The events of one identified bot. simcord leaves out those that its intents do not cover."""

    def __init__(self, backend: Backend, intents: discord.Intents, dumps: Callable[[Any], str]) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.frames: list[str] = []
        self.changes = Changes()
        self.parsers = _Parsers(self.dispatch)
        self._dumps = dumps
        self._filter = FakeGateway(backend, self)

    def feed(self, event: str, payload: Mapping[str, Any]) -> None:
        """Send an event if the intents cover it."""
        self._filter.feed(event, payload)

    def dispatch(self, event: str, payload: Any) -> None:
        frame = {"op": DISPATCH, "t": event, "s": len(self.frames) + 1, "d": payload}
        self.frames.append(self._dumps(frame))
        self.changes.notify()


class _Parsers:
    """Stands in for a client's table of event parsers: each passes the event to the session."""

    def __init__(self, dispatch: Callable[[str, Any], None]) -> None:
        self._dispatch = dispatch

    def __getitem__(self, event: str) -> Callable[[Any], None]:
        return partial(self._dispatch, event)


class Gateway:
    """Serves one bot at a time: a new identify ends the previous session."""

    def __init__(
        self, backend: Backend, token: str, url: str, changes: Changes, dumps: Callable[[Any], str]
    ) -> None:
        self._backend = backend
        self._token = token
        self._url = url
        self._changes = changes
        self._dumps = dumps
        self.session: Session | None = None
        self.socket: web.WebSocketResponse | None = None
        self.identified = self.resumed = 0
        backend.subscribers.append(self._feed)

    @property
    def connected(self) -> bool:
        return self.socket is not None and not self.socket.closed

    async def drop(self, *, resumable: bool = True) -> None:
        """Reset the connection. If not resumable, the bot must identify again and misses events."""
        if not resumable:
            self.session = None
        socket, self.socket = self.socket, None
        if socket is not None:
            reset(socket._req.transport if socket._req else None)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection, from hello to its end."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MILLISECONDS}})
        writer: asyncio.Task[None] | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    frame = json.loads(message.data)
                    start = await self._received(socket, frame.get("op"), frame.get("d"))
                    if start is not None and self.session is not None:
                        writer = asyncio.create_task(_write(socket, self.session, start))
        finally:
            if self.socket is socket:
                self.socket = None
            if writer is not None:
                writer.cancel()
            self._changes.notify()
        return socket

    async def _received(self, socket: web.WebSocketResponse, op: object, data: Any) -> int | None:
        """Handle a frame from the bot. After identify or resume, returns the first event to send."""
        if op == HEARTBEAT:
            await socket.send_json({"op": ACK})
        elif op in (IDENTIFY, RESUME) and data["token"] != self._token:
            await socket.close(code=WRONG_TOKEN, message=b"Authentication failed.")
        elif op == IDENTIFY:
            return self._identify(socket, data)
        elif op == RESUME:
            return await self._resume(socket, data)
        elif op != PRESENCE:
            await socket.close(code=UNKNOWN_OPCODE, message=b"You sent an invalid opcode.")
        return None

    def _identify(self, socket: web.WebSocketResponse, data: Any) -> int:
        intents = discord.Intents._from_value(data["intents"])
        self.session = session = Session(self._backend, intents, self._dumps)
        session.feed("READY", self._ready(session))
        for guild in self._backend.guilds.values():
            session.feed("GUILD_CREATE", serializers.guild_create_payload(self._backend, guild))
        self.socket = socket
        self.identified += 1
        self._changes.notify()
        return 0

    async def _resume(self, socket: web.WebSocketResponse, data: Any) -> int | None:
        if self.session is None or self.session.id != data["session_id"]:
            await socket.send_json({"op": INVALID_SESSION, "d": False})
            return None
        self.socket = socket
        self.session.dispatch("RESUMED", {})
        self.resumed += 1
        self._changes.notify()
        return int(data["seq"])

    def _ready(self, session: Session) -> dict[str, Any]:
        return {
            "v": 10,
            "user": dict(serializers.user_payload(self._backend.bot_user)),
            "guilds": [{"id": str(guild), "unavailable": True} for guild in self._backend.guilds],
            "session_id": session.id,
            "resume_gateway_url": self._url,
            "application": {"id": str(self._backend.application_id), "flags": 0},
        }

    def _feed(self, event: str, payload: Mapping[str, Any]) -> None:
        if self.session is None:
            return  # Discord keeps no events for a bot without a session
        if event == "INTERACTION_CREATE":  # simcord has another limit, and no owners
            where = {"0": payload.get("guild_id", "0")}
            payload = {
                **payload,
                "attachment_size_limit": FILE_LIMIT,
                "authorizing_integration_owners": where,
            }
        self.session.feed(event, payload)


async def _write(socket: web.WebSocketResponse, session: Session, start: int) -> None:
    """Send a session's events from `start` on, as they arrive."""
    with contextlib.suppress(ConnectionError):  # the bot may resume later
        while True:
            while start < len(session.frames):
                await socket.send_str(session.frames[start])
                start += 1
            await session.changes.wait()
