"""The retry policy of every call to Discord: which fault is tried again, after which wait, and for how long.

    fault                      wait before the next try      tried again as long as
    -------------------------  ----------------------------  ----------------------------------------
    rate limit (429)           what Retry-After says         the waits fit into the caller's Patience
    server error (5xx)         10, 20, 40, 60, 60 … s        the same
    no answer, no connection   0.5, 1, 2, 4 … 30, 30 … s     the same
    anything else              -                             never: TokenExpired, MessageGone, NotAllowed

What discord.py 2.7.1 has done before a fault arrives here: it has slept through rate limits that Discord
sets (not Cloudflare's, nor those over `LONGEST_RATE_LIMIT` on a bot's routes). After a 5xx it has asked five
times within 25 s, except after a 503 on a bot's routes, which it raises at once.

Only for calls that may be made twice without harm. Raises a SendError where it gives up.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeVar

import aiohttp
import discord
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from bot.errors import MessageGone, NotAllowed, Rejected, SendError, TokenExpired, Unreachable

log = logging.getLogger(__name__)

LONGEST_RATE_LIMIT = 30.0
"""Seconds. discord.py sleeps through a rate limit up to this (`Client(max_ratelimit_timeout)`)."""

_TOKEN_EXPIRED = (50027, 10015)
"""Discord's codes for an interaction's token after its fifteen minutes."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call is worth waiting for: `waits` seconds between tries in all, `answer` for one try."""

    waits: float
    answer: float


FIRST_ANSWER = Patience(waits=3.0, answer=5.0)
"""Discord itself waits three seconds for the first answer to an interaction."""
PROGRESS = Patience(waits=0.0, answer=10.0)
"""A progress line: the answer comes after it in any case."""
ONCE = Patience(waits=0.0, answer=60.0)
"""A call that could do harm if it were made twice."""
ANSWER = Patience(waits=120.0, answer=60.0)
"""What can be asked for again in a moment."""
ORDER = Patience(waits=math.inf, answer=60.0)
"""A tune that was accepted: until Discord can be reached again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Wait `first` seconds before the second try, twice as long before each next one, up to `longest`."""

    name: str
    first: float
    longest: float


SERVER_ERROR = Fault("server error", 10.0, 60.0)
NO_ANSWER = Fault("no answer", 0.5, 30.0)
RATE_LIMIT = Fault("rate limit", 1.0, 60.0)
"""Its waits are used only where Discord names none."""

SHORTEST_WAIT = 0.5
"""Seconds, also where Discord names fewer."""
_MOST_DOUBLINGS = 16
"""After these every fault waits for its longest time."""


def fault_of(error: BaseException) -> Fault | None:
    """The fault that another try may overcome; None where it would not."""
    match error:
        case discord.RateLimited() | discord.HTTPException(status=429):
            return RATE_LIMIT
        case discord.HTTPException(status=status) if status >= 500:
            return SERVER_ERROR
        case aiohttp.ClientError() | OSError():  # a TimeoutError is an OSError
            return NO_ANSWER
        case _:
            return None


def wait_after(error: BaseException, tries: int) -> float:
    """Seconds until the next try, after `tries` of them."""
    fault = fault_of(error)
    if fault is None:
        return 0.0
    named = retry_after(error)
    if named is not None:
        return max(named, SHORTEST_WAIT)
    doublings = min(tries - 1, _MOST_DOUBLINGS)
    return min(fault.first * 2.0**doublings, fault.longest)


def retry_after(error: BaseException) -> float | None:
    """The seconds that Discord, or Cloudflare in front of it, says to wait; None where they say nothing."""
    if isinstance(error, discord.RateLimited):
        return error.retry_after
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    return _seconds(headers.get("Retry-After"))


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None


class Gate:
    """Shared by the calls of one route: a rate limit that one of them met holds for all of them."""

    def __init__(self) -> None:
        self._opens_at = 0.0

    async def wait(self, most: float) -> None:
        """Until the last rate limit is over. Raises Unreachable if that takes more than `most` seconds."""
        seconds = self._opens_at - asyncio.get_running_loop().time()
        if seconds > most:
            raise Unreachable(f"rate limited for another {seconds:.0f} s")
        if seconds > 0:
            await asyncio.sleep(seconds)

    def close(self, error: Exception) -> None:
        """Close it for as long as the error says to wait."""
        self._opens_at = asyncio.get_running_loop().time() + (retry_after(error) or 0.0)


async def send(
    call: Callable[[], Awaitable[_Result]], patience: Patience, gate: Gate | None = None
) -> _Result:
    """What `call` returns, tried as the table says. Raises SendError, and what else `call` raises.

    Calls of the same route that are sent one after the other share a `gate`.
    """
    retrying = AsyncRetrying(
        retry=retry_if_exception(lambda error: fault_of(error) is not None),
        wait=lambda state: wait_after(_error(state), state.attempt_number),
        stop=lambda state: state.idle_for + state.upcoming_sleep > patience.waits or not patience.waits,
        before_sleep=_log_fault,
        reraise=True,
    )
    try:
        return await retrying(_try, call, patience, gate)
    except discord.HTTPException as error:
        raise Unreachable(str(error)) if fault_of(error) else _meaning(error) from error
    except (discord.RateLimited, aiohttp.ClientError, OSError) as error:
        raise Unreachable(repr(error)) from error


def _error(state: RetryCallState) -> BaseException:
    assert state.outcome is not None  # noqa: S101 - there is one after a try
    error = state.outcome.exception()
    assert error is not None  # noqa: S101 - only errors are tried again
    return error


def _log_fault(state: RetryCallState) -> None:
    error = _error(state)
    fault = fault_of(error)
    name = fault.name if fault else ""
    log.info("Discord: %s (%r); the next try is in %.1f s", name, error, state.upcoming_sleep)


def _meaning(error: discord.HTTPException) -> SendError:
    if error.code in _TOKEN_EXPIRED or error.status == 401:
        return TokenExpired(error.code)
    if error.status == 404:
        return MessageGone(str(error))
    return NotAllowed(str(error)) if error.status == 403 else Rejected(str(error))


_limit: ContextVar[tuple[asyncio.Timeout, float] | None] = ContextVar("limit", default=None)
"""The time limit of the try under way, and its seconds."""


async def _try(call: Callable[[], Awaitable[_Result]], patience: Patience, gate: Gate | None) -> _Result:
    """One try. The limit is there for a connection that hangs, not for discord.py's sleep in a rate limit."""
    if gate is not None:
        await gate.wait(patience.waits)
    async with asyncio.timeout(patience.answer) as limit:
        token = _limit.set((limit, patience.answer))
        try:
            return await call()
        except Exception as error:
            if gate is not None:
                gate.close(error)
            raise
        finally:
            _limit.reset(token)


def rate_limit_trace() -> aiohttp.TraceConfig:
    """For `discord.Client(http_trace=…)`: a rate limit moves the time limit of the try that met it.

    Cancelling discord.py in its sleep would ask the route again too early, and in a global rate limit no call
    would ever get through again: only the one that sleeps opens that gate.
    """
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_move_limit)
    return trace


async def _move_limit(
    _: aiohttp.ClientSession, __: SimpleNamespace, request: aiohttp.TraceRequestEndParams
) -> None:
    now: Any = _limit.get()
    wait = _seconds(request.response.headers.get("Retry-After"))
    if now is not None and request.response.status == 429 and wait is not None:
        limit, seconds = now
        limit.reschedule(asyncio.get_running_loop().time() + wait + seconds)
