"""The bot's errors, and the sentence that a person reads for each. Knows no command and no button.

LiltError                      its own sentence
├── EngineHangs                the process has to end, and a new one goes on
├── SeveralMistakes            several fields of a form are not possible
├── TuneNotFound               there is no such tune, or none that this person may see here
└── NotHere                    it cannot be done in this place or by this person
SendError                      a call to Discord that failed for good (`transport.retry`)
├── Unreachable                Discord did not answer for too long
│   └── Unconfirmed            and it may have done what it was asked
├── TokenExpired               the interaction's fifteen minutes are over
├── MessageGone                the message, or its channel, was deleted
│   └── NeverAnswered          or there never was one
└── NotAllowed                 Lilt lacks a permission there
    └── Rejected               Discord rejects what Lilt sent
CommandNotFound and CommandSignatureMismatch of discord.py    the command list of a client is out of date
sqlite3.Error                  the database cannot be used; the log says which fault it is
everything else                a reference; the log says under it what happened

Nobody ever reads the text of another exception.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

from discord import app_commands

from bot.history.sqlite_errors import fault
from bot.markdown import escaped
from generator.errors import BadRequest, LiltError

log = logging.getLogger(__name__)

_LONGEST = 2000
"""Characters of a message at Discord."""
MESSAGE_GONE = "That message no longer exists; its tune is in `/history`."
NOT_ALLOWED = "I cannot do that here; I need the permissions Send Messages, Embed Links and Attach Files."


class SeveralMistakes(LiltError):
    """Several fields of a form whose values are not possible; each has its sentence."""

    def __init__(self, mistakes: Sequence[BadRequest]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)


class TuneNotFound(LiltError):
    """There is no such tune, or none that may be seen here."""

    def __init__(self, tune_id: int) -> None:
        super().__init__(f"There is no tune #{tune_id} here; `/history` lists the tunes that there are.")
        self.tune_id = tune_id


class EngineHangs(LiltError):
    """The engine hangs and cannot be ended; only a new process helps."""

    def __init__(self) -> None:
        super().__init__("The composer hangs; Lilt ends so that it can be started again.")


class NotHere(LiltError):
    """Something that cannot be done in this place or by this person."""


class SendError(Exception):
    """A call to Discord that failed for good."""


class Unreachable(SendError):
    """Discord did not answer, or was too busy, for as long as the caller was ready to wait."""


class Unconfirmed(Unreachable):
    """A try may have arrived, but Discord did not confirm it."""


class TokenExpired(SendError):
    """The interaction's fifteen minutes are over. `code` is Discord's."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the interaction's token has expired ({code})")
        self.code = code


class MessageGone(SendError):
    """The message, or the channel that it was in, was deleted."""


class NeverAnswered(MessageGone):
    """The user never saw that the request was accepted."""


class NotAllowed(SendError):
    """Lilt lacks a permission there."""


class Rejected(NotAllowed):
    """Discord rejects what Lilt sent, such as a message that is too large."""


def sentence(error: BaseException) -> str:
    """What a person reads about an error. Logs the unexpected ones."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    match error:
        case BadRequest():  # quotes what a person typed
            return _short(escaped(str(error)))
        case SeveralMistakes():
            return _short("\n".join(escaped(str(one)) for one in error.mistakes))
        case LiltError():
            return _short(str(error))
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "This command has changed; please reload Discord and try again."
        case MessageGone():
            return MESSAGE_GONE
        case Rejected():
            return _logged(error)
        case NotAllowed():
            return NOT_ALLOWED
        case _:
            return _logged(error)


def _short(text: str) -> str:
    """The sentence, cut where Discord would not take it: one that a worker sends may be longer."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _logged(error: BaseException) -> str:
    """A sentence with a reference, under which the log has the error."""
    reference = secrets.token_hex(3)
    broken = fault(error)
    log.error("reference %s", reference, exc_info=error, extra={"reference": reference, "fault": broken})
    if broken:
        return f"My database cannot be used at the moment (reference {reference}); please try again later."
    return f"Something went wrong on my side (reference {reference}); please try again."
