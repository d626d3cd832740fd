"""A book of tunes: a text of ABC as tunes that each can be read alone.

What the file's header says for all tunes is written into each of them (ABC 2.1, 2.2.3); every tune knows
which line of the file each of its lines is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from generator.errors import NotationError
from generator.notation.reading.books.heads import (
    BLANKS,
    FIELD,
    KEY,
    NO_FIELD,
    Line,
    is_blank,
    is_body,
    joined,
    letter,
)
from generator.notation.reading.books.mail import without_quoted_blank
from generator.notation.reading.books.surroundings import bare
from generator.notation.reading.values.text import plain_text

__all__ = [
    "Book",
    "BookTune",
    "Stray",
    "first_tune",
    "lines_of",
    "read_book",
    "split_tunes",
    "tunes_of",
    "whole_book",
]

LONGEST_HEADER = 2_000
MOST_HEADER_LINES = 50
"""Characters and lines of a file's header that its tunes inherit."""

_LINE_END = re.compile(r"\r\n?|\n")
_NUMBER = re.compile(rf"{BLANKS}X:[ \t]*(\d{{1,9}})")
_HEADER_FIELDS = frozenset("ABCDFGHILMmNORrSUZ")
"""The fields that a file's header can have (ABC 2.1, 3)."""
_EVERY_ONE = frozenset("IUm")
"""Of these, a tune's own do not replace the header's: each says something else."""
_DIRECTIVE = re.compile(r"%%\s*propagate-accidentals\b")
"""The directives that change how a tune is read. Those for the layout of a page are not inherited."""
_BEGIN = re.compile(r"%%begin(\w{1,20})")
_END = re.compile(r"%%end(\w{1,20})")
_MUSIC = re.compile(r"[A-Ga-g][^|\n]{0,80}\|(?:[^|\n]{0,80}[A-Ga-g]|[|:\]]{0,2}\s*$)")
_LINE_OF_MUSIC = 200
"""Characters of a line that are looked at to tell music from prose."""


@dataclass(frozen=True, slots=True)
class BookTune:
    """One tune of a book. `text` can be read alone: what it inherits from the file's header is in it.

    `lines`: the line of the file that each line of `text` is, counted from 1.
    """

    text: str
    lines: tuple[int, ...]
    line: int

    @classmethod
    def whole(cls, text: str) -> BookTune:
        """A text that is one tune."""
        lines = bare(lines_of(text))
        return cls("\n".join(lines), tuple(range(1, len(lines) + 1)), 1)

    def file_line(self, line: int) -> int:
        """The line of the file that a line of `text` is, both counted from 1."""
        return self.lines[line - 1]

    def in_file(self, error: NotationError) -> NotationError:
        """The error with the line of the file."""
        return NotationError(error.problem, self.file_line(error.line), error.column)

    @property
    def number(self) -> int | None:
        """That of its X: field."""
        found = _NUMBER.match(self.text)
        return int(found[1]) if found else None

    @property
    def title(self) -> str:
        """Its first T: field, "" for none."""
        lines = self.text.split("\n")
        return next((plain_text(line.lstrip()[2:]) for line in lines if letter(line) == "T"), "")


@dataclass(frozen=True, slots=True)
class Stray:
    """Lines of a file, from `first` to `last`, that belong to no tune. `is_music`: they look like music."""

    first: int
    last: int
    is_music: bool

    @property
    def sentence(self) -> str:
        """Music after a blank line is lost, because a blank line ends a tune (ABC 2.1, 2.2.1)."""
        lines = f"line {self.first} is" if self.first == self.last else f"lines {self.first}-{self.last} are"
        return f"ABC {lines} left out: a blank line ends a tune, and no K: field follows."


@dataclass(frozen=True, slots=True)
class Book:
    """The tunes of a text in their order, and the text around them (ABC 2.1, 2.2.2)."""

    tunes: tuple[BookTune, ...]
    strays: tuple[Stray, ...]

    @property
    def lost_music(self) -> tuple[Stray, ...]:
        """Of the text around the tunes, what looks like music."""
        return tuple(stray for stray in self.strays if stray.is_music)

    def lost_after(self, index: int) -> tuple[Stray, ...]:
        """The lost music between a tune and the next one; with the first tune, also what is before it."""
        begins = [0, *(tune.line for tune in self.tunes[1:]), inf]
        return tuple(one for one in self.lost_music if begins[index] <= one.first < begins[index + 1])


def read_book(text: str) -> Book:
    """The tunes and what is no tune."""
    found = list(_split(text))
    return Book(
        tuple(one for one in found if isinstance(one, BookTune)),
        tuple(one for one in found if isinstance(one, Stray)),
    )


