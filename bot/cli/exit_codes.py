"""How `python -m bot` ends: the exit code and the sentence of everything that can go wrong.

0   it was done, or the bot was stopped
1   what was asked of a command cannot be done (Refused)
2   nobody knows such a command
69  Discord cannot be reached
78  something is set wrong, or is in no state to start with
"""

from __future__ import annotations

import logging
import sqlite3

import aiohttp
import discord

from bot.history.sqlite_errors import UNREADABLE, fault
from generator.errors import LiltError

EX_UNAVAILABLE, EX_CONFIG = 69, 78

log = logging.getLogger(__name__)

EXPECTED = (LiltError, sqlite3.Error, discord.DiscordException, aiohttp.ClientError)
"""What `ending` has a sentence for."""

_TOKEN = "Discord does not accept DISCORD_TOKEN; please check or reset it."  # noqa: S105 - a sentence
_INTENTS = "Discord does not grant Lilt its intents; please look at the page Bot of the developer portal."
_TOO_LARGE = "Discord wants a bot in so many servers to run in shards, which Lilt cannot yet."
_CLOSED = {4004: _TOKEN, 4013: _INTENTS, 4014: _INTENTS, 4011: _TOO_LARGE}
"""Close codes of the gateway after which it is no use to try again."""


class Refused(LiltError):
    """A command that cannot do what was asked of it."""


def ending(error: Exception) -> tuple[str, int]:
    """The sentence and the exit code for one of EXPECTED."""
    match error:
        case Refused():
            return str(error), 1
        case LiltError():
            return str(error), EX_CONFIG
        case sqlite3.Error():
            log.debug("the database failed", exc_info=error)
            return fault(error) or UNREADABLE, EX_CONFIG
        case discord.LoginFailure():
            return _TOKEN, EX_CONFIG
        case discord.PrivilegedIntentsRequired():
            return _INTENTS, EX_CONFIG
        case discord.ConnectionClosed(code=int(code)) if code in _CLOSED:
            return _CLOSED[code], EX_CONFIG
        case _:
            log.debug("the start failed", exc_info=error)
            return "Discord cannot be reached; LILT_LOG=DEBUG tells more.", EX_UNAVAILABLE
