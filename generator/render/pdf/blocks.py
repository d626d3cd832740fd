"""A tune as blocks for paper: its heading, each line of music, more verses, and the way to ABC Tools.

Lengths are in points; y grows downwards from a block's top. Knows no pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from generator.arrangement.harmony import Harmony, with_symbols
from generator.notation.melody import Melody
from generator.notation.writing.abc_tools import abc_tools_link
from generator.notation.writing.writer import write_abc
from generator.render.musicxml.document import TITLE_LENGTH, short_title
from generator.render.pdf.fonts import Typesetter
from generator.render.pdf.page_layout import Space
from generator.render.pdf.qr import QrCode, qr_code
from generator.render.pdf.shapes import Box, Outline, Shape, Words, recorded
from generator.render.pdf.systems import systems_of
from generator.render.score import engraved
from generator.render.sheet.page import fitting_composer, lines_below_the_title
from generator.render.tablature.signs import Tablature

_TITLE, _SMALL, _TINY = 15.0, 9.5, 7.5
_SMALLEST = 7.5
"""Of a title; what is too long even so is cut."""
_LINE = 13.0
_BELOW_HEADING, _BELOW_SYSTEM, _BELOW_VERSES = 9.0, 15.0, 9.0

OPEN = "Open in ABC Tools"
_HINT = "The code and the link hold the tune itself; nothing is uploaded."
_TOO_LONG = "This tune is too long for a QR code; the link holds it all the same."


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed of a tune: the music under a heading, with chord symbols if there is a harmony and a
    tablature below the staff if there is one. `abc`: what its link opens; None: as Lilt writes it.
    """

    melody: Melody
    heading: str
    harmony: Harmony | None = None
    tablature: Tablature | None = None
    abc: str | None = None

    @property
    def link(self) -> str:
        """What opens the tune in ABC Tools."""
        title = self.melody.title
        if self.abc is not None:
            return abc_tools_link(self.abc, title)
        shown = with_symbols(self.melody, self.harmony) if self.harmony else self.melody
        return abc_tools_link(write_abc(shown, title=title, chords=self.harmony is not None), title)


@dataclass(frozen=True, slots=True)
class Link:
    """A place that leads to an address."""

    box: Box
    address: str


@dataclass(frozen=True, slots=True)
class Block:
    """`shapes` are in units of `scale` points; those whose y is `top` stand at the block's top."""

    shapes: tuple[Shape, ...]
    space: Space
    scale: float = 1.0
    top: float = 0.0
    links: tuple[Link, ...] = ()


def blocks_of(sheet: Sheet, width: float, typesetter: Typesetter, *, code: bool) -> list[Block]:
    """The blocks of a tune, the heading first. With `code` the link has a QR code. Raises RenderError."""
    blocks = [_heading(sheet, width, typesetter)]
    music = systems_of(engraved(sheet.melody, sheet.heading, sheet.harmony, sheet.tablature))
    scale = width / music.width
    for system in music.systems:
        space = Space(system.box.height * scale, _BELOW_SYSTEM)
        blocks.append(Block(system.shapes, space, scale, system.box.top))
    blocks += _verses(sheet.melody, width, typesetter)
    blocks.append(_way_to_abc_tools(sheet.link, width, typesetter, code=code))
    return blocks


def texts_of(sheet: Sheet) -> list[str]:
    """All words of a tune that stand around its music."""
    tablature = sheet.tablature.name if sheet.tablature else ""
    return [sheet.heading, sheet.melody.rhythm or "", tablature, *(text for _, text in sheet.melody.texts)]


