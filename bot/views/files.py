"""The files of a tune for a message: their names, their alt texts, and which of them it has no room for."""

from __future__ import annotations

import io

import discord

from bot.history import Entry
from bot.markdown import one_line
from bot.requests.renditions import Rendition
from bot.views.text import TITLE_LENGTH, facts
from generator.cutting import cut
from generator.file_names import slug, stem_with
from generator.tune import Rendering, Tune

MOST_FILES = 10
"""Of a message."""
ALT_TEXT_LENGTH = 1024

_INSTEAD = {
    "mp3": "the menu *More* has the tune as ABC and MIDI",
    "png": "the menu *More* has the tune as ABC",
    "wav": "the MP3 sounds the same",
}
"""What to use in place of a file that is too large."""


def file_stem(entry: Entry, suffix: str = "") -> str:
    """ "lilt-12-jig-in-d-major": letters, digits and hyphens only."""
    return stem_with(slug(f"lilt {entry.id} {entry.tune.title}"), suffix)


def tune_files(
    entry: Entry, rendering: Rendering, *, rendition: Rendition | None = None, largest: int
) -> tuple[list[discord.File], str | None]:
    """The files of a tune or a rendition of it, and a sentence about those that are left out, if any are.

    `largest`: the bytes that a file may have there.
    """
    stem = file_stem(entry, "" if rendition is None else rendition.suffix)
    alt_text = _alt_text(entry.tune if rendition is None else rendition.tune)
    return message_files(stem, rendering, alt_text=alt_text, largest=largest)


def message_files(
    stem: str, rendering: Rendering, *, alt_text: str, largest: int
) -> tuple[list[discord.File], str | None]:
    """The files that a message has room for, and a sentence about those that are left out, if any are.

    The pages of the sheet music are attachments of their own, which Discord shows larger than the picture
    of an embed.
    """
    made = rendering.named(stem)
    fitting = {name: data for name, data in made.items() if len(data) <= largest}
    sent = dict(list(fitting.items())[:MOST_FILES])
    pages = [name for name in made if name.endswith(".png")]
    files = [
        discord.File(
            io.BytesIO(data),
            filename=name,
            description=_of_page(alt_text, pages.index(name) + 1, len(pages)) if name in pages else None,
        )
        for name, data in sent.items()
    ]
    said = [_too_large(name, data, largest) for name, data in made.items() if name not in fitting]
    if len(sent) < len(fitting):
        said.append(_no_room(len(fitting) - len(sent)))
    return files, " ".join(dict.fromkeys(said)) or None


def _too_large(name: str, data: bytes, largest: int) -> str:
    ending = name.rpartition(".")[2]
    instead = f"; {_INSTEAD[ending]}" if ending in _INSTEAD else ""
    sizes = f"{len(data) / 2**20:.1f} MB, and the limit here is {largest / 2**20:.0f} MB"
    return f"The {ending.upper()} is too large to send ({sizes}){instead}."


def _no_room(count: int) -> str:
    pages = "last page" if count == 1 else f"last {count} pages"
    return f"The {pages} of the sheet music had no room in one message; {_INSTEAD['png']}."


def _of_page(alt_text: str, number: int, count: int) -> str:
    page = f", page {number} of {count}" if count > 1 else ""
    return alt_text[: ALT_TEXT_LENGTH - len(page)] + page


def _alt_text(tune: Tune) -> str:
    """The score for people who cannot see it. Discord shows such a text as it is, without markdown."""
    request = tune.request
    title = cut(one_line(tune.title), TITLE_LENGTH)
    tablature = f"tablature for {request.tab}" if request.tab else None
    known = (*facts(request), request.meter, request.parts, tablature)
    return f"Sheet music of {title}: {', '.join(fact for fact in known if fact)}"