def split_tunes(text: str) -> Iterator[BookTune]:
    """The tunes of a text, one after the other.

    A tune begins with an X: field and ends at a blank line or the next X: field (ABC 2.1, 2.2.1); lines
    between blank lines that have a K: field and music are a tune without an X:.
    """
    return (one for one in _split(text) if isinstance(one, BookTune))


def first_tune(text: str) -> BookTune:
    """The first of `tunes_of`."""
    return next(split_tunes(text), None) or BookTune.whole(text)


def tunes_of(text: str) -> list[BookTune]:
    """The tunes of `whole_book`, at least one."""
    return list(whole_book(text).tunes)


def whole_book(text: str) -> Book:
    """As `read_book`; a text in which there is no tune is taken as one, so that reading it says why."""
    book = read_book(text)
    return book if book.tunes else Book((BookTune.whole(text),), ())


def lines_of(text: str) -> list[str]:
    """As an editor counts them; `str.splitlines` would also split at control characters."""
    return _LINE_END.split(text)


def _split(text: str) -> Iterator[BookTune | Stray]:
    header: list[Line] = []
    begun = False
    lines = [without_quoted_blank(line) for line in bare(lines_of(text))]
    for block in joined(_blocks(lines)):
        start = _start_of_tune(block)
        before, tune = block[:start], block[start:]
        if not begun:
            before = _with_header(header, before)
        if stray := _stray(before):
            yield stray
        if tune:
            begun = True
            yield _self_contained(tune, header)


def _blocks(lines: Sequence[str]) -> Iterator[list[Line]]:
    """The lines between blank lines; an X: field begins another block. %%begintext may hold blank lines."""
    ends = {at: match[1] for at, line in enumerate(lines) if (match := _END.match(line))}
    last = {name: at for at, name in ends.items()}
    block: list[Line] = []
    inside = ""
    for at, line in enumerate(lines):
        if inside:
            inside = "" if ends.get(at) == inside else inside
        elif (begun := _BEGIN.match(line)) and last.get(begun[1], -1) > at:
            inside = begun[1]
        elif block and (letter(line) == "X" or is_blank(line)):
            yield block
            block = []
        if not is_blank(line) or inside:
            block.append((at + 1, line))
    if block:
        yield block


def _start_of_tune(block: Sequence[Line]) -> int:
    """The index of the line where the block's tune begins, the number of its lines if it has none."""
    if letter(block[0][1]) == "X":
        return 0
    key = next((at for at, (_, line) in enumerate(block) if KEY.match(line)), len(block))
    if not any(is_body(line) for _, line in block[key + 1 :]):
        return len(block)
    return next(at for at, (_, line) in enumerate(block) if FIELD.match(line) or line.startswith("%%"))


def _with_header(header: list[Line], block: Sequence[Line]) -> list[Line]:
    """Moves the lines of the block that tunes inherit to the header; returns the others."""
    room = LONGEST_HEADER - sum(len(line) for _, line in header)
    others = []
    for number, line in block:
        fits = len(line) <= room and len(header) < MOST_HEADER_LINES
        if fits and _is_inherited(line):
            header.append((number, line))
            room -= len(line)
        else:
            others.append((number, line))
    return others


def _is_inherited(line: str) -> bool:
    field = FIELD.match(line)
    return bool(_DIRECTIVE.match(line) or (field and field[1] in _HEADER_FIELDS))


def _stray(block: Sequence[Line]) -> Stray | None:
    """The lines that are neither comments nor directives."""
    prose = [(number, line) for number, line in block if not line.startswith("%")]
    if not prose:
        return None
    is_music = any(_MUSIC.search(line[:_LINE_OF_MUSIC]) for _, line in prose if not FIELD.match(line))
    return Stray(prose[0][0], prose[-1][0], is_music)


def _self_contained(tune: Sequence[Line], header: Sequence[Line]) -> BookTune:
    """The tune with those lines of the header that it does not replace, below its X: and T: fields."""
    own = {letter(line) for _, line in _head(tune)} - _EVERY_ONE - {NO_FIELD}
    inherited = [one for one in header if letter(one[1]) not in own]
    at = next((at for at, (_, line) in enumerate(tune) if letter(line) not in "XT"), len(tune))
    lines = [*tune[:at], *inherited, *tune[at:]]
    return BookTune("\n".join(line for _, line in lines), tuple(number for number, _ in lines), tune[0][0])


def _head(tune: Sequence[Line]) -> Iterator[Line]:
    for number, line in tune:
        yield number, line
        if letter(line) == "K":
            return
