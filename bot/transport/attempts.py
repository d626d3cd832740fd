"""One try of a call to Discord: its time limit, the rate limits that it meets, and whether it was answered.

A trace sees every HTTP request of discord.py and what came back. In a try it takes rate limits out of
discord.py's hands, which would sleep through them: cancelled in that sleep, by a time limit, discord.py would
call the route too early, and after a global rate limit nobody could call anything ever again.
"""

from __future__ import annotations

import asyncio
import json
import math
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from yarl import URL

from bot.errors import SendError
from bot.transport.discord_clock import DiscordClock
from generator.errors import LiltError

LONGEST_RATE_LIMIT = 24 * 60 * 60.0
"""Seconds. Nothing waits longer than this for one, whatever it says."""

_SOON = 0.1
"""Seconds that are waited for at once: clocks and sleeps are not exact."""
_OWN_LIMITS = ("/webhooks/", "/interactions/")
"""Routes that Discord's global rate limit of a bot does not touch."""


class Garbled(Exception):
    """What came back cannot be what Discord answers, so nobody knows whether the call was done."""


class NoMoreTries(Exception):
    """Raised by a call that ends its tries for a reason of its own."""


EXPECTED = (
    Garbled,
    NoMoreTries,
    SendError,
    LiltError,
    sqlite3.Error,
    discord.DiscordException,
    aiohttp.ClientError,
    OSError,
)
"""What a call may raise. Everything else, after an answer from Discord, comes from what was in that."""


@dataclass(slots=True)
class _Try:
    """`seconds`: how long it may take, without the waits for rate limits; `answered`: something came back."""

    limit: asyncio.Timeout
    seconds: float
    answered: bool = False
    is_running: bool = True

    def run_again(self) -> None:
        """Let the time run again if it was stopped."""
        if self.limit.when() is None:
            self.limit.reschedule(asyncio.get_running_loop().time() + self.seconds)

    def stop_time(self) -> None:
        """Let no time run: discord.py waits, as Discord told it to."""
        if not self.limit.expired():
            self.limit.reschedule(None)


_current: ContextVar[_Try | None] = ContextVar("try", default=None)


@asynccontextmanager
async def one_try(seconds: float) -> AsyncIterator[None]:
    """A try of a call, in the context. Raises TimeoutError after these seconds, and Garbled."""
    async with asyncio.timeout(seconds) as limit:
        trying = _Try(limit, seconds)
        token = _current.set(trying)
        try:
            yield
        except EXPECTED:
            raise
        except Exception as error:
            if not trying.answered:
                raise
            raise Garbled(type(error).__name__) from error
        finally:
            trying.is_running = False
            _current.reset(token)


@dataclass(slots=True)
class _RateLimits:
    """When each route may be called again, by the loop's clock. The key None is that of all routes."""

    _opens_at: dict[str | None, float] = field(default_factory=dict)

    def close(self, route: str, seconds: float, *, everywhere: bool) -> None:
        now = asyncio.get_running_loop().time()
        self._opens_at = {key: time for key, time in self._opens_at.items() if time > now}
        for key in (route, None) if everywhere else (route,):
            self._opens_at[key] = max(now + seconds, self._opens_at.get(key, 0.0))

    def remaining(self, route: str) -> float:
        """Seconds until this route may be called; 0 or less: now."""
        keys = (route,) if any(own in route for own in _OWN_LIMITS) else (route, None)
        return max(self._opens_at.get(key, 0.0) for key in keys) - asyncio.get_running_loop().time()


def request_trace(clock: DiscordClock) -> aiohttp.TraceConfig:
    """For `discord.Client(http_trace=…)`: what makes `one_try` work, and what tells the clock the time."""
    limits = _RateLimits()
    trace = aiohttp.TraceConfig()

    async def starts(_: Any, __: Any, request: aiohttp.TraceRequestStartParams) -> None:
        trying = _active()
        if trying is None:
            return
        remaining = limits.remaining(_route(request.method, request.url))
        if remaining > _SOON:
            raise discord.RateLimited(remaining)
        await asyncio.sleep(max(0.0, remaining))
        trying.run_again()

    async def answered(_: Any, seen: SimpleNamespace, request: aiohttp.TraceRequestEndParams) -> None:
        seen.response = request.response
        clock.learn(request.response)

    async def read(_: Any, seen: SimpleNamespace, part: aiohttp.TraceResponseChunkReceivedParams) -> None:
        trying, response = _active(), getattr(seen, "response", None)
        if trying is None or response is None:
            return
        trying.answered = True
        headers = response.headers
        if response.status == 429:
            seconds, everywhere = _rate_limit(headers, part.chunk)
            if seconds is None:
                raise discord.HTTPException(response, None)
            limits.close(_route(part.method, part.url), seconds, everywhere=everywhere)
            raise discord.RateLimited(seconds)
        if headers.get("X-RateLimit-Remaining") == "0":  # discord.py waits before it returns
            trying.stop_time()

    trace.on_request_start.append(starts)
    trace.on_request_end.append(answered)
    trace.on_response_chunk_received.append(read)
    return trace


def _active() -> _Try | None:
    """The try under way. A task that it has started may outlive it."""
    trying = _current.get()
    return trying if trying is not None and trying.is_running else None


def _route(method: str, url: URL) -> str:
    return f"{method} {url.path}"


def _rate_limit(headers: Any, body: bytes) -> tuple[float | None, bool]:
    """The seconds to wait, None where the answer does not say; and whether on all routes."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    said = said if isinstance(said, dict) else {}
    named = [seconds_in(headers.get("Retry-After")), seconds_in(said.get("retry_after"))]
    known = [seconds for seconds in named if seconds is not None]
    everywhere = said.get("global") is True or headers.get("X-RateLimit-Global", "").lower() == "true"
    return max(known, default=None), everywhere


def seconds_in(value: object) -> float | None:
    """The seconds that a header or a field names; None where it names none that can be meant."""
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return min(max(0.0, seconds), LONGEST_RATE_LIMIT) if math.isfinite(seconds) else None
