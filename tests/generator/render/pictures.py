"""Sheet music as text and as pixels, and where its staves are."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from generator.arrangement.harmony import Harmony
from generator.notation.melody import Melody
from generator.render.pdf.shapes import Box, Glyph, Shape
from generator.render.score import make_score, make_svgs

HEADS, FLAGS, DOTS = "E0A", "E24", "E044"
"""Of notes, and of repeats: how their names in the music font begin."""
_LONG = 200
"""Pixels; no beam is as long."""


def svg_of(melody: Melody, title: str, harmony: Harmony | None = None) -> str:
    """All pages, one after the other."""
    return "".join(make_svgs(melody, title, harmony))


def page_of(melody: Melody, title: str, harmony: Harmony | None = None) -> bytes:
    """The one page of a short tune."""
    (page,) = make_score([(melody, title, harmony)])
    return page


def ink_of(png: bytes) -> NDArray[np.bool_]:
    """Where a picture is dark, by row and column."""
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("L")) < 160


def staves_of(png: bytes) -> list[tuple[int, int]]:
    """The first and the last row of every staff, from the rows that have a long line."""
    ink = ink_of(png)
    long = [_longest_run(row) > _LONG for row in ink]
    runs = groupby(enumerate(long), lambda one: one[1])
    rows = [[row for row, _ in run] for dark, run in runs if dark]
    return [(five[0][0], five[4][-1]) for five in _fives(rows)]


def signs_of(shapes: Iterable[Shape], *names: str) -> list[Box]:
    """The room that signs of the music font take whose names begin so."""
    glyphs = (shape for shape in shapes if isinstance(shape, Glyph) and shape.name.startswith(names))
    return [glyph.box for glyph in glyphs if glyph.box]


def touch(one: Box, other: Box) -> bool:
    """Whether two have room in common."""
    beside = one.right < other.left or other.right < one.left
    return not (beside or one.bottom < other.top or other.bottom < one.top)


def _longest_run(row: NDArray[np.bool_]) -> int:
    """The most dark pixels in a row that have no light one between them."""
    light = np.flatnonzero(~np.concatenate([[False], row, [False]]))
    return int(np.diff(light).max()) - 1


def _fives(lines: list[list[int]]) -> list[list[list[int]]]:
    """Lines that are evenly spaced, five by five."""
    found, at = [], 0
    while at + 5 <= len(lines):
        five = lines[at : at + 5]
        gaps = np.diff([line[0] for line in five])
        even = bool(gaps.max() - gaps.min() <= 2)
        found += [five] if even else []
        at += 5 if even else 1
    return found
