"""The contents of a book of tunes: title, type, key and page of each. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.render.pdf.fonts import Typesetter
from generator.render.pdf.paper import Paper
from generator.render.pdf.shapes import Words

_TITLE, _ROW_SIZE = 20.0, 10.0
_HEAD, _ROW = 52.0, 16.0
_COLUMNS = (0.0, 0.56, 0.74, 1.0)
"""Where title, type, key and page number stand, as shares of the width; the last ends there."""
_GAP = 8.0


@dataclass(frozen=True, slots=True)
class Line:
    """A tune in the contents; `page` counts from 1."""

    title: str
    type: str
    key: str
    page: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line as words, the last of them the page number, and the upper and lower end of its place."""

    words: tuple[Words, ...]
    top: float
    bottom: float


def pages_of(count: int, paper: Paper) -> list[range]:
    """Which lines of `count` stand on which page; the first page has the title too."""
    first = int((paper.inner_height - _HEAD) // _ROW)
    others = int(paper.inner_height // _ROW)
    starts = [0, *range(first, count, others)]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], count], strict=True)]


def heading(title: str, paper: Paper, typesetter: Typesetter) -> Words:
    """The title of the book."""
    shown = typesetter.fitted(title, "serif-bold", _TITLE, paper.inner_width)
    return Words(shown, paper.inner_width / 2, _TITLE, _TITLE, "serif-bold", "middle")


def rows(lines: Sequence[Line], paper: Paper, typesetter: Typesetter, *, is_first: bool) -> Iterator[Row]:
    """The lines of one page, in order."""
    title_at, type_at, key_at, page_at = (share * paper.inner_width for share in _COLUMNS)
    for index, line in enumerate(lines):
        top = (_HEAD if is_first else 0.0) + index * _ROW
        y = top + _ROW_SIZE
        title = typesetter.fitted(line.title, "serif", _ROW_SIZE, type_at - title_at - _GAP)
        type_ = typesetter.fitted(line.type, "serif-italic", _ROW_SIZE, key_at - type_at - _GAP)
        words = (
            Words(title, title_at, y, _ROW_SIZE, "serif"),
            Words(type_, type_at, y, _ROW_SIZE, "serif-italic"),
            Words(line.key, key_at, y, _ROW_SIZE, "serif"),
            Words(str(line.page), page_at, y, _ROW_SIZE, "serif", "end"),
        )
        yield Row(tuple(one for one in words if one.text), top, top + _ROW)
