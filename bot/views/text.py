"""Small pieces of text that several messages share. What people or the model wrote is data here."""

from __future__ import annotations

from bot.history import Entry
from bot.markdown import escaped, one_line
from generator.cutting import cut
from generator.notation.theory import Key
from generator.request import ComposeRequest

TITLE_LENGTH = 80
TITLE_IN_LIST = 60


def plain(text: str, limit: int = TITLE_LENGTH) -> str:
    """Markdown that shows the text as it is written, on one line, cut to `limit` characters."""
    return escaped(cut(one_line(text), limit))


def posted(entry: Entry, user_name: str) -> str:
    """ "**#12** Beyond Aberreagh · posted by ann", above what somebody made of a tune."""
    return f"**#{entry.id}** {plain(entry.tune.title)} · posted by {plain(user_name)}"


def key_name(request: ComposeRequest) -> str:
    """ "D major"; what is missing is left out."""
    if request.key and request.mode:
        return Key(request.key, request.mode).name
    return request.key or ""


def tunes(count: int) -> str:
    """ "one tune", "2 tunes"."""
    return "one tune" if count == 1 else f"{count} tunes"


def facts(request: ComposeRequest) -> tuple[str, ...]:
    """The type and the key, as far as they are known, as plain text."""
    return tuple(one_line(fact) for fact in (request.type, key_name(request)) if fact)
