"""Failures between a bot and Discord, for tests: errors, rate limits, resets, hangs.

    faults.next("PATCH */messages/@original", Status(502), times=2)

Each applies to the next calls that match a pattern. With `done` the call is carried out first, and only the
answer is lost.
"""

from __future__ import annotations

import asyncio
import fnmatch
import json
import socket
import struct
import time
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

_REMEMBERED = 10_000
"""Calls."""


class Fault(Protocol):
    """`answer`: what the bot gets instead of the real answer. `done`: the call is carried out first."""

    @property
    def done(self) -> bool: ...

    async def answer(self, request: web.Request) -> web.StreamResponse: ...


@dataclass(frozen=True, slots=True)
class Status:
    """An error of Discord's servers or of a proxy before them: 500, 502, 503, …"""

    status: int
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=self.status, text="upstream connect error", content_type="text/plain")


@dataclass(frozen=True, slots=True)
class RateLimited:
    """429. Discord's own has a Via header; without one it is a ban by Cloudflare.

    `header`: whether it has a Retry-After header beside the field of its body.
    """

    retry_after: float = 0.2
    via: bool = True
    is_global: bool = False
    header: bool = True
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = {
            "message": "You are being rate limited.",
            "retry_after": self.retry_after,
            "global": self.is_global,
        }
        headers = {"Via": "1.1 google"} if self.via else {}
        if self.header:
            headers["Retry-After"] = str(self.retry_after)
        return _json(429, body, headers)


@dataclass(frozen=True, slots=True)
class Refused:
    """An error of Discord's own: a status and one of its codes."""

    status: int
    code: int
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return _json(self.status, {"message": "refused", "code": self.code})


@dataclass(frozen=True, slots=True)
class ExpiredToken:
    """The answer to an interaction's token that is older than 15 minutes."""

    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return await Refused(401, 50027).answer(request)


@dataclass(frozen=True, slots=True)
class Garbage:
    """Something else than an answer of Discord's, such as the page of a proxy, or half of an answer."""

    body: bytes = b"<html><body>Please log in</body></html>"
    type: str = "text/html"
    status: int = 200
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=self.status, body=self.body, headers={"Content-Type": self.type})


@dataclass(frozen=True, slots=True)
class Reset:
    """A TCP reset, and no answer."""

    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        reset(request.transport)
        raise asyncio.CancelledError  # the connection is gone


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer for some seconds, then a TCP reset."""

    seconds: float = 3600.0
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(self.seconds)
        return await Reset().answer(request)


@dataclass(frozen=True, slots=True)
class Frames:
    """A gateway that sends these frames, and then nothing more or, with a `code`, closes the connection."""

    frames: tuple[str, ...] = ()
    code: int | None = None
    done: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for frame in self.frames:
            await socket.send_str(frame)
        if self.code is not None:
            await socket.close(code=self.code)
        async for _ in socket:
            pass
        return socket


@dataclass(slots=True)
class _Planned:
    pattern: str
    fault: Fault
    left: int


class Faults:
    """The planned faults. `met` lists the calls that met one, `calls` the latest calls with their times."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self.met: list[str] = []
        self.calls: deque[tuple[float, str]] = deque(maxlen=_REMEMBERED)

    def next(self, pattern: str, fault: Fault, times: int = 1) -> None:
        """Plan a fault. `pattern`: method and path, such as "POST /interactions/*/callback".

        A connection to the gateway is `CONNECT`.
        """
        self._planned.append(_Planned(pattern, fault, times))

    def clear(self) -> None:
        """Remove all planned faults."""
        self._planned.clear()

    def take(self, call: str) -> Fault | None:
        """The fault for this call, if any; it then has one time less to go."""
        self.calls.append((time.monotonic(), call))
        for planned in self._planned:
            if planned.left and fnmatch.fnmatchcase(call, planned.pattern):
                planned.left -= 1
                self.met.append(call)
                return planned.fault
        return None


def reset(transport: asyncio.BaseTransport | None) -> None:
    """Close a connection with a TCP reset."""
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
