"""Whole messages, without their buttons: what `discord.py` takes to send or edit one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import discord

from bot.history import Entry
from bot.markdown import one_line
from bot.requests.renditions import Rendition
from bot.views.embeds import set_embed, tune_embed
from bot.views.files import message_files, tune_files
from bot.views.text import plain, tunes
from generator.file_names import slug
from generator.tune import Rendering

CONTENT_LENGTH = 2000
FIELD_LENGTH = 1024


def tune_message(
    entry: Entry, rendering: Rendering, largest: int, *, players: str, notes: Sequence[str] = ()
) -> dict[str, Any]:
    """A tune. `largest`: bytes that a file may have there. `players`: who plays it.

    `notes`: more lines to say, as markdown.
    """
    files, left_out = tune_files(entry, rendering, largest=largest)
    embed = tune_embed(entry, players=players)
    said = [*notes, *rendering.notices, *filter(None, [left_out])]
    content = "\n".join(said)[:CONTENT_LENGTH] or None
    return {"content": content, "embed": embed, "attachments": files}


def rendition_message(
    entry: Entry, rendition: Rendition, rendering: Rendering, largest: int
) -> dict[str, Any]:
    """A rendition of a tune. `largest`: bytes that a file may have there."""
    files, left_out = tune_files(entry, rendering, rendition=rendition, largest=largest)
    text = " ".join(filter(None, (rendition.description, *rendering.notices, left_out)))[:CONTENT_LENGTH]
    return {"content": text or None, "attachments": files}


def set_message(
    entries: Sequence[Entry], times: int, rendering: Rendering, largest: int, *, players: str
) -> dict[str, Any]:
    """A set of tunes, each played so many times. `largest`: bytes that a file may have there."""
    stem = slug("lilt set " + " ".join(str(entry.id) for entry in entries))
    embed = set_embed(entries, times, rendering, players=players)
    alt_text = "Sheet music of " + ", ".join(one_line(entry.tune.title) for entry in entries)
    return with_files(embed, rendering, largest, stem=stem, alt_text=alt_text)


def with_files(
    embed: discord.Embed, rendering: Rendering, largest: int, *, stem: str, alt_text: str
) -> dict[str, Any]:
    """A message with this embed, the recording and the sheet music, as far as they are not too large."""
    files, left_out = message_files(stem, rendering, alt_text=alt_text, largest=largest)
    if said := " ".join(filter(None, (*rendering.notices, left_out))):
        embed.add_field(name="Left out", value=said[:FIELD_LENGTH])
    return {"embed": embed, "attachments": files}


def tunebook_message(
    title: str, count: int, rendering: Rendering, largest: int, *, left_out: str = ""
) -> dict[str, Any]:
    """A book of `count` tunes as PDF and ABC. `largest`: bytes that a file may have there.

    `left_out`: a sentence about tunes that are not in it.
    """
    stem = slug(f"lilt tunebook {title}")
    fitting = [ending for ending in ("pdf", "abc") if len(rendering.files[ending]) <= largest]
    files = [discord.File(io.BytesIO(rendering.files[ending]), f"{stem}.{ending}") for ending in fitting]
    sentences = [f"**{plain(title)}**: {tunes(count)}, to print and as ABC.", left_out]
    for ending in ("pdf", "abc"):
        if ending not in fitting:
            sentences.append(f"The {ending.upper()} is too large to send here.")
    return {"content": " ".join(filter(None, sentences)), "attachments": files}
