"""How a tune is played: on what, how fast, with which backing, how often. What it is stands in its ABC."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from generator.errors import BadRequest
from generator.instruments import BACKINGS, DEFAULT_INSTRUMENT, INSTRUMENTS, NO_BACKING
from generator.practice import Practice
from generator.tabs import tab_named

TEMPOS = (30, 300)
TIMES = (1, 4)
SHORTEST = 25.0
"""Seconds. A tune that would be over sooner is played twice, unless `times` or `plain` is given."""

MOST_SECONDS = 600
MOST_NOTES = 5000
"""More is refused: ABC such as `C99999` would fill the memory."""


def minutes_too_long(seconds: float) -> str:
    """How long what is over `MOST_SECONDS` lasts: "12 minutes"; just above it with seconds, "10:20"."""
    minutes, rest = divmod(ceil(seconds), 60)
    return f"{minutes}:{rest:02} minutes" if minutes == MOST_SECONDS // 60 else f"{seconds / 60:.0f} minutes"


HEARD = ("all", "melody", "backing")
"""Which players are heard."""

PAPERS = ("a4", "letter")
BOOK_LENGTH = 80
"""Characters of the title of a book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How a tune is played and printed.

    `tempo` counts the beats of `tune_types.beat_of` a minute; None: that of the Q: field, or the usual one.
    `backing` is one of `BACKINGS`; None: what a listener would choose for the instrument and type.
    `times`: how often the whole tune is played; None: once, or twice if it is short (`SHORTEST`).
    `plain`: exactly as written: once, no backing, no swing, no ornaments, onsets on the grid.
    `heard` is one of `HEARD`. `chords`: chord symbols in the ABC and above the staff.
    `tab`: the tablature under the staff, one of `TABS`; None: none.
    `paper` (of `PAPERS`) is that of a PDF; with `one_a_page` each tune in it begins a page. `book`: the title
    of the book that the tunes are, which has contents and is not played.
    `seed`: of all that players decide; None: from the notes.
    `practice`: a section again and again, to learn it.
    """

    instrument: str = DEFAULT_INSTRUMENT
    tempo: int | None = None
    backing: str | None = None
    times: int | None = None
    plain: bool = False
    heard: str = "all"
    chords: bool = True
    tab: str | None = None
    paper: str = "a4"
    book: str | None = None
    one_a_page: bool = False
    seed: int | None = None
    practice: Practice | None = None

    def __post_init__(self) -> None:
        check_instrument(self.instrument)
        if self.backing is not None:
            check_backing(self.backing)
        if self.tempo is not None:
            check_tempo(self.tempo)
        if self.times is not None:
            _check_number("times", self.times, TIMES)
        if self.heard not in HEARD:
            raise BadRequest("heard", self.heard, "it must be one of " + ", ".join(HEARD))
        backed = {"heard": self.heard == "backing", "backing": self.backing not in (None, NO_BACKING)}
        for name in (name for name, is_backed in backed.items() if self.plain and is_backed):
            raise BadRequest(name, getattr(self, name), "played plainly, a tune has no backing")
        for name in ("plain", "chords", "one_a_page"):
            if not isinstance(getattr(self, name), bool):
                raise BadRequest(name, getattr(self, name), "it must be true or false")
        self._check_print()
        self._check_practice()

    @property
    def practice_name(self) -> str:
        """For the name of a file: "practice part B x4 backing"; "" without a practice."""
        if self.practice is None:
            return ""
        return self.practice.name if self.heard == "all" else f"{self.practice.name} {self.heard}"

    def _check_print(self) -> None:
        if self.tab is not None:
            object.__setattr__(self, "tab", tab_named(self.tab))
        if self.paper not in PAPERS:
            raise BadRequest("paper", self.paper, "it must be one of " + ", ".join(PAPERS))
        if self.book is not None:
            _check_title(self.book)

    def _check_practice(self) -> None:
        if self.practice is None:
            return
        if not isinstance(self.practice, Practice):
            raise BadRequest("practice", self.practice, "it must say what is practised")
        if self.times is not None:
            raise BadRequest("times", self.times, "a practice says itself how often it is played")
        if self.practice.split and (self.plain or self.heard != "all" or self.backing == NO_BACKING):
            raise BadRequest("practice", "split", "it needs both the melody and a backing")


def check_instrument(name: Any) -> None:
    """Raises BadRequest."""
    if not isinstance(name, str) or name not in INSTRUMENTS:
        raise BadRequest("instrument", name, "it must be one of " + ", ".join(INSTRUMENTS))


def check_backing(name: Any) -> None:
    """Raises BadRequest."""
    if not isinstance(name, str) or name not in BACKINGS:
        raise BadRequest("backing", name, "it must be one of " + ", ".join(BACKINGS))


def _check_title(title: Any) -> None:
    if not isinstance(title, str) or not title.strip() or len(title) > BOOK_LENGTH:
        raise BadRequest("book", title, f"it must be a title of 1 to {BOOK_LENGTH} characters")


def check_tempo(value: Any) -> None:
    """Raises BadRequest."""
    _check_number("tempo", value, TEMPOS)


def _check_number(option: str, value: Any, limits: tuple[int, int]) -> None:
    low, high = limits
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadRequest(option, value, f"it must be a number from {low} to {high}")
