"""The words around the music of a picture: title, type, composer, order of the parts, verses below.

They are set here since the program that draws the SVG misplaces verovio's own headings.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from generator.notation.melody import Melody
from generator.render.musicxml.document import play_order, short_title
from generator.render.sheet.fonts import SERIF, is_wide

WIDTH = 1260
_MARGIN = 45
_TITLE_SIZE, _SMALL = 36, 20
_TITLE_BASELINE, _SECOND_LINE, _LINE = 62, 104, 30
_SECOND_LINE_IN_PAGE_UNITS = 50
_MOST_LINES, _LINES_OF_ONE_COLUMN = 80, 12
_HEIGHT = re.compile(r'(<svg [^>]*height=")(\d+)(px")')


def extra_room(melody: Melody) -> int:
    """How much higher than usual the margin over the first staff must be, in verovio's units."""
    lines = bool(composer_of(melody)) + len(lines_below_the_title(melody))
    return _SECOND_LINE_IN_PAGE_UNITS * lines


def with_words(svg: str, title: str, melody: Melody) -> str:
    """The picture with its heading on top and the words of more verses (W:) below."""
    heading = _line(title, WIDTH // 2, _TITLE_BASELINE, _TITLE_SIZE, "middle", WIDTH - 2 * _MARGIN)
    if melody.rhythm:
        width = WIDTH * 0.3
        heading += _line(melody.rhythm, _MARGIN, _SECOND_LINE, _SMALL, "start", width, style="italic")
    composer = composer_of(melody)
    if composer:
        heading += _line(composer, WIDTH - _MARGIN, _SECOND_LINE, _SMALL, "end", WIDTH * 0.6)
    for index, text in enumerate(lines_below_the_title(melody)):
        y = _SECOND_LINE + _LINE * (index + bool(composer))
        heading += _line(text, WIDTH // 2, y, _SMALL, "middle", WIDTH * 0.4 if index == 0 else WIDTH * 0.9)
    verses = [text for letter, text in melody.texts if letter == "W"]
    svg = svg.removesuffix("\n").removesuffix("</svg>") + heading
    return (_with_verses(svg, verses) if verses else svg) + "</svg>"


def lines_below_the_title(melody: Melody) -> list[str]:
    """Its other titles and the order of its parts."""
    titles = _joined(melody, "T")
    return [text for text in (titles, play_order(melody)) if text]


def composer_of(melody: Melody) -> str:
    """The composers, with where the tune comes from in brackets: "trad. (Ireland)"."""
    composers, origins = _joined(melody, "C"), _joined(melody, "O")
    return f"{composers} ({origins})" if composers and origins else composers or origins


def _joined(melody: Melody, wanted: str) -> str:
    return "; ".join(text.strip() for letter, text in melody.texts if letter == wanted and text.strip())


def _with_verses(svg: str, verses: list[str]) -> str:
    """`svg` without its end. Two columns where there are many lines."""
    if len(verses) > _MOST_LINES:
        verses = [*verses[: _MOST_LINES - 1], "…"]
    columns = 1 if len(verses) <= _LINES_OF_ONE_COLUMN else 2
    rows = -(-len(verses) // columns)
    found = _HEIGHT.search(svg)
    top = int(found[2]) if found else 0
    width = (WIDTH - 2 * _MARGIN) / columns
    words = "".join(
        _line(
            text,
            int(_MARGIN + width * (at // rows)),
            top + _LINE * (at % rows),
            _SMALL,
            "start",
            width * 0.95,
        )
        for at, text in enumerate(verses)
    )
    svg = svg.replace("<svg class=", '<svg preserveAspectRatio="xMidYMin" class=', 1)
    svg = _HEIGHT.sub(rf"\g<1>{top + _LINE * rows}\g<3>", svg, count=1)
    return svg + words


def _line(text: str, x: int, y: int, size: int, anchor: str, width: float, style: str = "normal") -> str:
    """A line of text, smaller than `size` where it would be wider than `width`, in pixels."""
    text = short_title(text)
    fitting = min(size, int(width / max(_width_in_ems(text), 1)))
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-family="{SERIF}" font-size="{fitting}"'
        f' font-style="{style}">{escape(text)}</text>'
    )


def _width_in_ems(text: str) -> float:
    """An estimate, rather too wide: capitals and the characters of other scripts are wide."""
    return sum(_ems(character) for character in text)


def _ems(character: str) -> float:
    if is_wide(character):
        return 1.0
    return 0.62 if character.islower() or character in " '.,-" else 0.85
