"""The gateway: a WebSocket for each shard that sends events to the bot.

A session outlives its connection: a bot that resumes gets the events it missed. Opcodes and close codes:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord.backend import Backend, serializers

from bot.playground.faults import reset
from bot.playground.session import Session
from bot.playground.simulation import Changes

HEARTBEAT, IDENTIFY, PRESENCE, RESUME, INVALID_SESSION, HELLO, ACK = 1, 2, 3, 6, 9, 10, 11
HEARTBEAT_MILLISECONDS = 41_250
ACK_SECONDS = 0.01
"""As on a real network. One that comes before discord.py has noted its heartbeat counts as very late."""
UNKNOWN_ERROR, UNKNOWN_OPCODE, WRONG_TOKEN, TOO_FEW_SHARDS = 4000, 4001, 4004, 4011

FILE_LIMIT = 10 * 1024 * 1024
"""The upload limit of a server without boosts. Each interaction carries it."""


@dataclass(slots=True)
class Plan:
    """What `GET /gateway/bot` answers, and what is done to a bot that does not keep to it.

    `fewest`: a bot that identifies with fewer shards is refused. `session_seconds`: so long after one session
    the next may begin, in each of the `max_concurrency` buckets; Discord's five are too long for most tests.
    """

    shards: int = 1
    max_concurrency: int = 1
    remaining: int = 1000
    reset_after: int = 0
    fewest: int = 1
    session_seconds: float = 0.0

    def to_json(self, url: str) -> dict[str, Any]:
        limit = {
            "total": 1000,
            "remaining": self.remaining,
            "reset_after": self.reset_after,
            "max_concurrency": self.max_concurrency,
        }
        return {"url": url, "shards": self.shards, "session_start_limit": limit}


class Gateway:
    """Serves one bot at a time: a new identify ends the shard's previous session.

    Shards in `away` cannot connect. Sessions are to be resumed at `resume_url`. `too_early` counts sessions
    that the bot has begun before it might.
    """

    def __init__(
        self, backend: Backend, token: str, url: str, changes: Changes, dumps: Callable[[Any], str]
    ) -> None:
        self._backend = backend
        self._token = token
        self.resume_url = url
        self._changes = changes
        self._dumps = dumps
        self.plan = Plan()
        self.away: set[int] = set()
        self.sessions: dict[int, Session] = {}
        self._sockets: dict[int, web.WebSocketResponse] = {}
        self._began_at: dict[int, float] = {}
        self.identified = self.resumed = self.too_early = 0
        backend.subscribers.append(self._feed)

    @property
    def connected_shards(self) -> set[int]:
        return {shard for shard, socket in self._sockets.items() if not socket.closed}

    @property
    def connected(self) -> bool:
        """Whether all shards are."""
        return self.connected_shards >= set(range(self.plan.shards))

    async def drop(self, shards: Iterable[int] | None = None, *, resumable: bool = True) -> None:
        """Reset the connections of these shards, or all. If not resumable, the bot misses events."""
        for shard in list(self._sockets) if shards is None else shards:
            if not resumable:
                self.sessions.pop(shard, None)
            socket = self._sockets.pop(shard, None)
            if socket is not None:
                reset(socket._req.transport if socket._req else None)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection, from hello to its end."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MILLISECONDS}})
        writer: asyncio.Task[None] | None = None
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    frame = json.loads(message.data)
                    started = await self._received(socket, frame.get("op"), frame.get("d"))
                    if started is not None:
                        session, first = started
                        writer = asyncio.create_task(_write(socket, session, first))
        finally:
            if session is not None and self._sockets.get(session.shard) is socket:
                del self._sockets[session.shard]
            if writer is not None:
                writer.cancel()
            self._changes.notify()
        return socket

    async def _received(
        self, socket: web.WebSocketResponse, op: object, data: Any
    ) -> tuple[Session, int] | None:
        """Handle a frame from the bot. After identify or resume: the session, and its first event to send."""
        if op == HEARTBEAT:
            await asyncio.sleep(ACK_SECONDS)
            await socket.send_json({"op": ACK})
        elif op in (IDENTIFY, RESUME) and data["token"] != self._token:
            await socket.close(code=WRONG_TOKEN, message=b"Authentication failed.")
        elif op == IDENTIFY:
            return await self._identify(socket, data)
        elif op == RESUME:
            return await self._resume(socket, data)
        elif op != PRESENCE:
            await socket.close(code=UNKNOWN_OPCODE, message=b"You sent an invalid opcode.")
        return None

    async def _identify(self, socket: web.WebSocketResponse, data: Any) -> tuple[Session, int] | None:
        shard, count = data.get("shard", (0, 1))
        if shard in self.away:
            await socket.close(code=UNKNOWN_ERROR)
            return None
        if count < self.plan.fewest:
            await socket.close(code=TOO_FEW_SHARDS, message=b"Sharding required.")
            return None
        if not self._may_begin(shard):
            self.too_early += 1
            await socket.send_json({"op": INVALID_SESSION, "d": False})
            return None
        self.sessions = {number: one for number, one in self.sessions.items() if one.count == count}
        intents = discord.Intents._from_value(data["intents"])
        session = Session(self._backend, intents, self._dumps, shard, count)
        self.sessions[shard] = session
        guilds = [guild for guild in self._backend.guilds.values() if session.covers(guild.id)]
        session.feed("READY", self._ready(session, [guild.id for guild in guilds]))
        for guild in guilds if intents.guilds else ():
            session.feed("GUILD_CREATE", serializers.guild_create_payload(self._backend, guild))
        self._sockets[shard] = socket
        self.identified += 1
        self._changes.notify()
        return session, 0

    def _may_begin(self, shard: int) -> bool:
        bucket, now = shard % self.plan.max_concurrency, time.monotonic()
        is_early = now - self._began_at.get(bucket, 0.0) < self.plan.session_seconds
        self._began_at[bucket] = now
        return not is_early

    async def _resume(self, socket: web.WebSocketResponse, data: Any) -> tuple[Session, int] | None:
        wanted = (one for one in self.sessions.values() if one.id == data["session_id"])
        session = next(wanted, None)
        if session is None:
            await socket.send_json({"op": INVALID_SESSION, "d": False})
            return None
        if session.shard in self.away:
            await socket.close(code=UNKNOWN_ERROR)
            return None
        self._sockets[session.shard] = socket
        session.dispatch("RESUMED", {})
        self.resumed += 1
        self._changes.notify()
        return session, int(data["seq"])

    def _ready(self, session: Session, guilds: Iterable[int]) -> dict[str, Any]:
        return {
            "v": 10,
            "user": dict(serializers.user_payload(self._backend.bot_user)),
            "guilds": [{"id": str(guild), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.resume_url,
            "shard": [session.shard, session.count],
            "application": {"id": str(self._backend.application_id), "flags": 0},
        }

    def _feed(self, event: str, payload: Mapping[str, Any]) -> None:
        guild = payload.get("guild_id") or (payload.get("id") if event.startswith("GUILD_") else None) or 0
        if event == "INTERACTION_CREATE":  # simcord has another limit, and no owners
            where = {"0": payload.get("guild_id", "0")}
            payload = {
                **payload,
                "attachment_size_limit": FILE_LIMIT,
                "authorizing_integration_owners": where,
            }
        for session in self.sessions.values():  # Discord keeps no events for a shard without a session
            if session.covers(int(guild)):
                session.feed(event, payload)


async def _write(socket: web.WebSocketResponse, session: Session, start: int) -> None:
    """Send a session's events from `start` on, as they arrive."""
    with contextlib.suppress(ConnectionError):  # the bot may resume later
        while True:
            while start < len(session.frames):
                await socket.send_str(session.frames[start])
                start += 1
            await session.changes.wait()
