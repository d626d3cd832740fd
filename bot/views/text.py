"""Small pieces of text that several messages share. What people or the model wrote is data here."""

from __future__ import annotations

import discord

from generator.notation.theory import Key
from generator.tune import ComposeRequest

TITLE_LENGTH = 80
TITLE_IN_LIST = 60


def plain(text: str, limit: int = TITLE_LENGTH) -> str:
    """Text that shows as it is written, on one line: no markdown, no mentions."""
    line = one_line(text)
    short = line if len(line) <= limit else line[: limit - 1] + "…"
    return discord.utils.escape_mentions(discord.utils.escape_markdown(short, ignore_links=False))


def one_line(text: str) -> str:
    """Without line ends and runs of spaces."""
    return " ".join(text.split())


def key_name(request: ComposeRequest) -> str:
    """ "D major"; what is missing is left out."""
    if request.key and request.mode:
        return Key(request.key, request.mode).name
    return request.key or ""


def facts(request: ComposeRequest) -> tuple[str, ...]:
    """The type and the key, as far as they are known."""
    return tuple(fact for fact in (request.type, key_name(request)) if fact)
