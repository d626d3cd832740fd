"""The retry policy of every call to Discord: which fault is tried again, after which wait, and for how long.

    fault                      wait before the next try      tried again as long as
    -------------------------  ----------------------------  ----------------------------------------
    rate limit (429)           what Retry-After says         the waits fit into the caller's Patience
    server error (5xx), and    10, 20, 40, 60, 60 … s        the same
    what is not Discord's
    no answer, no connection   0.5, 1, 2, 4 … 30, 30 … s     the same
    an error with its code     -                             never: TokenExpired, MessageGone, NotAllowed

Only an error with one of Discord's codes is Discord's word: a 404 or 403 without one comes from a proxy, and
so does a 200 with something else than the answer. Before a 5xx arrives here, discord.py 2.7.1 has asked five
times within 25 s, except after a 503 on a bot's routes, which it raises at once.

Only for calls that may be made twice without harm. Raises a SendError where it gives up.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import aiohttp
import discord
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from bot.errors import MessageGone, NotAllowed, Rejected, SendError, TokenExpired, Unreachable
from bot.transport.attempts import Garbled, one_try, seconds_in

log = logging.getLogger(__name__)

LONGEST_SLEEP = 30.0
"""Seconds. discord.py waits up to this for the requests that a route has left (`max_ratelimit_timeout`)."""

_PASSING = (0, 40062, 40333, 110001, 130000)
"""Discord's codes for no code, and for what another try may overcome: a service that is overloaded or not yet
available, Cloudflare in front of it."""
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
GARBLED = Fault("an answer that is not Discord's", 10.0, 60.0)
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
        case discord.HTTPException(code=code) if code in _PASSING or not isinstance(code, int):
            return GARBLED
        case Garbled():
            return GARBLED
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
    return wait_after_tries(fault, tries)


def wait_after_tries(fault: Fault, tries: int) -> float:
    """Seconds until the next try after `tries` that met this fault."""
    doublings = min(tries - 1, _MOST_DOUBLINGS)
    return min(fault.first * 2.0**doublings, fault.longest)


def retry_after(error: BaseException) -> float | None:
    """The seconds that Discord, or Cloudflare in front of it, says to wait; None where they say nothing."""
    if isinstance(error, discord.RateLimited):
        return error.retry_after
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    return seconds_in(headers.get("Retry-After"))


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
    call: Callable[[], Awaitable[_Result]],
    patience: Patience,
    gate: Gate | None = None,
    *,
    level: int = logging.INFO,
) -> _Result:
    """What `call` returns, tried as the table says. Raises SendError, and what else `call` raises.

    Calls of the same route that are sent one after the other share a `gate`. `level`: at which each fault is
    logged.
    """
    retrying = AsyncRetrying(
        retry=retry_if_exception(lambda error: fault_of(error) is not None),
        wait=lambda state: wait_after(_error(state), state.attempt_number),
        stop=lambda state: state.idle_for + state.upcoming_sleep > patience.waits or not patience.waits,
        before_sleep=partial(_log_fault, level),
        reraise=True,
    )
    try:
        return await retrying(_try, call, patience, gate)
    except discord.HTTPException as error:
        raise Unreachable(str(error)) if fault_of(error) else _meaning(error) from error
    except (Garbled, discord.RateLimited, aiohttp.ClientError, OSError) as error:
        raise Unreachable(repr(error)) from error


def _error(state: RetryCallState) -> BaseException:
    assert state.outcome is not None  # noqa: S101 - there is one after a try
    error = state.outcome.exception()
    assert error is not None  # noqa: S101 - only errors are tried again
    return error


def _log_fault(level: int, state: RetryCallState) -> None:
    error = _error(state)
    fault = fault_of(error)
    name = fault.name if fault else ""
    log.log(level, "Discord: %s (%.200r); the next try is in %.1f s", name, error, state.upcoming_sleep)


def _meaning(error: discord.HTTPException) -> SendError:
    if error.code in _TOKEN_EXPIRED or error.status == 401:
        return TokenExpired(error.code)
    if error.status == 404:
        return MessageGone(str(error))
    return NotAllowed(str(error)) if error.status == 403 else Rejected(str(error))


async def _try(call: Callable[[], Awaitable[_Result]], patience: Patience, gate: Gate | None) -> _Result:
    if gate is not None:
        await gate.wait(patience.waits)
    try:
        async with one_try(patience.answer):
            return await call()
    except Exception as error:
        if gate is not None:
            gate.close(error)
        raise
