"""One call to Discord until it gets through, or until it is clear that it will not.

discord.py tries again where Discord is busy (429, most of 5xx) and nowhere else. A connection that breaks, an
answer that does not come, a server that is not there: these are tried again here, with longer and longer
pauses. Only for what may be done twice without harm.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

log = logging.getLogger(__name__)

TRIES = 6
SECONDS = 60.0
"""In which an answer must come: a slow upload takes its time, a connection that hangs takes for ever."""

_EXPIRED = (50027, 10015)
"""Discord's codes for an interaction's token after its fifteen minutes."""

_Result = TypeVar("_Result")


class Unreachable(Exception):
    """Discord does not answer, or has no time for us."""


class Expired(Exception):
    """The interaction's fifteen minutes are over. `code` is Discord's."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the interaction's token is no good any more ({code})")
        self.code = code


class Gone(Exception):
    """Somebody has deleted the message, or the place where it was."""


class Forbidden(Exception):
    """Lilt may not do that there, or Discord does not take what it sent."""


async def sent(call: Callable[[], Awaitable[_Result]], pause: float, seconds: float = SECONDS) -> _Result:
    """What `call` gives. `pause`: seconds before the second try, twice as many before the third and so on.

    Raises Unreachable, Expired, Gone or Forbidden.
    """
    for number in range(TRIES):
        try:
            async with asyncio.timeout(seconds):
                return await call()
        except discord.HTTPException as error:
            if not _may_pass(error):
                raise _meaning(error) from error
            log.info("Discord has no time: %s", error)
        except (aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
            log.info("Discord did not answer: %r", error)
        if number + 1 < TRIES:
            await asyncio.sleep(pause * 2**number)
    raise Unreachable


def _may_pass(error: discord.HTTPException) -> bool:
    """Whether another time it may go well."""
    return error.status >= 500 or error.status == 429


def _meaning(error: discord.HTTPException) -> Exception:
    if error.code in _EXPIRED or error.status == 401:
        return Expired(error.code)
    return Gone(str(error)) if error.status == 404 else Forbidden(str(error))
