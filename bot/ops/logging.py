"""The log: one line of key=value for each record, for journald, docker and grep, without secrets.

    time=2026-11-24T21:57:05.123Z level=warning logger=bot.orders.service job=123 user=456 message="…"

`about` adds keys, such as the job, to every record of the current task, also to those of libraries. A
traceback is a value too, `error`, with its line ends escaped: text that users type cannot begin a new line.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

from bot.ops.redaction import redactor

_BARE = re.compile(r"[^\s\"=\\\x00-\x1f\x7f]+")
_WORD = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}

_context: ContextVar[Mapping[str, object]] = ContextVar("about")

log = logging.getLogger(__name__)


def about(**keys: object) -> None:
    """Add these keys to every record of this task from now on; None is left out."""
    merged = {**_context.get({}), **keys}
    _context.set({name: value for name, value in merged.items() if value is not None})


class KeyValueFormatter(logging.Formatter):
    """Formats a record as one line; `extra=` of the logging call becomes keys."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        fields: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **_context.get({}),
            **{name: value for name, value in vars(record).items() if name not in _STANDARD},
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            fields["error"] = self.formatException(record.exc_info)
        if record.stack_info:
            fields["stack"] = self.formatStack(record.stack_info)
        return " ".join(f"{_key(name)}={self._value(value)}" for name, value in fields.items())

    def _value(self, value: object) -> str:
        text = self._redact(str(value))
        if _BARE.fullmatch(text) and text.isprintable():
            return text
        return "".join(map(_shown, json.dumps(text, ensure_ascii=False)))


def _key(name: str) -> str:
    """The name itself, or as a value would be written if it is no plain word."""
    return name if _WORD.fullmatch(name) else "".join(map(_shown, json.dumps(name, ensure_ascii=False)))


def _shown(character: str) -> str:
    """The character, or its escape in JSON if a terminal or a log viewer would obey it instead of showing it.

    These are the controls, line separators such as U+2028, and those that turn the writing around.
    """
    return character if character.isprintable() else json.dumps(character)[1:-1]


def handler(token: str | None) -> logging.Handler:
    """A handler that writes to standard error, without the token."""
    stream = logging.StreamHandler()
    stream.setFormatter(KeyValueFormatter(redactor(token)))
    return stream


def set_up(level: str, token: str | None) -> None:
    """Log everything in this process this way, also warnings and uncaught exceptions."""
    logging.basicConfig(level=level, handlers=[handler(token)])
    logging.getLogger("aiosqlite").setLevel(logging.INFO)  # at DEBUG it repeats every row that is written
    logging.getLogger("discord.state").setLevel(logging.ERROR)  # warns of the intents that Lilt does not need
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda thread: _uncaught(thread.exc_type, thread.exc_value, thread.exc_traceback)


def _uncaught(
    kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None
) -> None:
    log.critical("uncaught exception", exc_info=(kind, error or kind(), traceback))
