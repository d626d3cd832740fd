"""The exit codes of `python -m bot`, and the sentence for each error.

0   the command succeeded, or the bot was stopped
1   the command cannot do this (Refused), or the bot is not healthy
2   there is no such command or option
69  Discord cannot be reached; a bot that runs goes on trying instead, as long as that can help
70  the engine hung; the bot has ended so that it can be started again
78  a setting is wrong, or the bot cannot start in this state
"""

from __future__ import annotations

import logging
import sqlite3

import aiohttp
import discord

from bot.errors import EngineHangs, SendError
from bot.history.sqlite_errors import UNREADABLE, fault
from bot.ops.last_exit import EX_SOFTWARE
from generator.errors import LiltError

EX_REFUSED, EX_UNAVAILABLE, EX_CONFIG = 1, 69, 78

log = logging.getLogger(__name__)

EXPECTED = (LiltError, SendError, sqlite3.Error, discord.DiscordException, aiohttp.ClientError)
"""The errors that `ending` has a sentence for."""

_TOKEN = "Discord does not accept DISCORD_TOKEN; please check or reset it."  # noqa: S105 - a sentence
_INTENTS = "Discord does not grant Lilt its intents; please check the page Bot on the developer portal."
_CLOSED = {4004: _TOKEN, 4013: _INTENTS, 4014: _INTENTS}
"""The gateway's close codes after which connecting again does not help."""


class Refused(LiltError):
    """A command that cannot do this. The sentence says why."""


def ending(error: Exception) -> tuple[str, int]:
    """The sentence and the exit code for an error, one of EXPECTED."""
    match error:
        case Refused():
            return str(error), EX_REFUSED
        case EngineHangs():
            return str(error), EX_SOFTWARE
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
            return "Discord cannot be reached; LILT_LOG=DEBUG shows why.", EX_UNAVAILABLE
