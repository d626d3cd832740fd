"""The files of a tune for a message: their names, their alt texts, and which of them are too large for it."""

from __future__ import annotations

import io

import discord

from bot.history import Entry
from bot.markdown import one_line
from bot.views.text import TITLE_LENGTH, facts
from generator.tune import FORMATS, Rendering, slug

_INSTEAD = {
    "mp3": "the menu *More* has the tune as ABC and MIDI",
    "png": "the menu *More* has the tune as ABC",
    "wav": "the MP3 sounds the same",
}
"""What to use in place of a file that is too large."""


def file_stem(entry: Entry, suffix: str = "") -> str:
    """ "lilt-12-jig-in-d-major": letters, digits and hyphens only."""
    return "-".join(filter(None, (slug(f"lilt {entry.id} {entry.tune.title}"), suffix and slug(suffix))))


def tune_files(
    entry: Entry, rendering: Rendering, *, suffix: str = "", largest: int
) -> tuple[list[discord.File], str | None]:
    """The files of at most `largest` bytes, and a sentence about those that are left out, if any are."""
    made = {ending: rendering.files[ending] for ending in FORMATS if ending in rendering.files}
    fitting = {ending: data for ending, data in made.items() if len(data) <= largest}
    files = [
        discord.File(
            io.BytesIO(data),
            filename=f"{file_stem(entry, suffix)}.{ending}",
            description=_alt_text(entry) if ending == "png" else None,
        )
        for ending, data in fitting.items()
    ]
    missing = [_left_out(ending, data, largest) for ending, data in made.items() if ending not in fitting]
    return files, " ".join(missing) or None


def _left_out(ending: str, data: bytes, largest: int) -> str:
    instead = f"; {_INSTEAD[ending]}" if ending in _INSTEAD else ""
    sizes = f"{len(data) / 2**20:.1f} MB, and the limit here is {largest / 2**20:.0f} MB"
    return f"The {ending.upper()} is too large to send ({sizes}){instead}."


def _alt_text(entry: Entry) -> str:
    """The score for people who cannot see it. Discord shows such a text as it is, without markdown."""
    request = entry.tune.request
    title = one_line(entry.tune.title)[:TITLE_LENGTH]
    known = (*facts(request), request.meter, request.parts)
    return f"Sheet music of {title}: {', '.join(fact for fact in known if fact)}"
