"""Reads ABC that a user wrote, as a tune for the history. Knows nothing of Discord or rendering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.history import BY_HAND
from bot.markdown import escaped, one_line, visible
from generator.compose.arranging import arrange
from generator.compose.blocklist import is_blocked
from generator.compose.titles import title_for
from generator.cutting import cut
from generator.errors import BadRequest, LiltError, NotationError
from generator.instruments import DEFAULT_INSTRUMENT, INSTRUMENTS
from generator.notation.melody import Melody
from generator.notation.reading.books.book import Book, BookTune, whole_book
from generator.notation.reading.reader import read_abc
from generator.notation.tune_types import beat_of
from generator.request import SOURCE_LENGTH, ComposeRequest
from generator.tabs import NO_TAB
from generator.tune import Tune

LONGEST = SOURCE_LENGTH
"""Characters of a tune: as many as fit into a form, and as can be varied."""
TITLE_LENGTH = 80
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters. In fields they are replaced by spaces."""
_WORDS = re.compile(r"[\w' -]+")
_QUOTE_OF_ALL = ">>> "
_WINDOW = 60
"""Characters of a line that are shown around an error."""


class Unreadable(LiltError):
    """ABC that cannot be read: a sentence, and the line, if anything is on it, with a mark under the place.

    `sentence`: it alone, as it was before markdown.
    """

    def __init__(self, error: NotationError, tune: BookTune) -> None:
        where = tune.in_file(error)
        line = tune.text.split("\n")[error.line - 1]
        self.sentence = str(where)
        pointed = f"\n{_pointed(line, error.column)}" if line.strip() else ""
        super().__init__(escaped(self.sentence) + pointed)
        self.line, self.column = where.line, error.column


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How a tune is to be played; what is None stays as written, or is the usual.

    `usual_instrument`: the server's; where that cannot play the tune in the key, another one does.
    """

    instrument: str | None = None
    backing: str | None = None
    tempo: int | None = None
    times: int | None = None
    key: str | None = None
    simplify: bool = False
    tab: str | None = None
    usual_instrument: str | None = None

    @property
    def first_instrument(self) -> str:
        """The one that plays the tune if it can."""
        return self.instrument or self.usual_instrument or DEFAULT_INSTRUMENT


def book_in(text: str) -> Book:
    """The tunes of a text, at least one."""
    return whole_book(text)


def printable(text: str) -> str:
    """With blanks for control characters, which neither a chat nor a form can hold."""
    return _CONTROL.sub(" ", text)


def read_user_abc(tune: BookTune, playing: RenderOptions) -> tuple[ComposeRequest, Tune]:
    """A request for tunes like this one, and the tune for the history, with the tempo at which it is played.

    Raises Unreadable or BadRequest.
    """
    abc = printable(tune.text)
    if len(abc) > LONGEST:
        raise BadRequest("ABC", f"a tune of {len(abc)} characters", f"the limit is {LONGEST}")
    try:
        read_abc(tune.text)  # a control character in the music is refused, as anywhere
        melody = read_abc(abc)
    except NotationError as error:
        raise Unreadable(error, tune) from None
    title = shown_title(melody.title) or title_for(abc)  # as it was sent: the same in any key
    instrument, abc = _arranged(abc, playing)
    melody = read_abc(abc)
    options = {"backing": playing.backing, "tempo": playing.tempo, "times": playing.times}
    options["tab"] = None if playing.tab == NO_TAB else playing.tab
    request = _request({"instrument": instrument, **options}, _facts(melody))
    played = request if request.tempo else request.with_facts({"tempo": own_tempo(melody)})
    made = Tune(request=played, title=title, abc=_titled(abc, title), model=BY_HAND)
    return request, made.renamed(title)


def _arranged(abc: str, playing: RenderOptions) -> tuple[str, str]:
    """The instrument that plays the tune, and the tune as it plays it. Raises BadRequest."""
    usual = (playing.first_instrument, DEFAULT_INSTRUMENT, *INSTRUMENTS)
    for instrument in usual if playing.instrument is None else (playing.instrument,):
        try:
            return instrument, arrange(abc, instrument=instrument, key=playing.key, easier=playing.simplify)
        except BadRequest as error:
            if error.option != "instrument" or playing.instrument is not None:
                raise
    raise BadRequest("key", playing.key, "no instrument can play this tune in it")


def _facts(melody: Melody) -> dict[str, Any]:
    return {
        "type": _first_type(melody.rhythm),
        "key": melody.key.tonic,
        "mode": melody.key.mode,
        "meter": melody.meter.name,
    }


def _first_type(rhythm: str) -> str | None:
    """ "jig" of "jig, double" and "hornpipe (dotted)", which no request can name as they are."""
    words = _WORDS.match(rhythm)
    return words[0].strip() if words else None


def own_tempo(melody: Melody) -> int:
    """That of its Q: field, else what is usual for its type."""
    return (melody.tempo or beat_of(melody.rhythm, melody.meter))[1]


def _request(given: dict[str, Any], facts: dict[str, Any]) -> ComposeRequest:
    """A request with what was `given` and, of the facts, those that a request can have.

    Raises BadRequest for what was given.
    """
    request = ComposeRequest.from_json({name: value for name, value in given.items() if value is not None})
    return request.with_facts(facts)


def shown_title(title: str) -> str:
    """A title that a user wrote, on one line; "" for none, and for one that is not repeated."""
    title = cut(one_line(printable(title)), TITLE_LENGTH)
    return "" if is_blocked(title) else title


def said_of_title(title: str) -> list[str]:
    """That a title is cut, if it is; in the ABC too, from which everything else is made."""
    length = len(one_line(printable(title)))
    said = f"The title has {length} characters, and the limit is {TITLE_LENGTH}; it is cut, in the ABC too."
    return [said] if length > TITLE_LENGTH else []


def _titled(abc: str, title: str) -> str:
    """With a T: field after the X: field, where there was none."""
    if any(line.startswith("T:") for line in abc.splitlines()):
        return abc
    number, _, rest = abc.partition("\n") if abc.startswith("X:") else ("X:1", "", abc)
    return f"{number.rstrip()}\nT:{title}\n{rest}"


def _pointed(line: str, column: int) -> str:
    """The part of a line around a column, with a mark under it, as Discord shows code."""
    start = max(0, column - 1 - _WINDOW // 2)
    shown = "".join(sign if sign.isprintable() else " " for sign in line[start : start + _WINDOW])
    mark = " " * len(visible(shown[: column - 1 - start])) + "^"
    return "```\n" + visible(shown).replace("`", "'") + "\n" + mark + "\n```"
