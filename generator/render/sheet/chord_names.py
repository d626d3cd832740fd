"""Chord names with a space between them: moved a little to the left, or smaller, where notes are too close.

The engraving library sets each over its note, however long the one before it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from xml.sax.saxutils import unescape

from PIL import ImageFont

from generator.render.sheet.fonts import shipped

_NAME = re.compile(r'(class="harm">\s*<text x=")(-?\d+)(" y="-?\d+"[^>]*>)(.*?)(</text>)', re.DOTALL)
_SIZE = re.compile(r'font-size="([1-9]\d*)px"')
_LINE = re.compile(r'(?=<g [^>]*class="system")')
_TAG = re.compile(r"<[^>]*>\s*")
_FONT = "DejaVuSerif.ttf"
_MEASURED_AT = 100
_SPACE = 0.4
"""Between two names at least, in ems."""
_FARTHEST = 330
"""How far a name may stand before its note, in the units of the page: one and a half noteheads."""
_SCALES = (1.0, 0.92, 0.85, 0.78, 0.7, 0.6, 0.5, 0.4)
"""The sizes that are tried, of all names of a line alike."""


@dataclass(frozen=True, slots=True)
class _Name:
    x: int
    width: float
    size: int


def apart(svg: str, right_edge: int) -> str:
    """The same picture with a space between any two chord names of a line, and all of them on the page.

    `right_edge`: how far they may reach, in the units of the page, from its left margin on.
    """
    return "".join(_line_apart(line, right_edge) for line in _LINE.split(svg))


def _line_apart(svg: str, right_edge: int) -> str:
    names: list[_Name] = []
    for match in _NAME.finditer(svg):
        names.append(_behind(_measured(match), names))
    placed = iter(_placed(names, right_edge))

    def drawn(match: re.Match[str]) -> str:
        x, scale = next(placed)
        spans = match[4] if scale == 1 else _SIZE.sub(lambda size: _sized(size, scale), match[4])
        return f"{match[1]}{x}{match[3]}{spans}{match[5]}"

    return _NAME.sub(drawn, svg)


def _measured(match: re.Match[str]) -> _Name:
    size = int(found[1]) if (found := _SIZE.search(match[4])) else 0
    text = unescape(_TAG.sub("", match[4]).strip())
    return _Name(int(match[2]), _font().getlength(text) / _MEASURED_AT * size, size)


def _behind(name: _Name, names: Sequence[_Name]) -> _Name:
    """The name, behind the one before it if both stand over one note."""
    if names and name.x <= names[-1].x:
        before = names[-1]
        return replace(name, x=int(before.x + before.width + _SPACE * name.size))
    return name


def _sized(size: re.Match[str], scale: float) -> str:
    return f'font-size="{int(int(size[1]) * scale)}px"'


def _placed(line: Sequence[_Name], right_edge: int) -> list[tuple[int, float]]:
    """Where each name stands, and its size; the largest at which none is far from its note."""
    placed: list[int] = []
    scale = 1.0
    for scale in _SCALES:
        placed, limit = [], float(right_edge)
        for name in reversed(line):
            placed.insert(0, min(name.x, int(limit - name.width * scale)))
            limit = placed[0] - _SPACE * name.size * scale
        if all(name.x - x <= _FARTHEST for name, x in zip(line, placed, strict=True)):
            break
    return [(x, scale) for x in placed]


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(shipped(_FONT)), _MEASURED_AT)
