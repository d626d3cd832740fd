"""What can go wrong between a bot and Discord. Each is met by the next calls that fit a pattern.

    faults.next("PATCH */messages/@original", Status(502), times=2)

A fault with `done` happens on the way back: Discord has done what was asked, and the bot does not know.
"""

from __future__ import annotations

import asyncio
import fnmatch
import json
import socket
import struct
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web


class Fault(Protocol):
    """`answer`: what the bot gets in place of the answer. `done`: after the call was carried out."""

    @property
    def done(self) -> bool: ...

    async def answer(self, request: web.Request) -> web.StreamResponse: ...


@dataclass(frozen=True, slots=True)
class Status:
    """An error of Discord's servers or of what stands before them: 500, 502, 503, …"""

    status: int
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=self.status, text="upstream connect error", content_type="text/plain")


@dataclass(frozen=True, slots=True)
class RateLimited:
    """429. Discord's own has a Via header, and clients wait for it; without one it is Cloudflare's ban."""

    retry_after: float = 0.2
    via: bool = True
    is_global: bool = False
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = {
            "message": "You are being rate limited.",
            "retry_after": self.retry_after,
            "global": self.is_global,
        }
        return _json(429, body, {"Via": "1.1 google"} if self.via else {})


@dataclass(frozen=True, slots=True)
class ExpiredToken:
    """What an interaction's token gets after its 15 minutes."""

    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return _json(401, {"message": "Invalid Webhook Token", "code": 50027})


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection breaks: a TCP reset and no answer at all."""

    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        reset(request.transport)
        raise asyncio.CancelledError  # there is nobody left to answer


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer for so many seconds, then the connection breaks."""

    seconds: float = 3600.0
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(self.seconds)
        return await Reset().answer(request)


@dataclass(slots=True)
class _Planned:
    pattern: str
    fault: Fault
    left: int


class Faults:
    """The faults that are still to come; `met` lists the calls that met one."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self.met: list[str] = []

    def next(self, pattern: str, fault: Fault, times: int = 1) -> None:
        """`pattern`: method and path, * for anything, such as "POST /interactions/*/callback"."""
        self._planned.append(_Planned(pattern, fault, times))

    def clear(self) -> None:
        """No more faults."""
        self._planned.clear()

    def take(self, call: str) -> Fault | None:
        """The fault that this call meets, if any; it is used up by one."""
        for planned in self._planned:
            if planned.left and fnmatch.fnmatchcase(call, planned.pattern):
                planned.left -= 1
                self.met.append(call)
                return planned.fault
        return None


def reset(transport: asyncio.BaseTransport | None) -> None:
    """Close a connection so that the other side sees a reset and no orderly end."""
    if not isinstance(transport, asyncio.Transport):
        return
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _json(status: int, body: object, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(body).encode(), content_type="application/json", headers=headers
    )