def _heading(sheet: Sheet, width: float, typesetter: Typesetter) -> Block:
    title, size = typesetter.fitting(short_title(sheet.heading), "serif", _TITLE, width, least=_SMALLEST)
    words = [Words(title, width / 2, _TITLE, size, "serif", "middle")]
    composer = fitting_composer(sheet.melody, partial(_fits, typesetter, width * 0.6))
    y = _TITLE + (_LINE + 2 if sheet.melody.rhythm or composer or sheet.tablature else 0.0)
    if sheet.melody.rhythm:
        rhythm = typesetter.fitted(short_title(sheet.melody.rhythm), "serif-italic", _SMALL, width * 0.3)
        words.append(Words(rhythm, 0.0, y, _SMALL, "serif-italic"))
    if composer:
        words.append(Words(short_title(composer), width, y, _SMALL, "serif", "end"))
    more = lines_below_the_title(sheet.melody)
    if sheet.tablature:
        y += _LINE if composer and not more else 0.0
        below = y + _LINE if composer and more else y
        shown = typesetter.fitted(sheet.tablature.name, "serif", _SMALL, width * 0.3)
        words.append(Words(shown, width, below, _SMALL, "serif", "end"))
    for line in more:
        y += _LINE
        shown, size = typesetter.fitting(short_title(line), "serif", _SMALL, width * 0.9, least=_SMALLEST)
        words.append(Words(shown, width / 2, y, size, "serif", "middle"))
    return Block(tuple(words), Space(y + 0.3 * _SMALL, _BELOW_HEADING))


def _fits(typesetter: Typesetter, width: float, text: str) -> bool:
    return len(text) <= TITLE_LENGTH and typesetter.width(text, "serif", _SMALL) <= width


def _verses(melody: Melody, width: float, typesetter: Typesetter) -> list[Block]:
    """A block for each line of the verses below the music."""
    lines = [text for letter, text in melody.texts if letter == "W"]
    shown = [typesetter.fitted(short_title(line), "serif", _SMALL, width) for line in lines]
    words = [Words(line, 0.0, _SMALL, _SMALL, "serif") for line in shown]
    below = [0.0] * (len(words) - 1) + [_BELOW_VERSES]
    return [Block((line,), Space(_LINE, space)) for line, space in zip(words, below, strict=False)]


def _way_to_abc_tools(link: str, width: float, typesetter: Typesetter, *, code: bool) -> Block:
    """The link in words, and as a QR code where `code` asks for one and it is not too long."""
    if not code:
        start = width - typesetter.width(OPEN, "serif", _TINY)
        place = Link(Box(start, 0.0, width, 1.3 * _TINY), link)
        words = (Words(OPEN, width, _TINY, _TINY, "serif", "end"),)
        return Block(words, Space(1.3 * _TINY, 0.0), links=(place,))
    qr = qr_code(link)
    if qr is None:
        return _captioned((), [OPEN, _TOO_LONG], 0.0, 2 * _LINE, link, typesetter)
    return _captioned((_squares(qr),), [OPEN, _HINT], qr.width, qr.width, link, typesetter)


def _captioned(
    shapes: Sequence[Shape],
    lines: Sequence[str],
    left: float,
    height: float,
    link: str,
    typesetter: Typesetter,
) -> Block:
    """Shapes with lines of text to the right of them, the first of which is the link."""
    first = height / 2 - 0.3 * _LINE
    words = [
        Words(line, left, first + index * _LINE, _SMALL if index == 0 else _TINY, "serif")
        for index, line in enumerate(lines)
    ]
    end = left + typesetter.width(lines[0], "serif", _SMALL)
    place = Link(Box(left, first - _SMALL, end, first + 0.3 * _SMALL), link)
    return Block((*shapes, *words), Space(height, 0.0), links=(place,))


def _squares(qr: QrCode) -> Outline:
    """The black squares of a code, those beside each other in a row as one rectangle."""
    path = recorded()
    for row, squares in enumerate(qr.rows):
        top = qr.margin + row * qr.square
        for first, last in _runs(squares):
            left, right = qr.margin + first * qr.square, qr.margin + (last + 1) * qr.square
            path.moveTo((left, top))
            for point in ((right, top), (right, top + qr.square), (left, top + qr.square)):
                path.lineTo(point)
            path.closePath()
    return Outline(path, 0.0, filled=True)


def _runs(squares: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last index of each stretch of black squares."""
    black = [index for index, is_black in enumerate(squares) if is_black]
    firsts = [index for index in black if index == 0 or not squares[index - 1]]
    lasts = [index for index in black if index + 1 == len(squares) or not squares[index + 1]]
    return list(zip(firsts, lasts, strict=True))
