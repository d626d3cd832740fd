"""The tunes that have a phrase, as an embed. Titles and what people typed are data: markdown is escaped."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from bot.history import MOST_FOUND
from bot.history.melodies.index import MOST_CANDIDATES
from bot.markdown import escaped
from bot.requests.phrases import KEYS, Found, FoundTune
from bot.views.embeds import COLOUR, numbered, plain_facts
from bot.views.text import TITLE_IN_LIST, plain
from generator.library import InPrint, PrintedTune
from generator.library.printed_collections import collection_of

HOW = "In any key; a note that is repeated counts once"
WHY_THIS_KEY = f"without the option key, {', '.join(KEYS[:-1])} and {KEYS[-1]} are tried until a tune fits"
UNTITLED = "untitled"
MOST_NOTICES = 3
"""Sentences about what was left out of the notes."""
_PLACE_LENGTH = 60


def found_embed(notes: str, found: Found) -> discord.Embed:
    """The tunes of the history with their numbers, then the printed ones."""
    embed = discord.Embed(title=f"Tunes with “{plain(notes)}”", colour=COLOUR)
    left_out = [escaped(one) for one in found.left_out[:MOST_NOTICES]]
    embed.description = "\n".join([*left_out, *_tunes(found), "", *_printed(found)])
    notices = [
        HOW,
        *([WHY_THIS_KEY] if found.tried else []),
        *([] if found.complete else ["older tunes are still being added to the index"]),
    ]
    embed.set_footer(text=" · ".join([*notices, *(["/tune plays one"] if found.tunes else [])]))
    return embed


def _tunes(found: Found) -> Iterator[str]:
    if not found.tunes:
        yield "No tune here has these notes."
        return
    count = f"more than {MOST_CANDIDATES - 1}" if found.count >= MOST_CANDIDATES else str(found.count)
    yield _heading("Tunes here", found.key, len(found.tunes), count)
    yield from map(_line, found.tunes)


def _line(one: FoundTune) -> str:
    where = () if one.bar is None else (f"bar {one.bar}",)
    rhythm = ("same rhythm",) if one.same_rhythm else ()
    return " · ".join((numbered(one.entry), *plain_facts(one.entry), *where, *rhythm))


def _printed(found: Found) -> Iterator[str]:
    match found.printed:
        case None:
            yield "The printed tunes cannot be searched now."
        case InPrint(searched=0):
            yield "There are no printed tunes to search."
        case InPrint(count=0):
            yield "No printed tune has these notes."
        case InPrint(tunes=tunes, count=count):
            shown = tunes[:MOST_FOUND]
            yield _heading("Printed tunes", found.printed_key, len(shown), str(count))
            yield from map(_printed_line, shown)


def _printed_line(tune: PrintedTune) -> str:
    place = plain(collection_of(tune.place), _PLACE_LENGTH)
    title = f"*{plain(tune.title, TITLE_IN_LIST)}*" if tune.title else UNTITLED
    return f"{title} · {place}"


def _heading(what: str, key: str, shown: int, count: str) -> str:
    more = "" if count == str(shown) else f", {shown} of {count}"
    return f"{what}, your notes read in {plain(key)}{more}:"
