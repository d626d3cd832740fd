"""The words around the music of a page: title, type, composer, order of the parts, verses, page number.

They are set here since the program that draws the SVG misplaces verovio's own headings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from generator.notation.melody import Melody
from generator.notation.writing.own_scores import play_order
from generator.render.musicxml.document import TITLE_LENGTH, short_title
from generator.render.sheet.fonts import SERIF, is_wide

WIDTH = 1260
STAFF_GAP = 18
"""Between two lines of a staff, in pixels."""
HIGHEST = 1890
"""Of a page, in its pixels. What is higher is shown too narrow to be read."""
TOP_MARGIN, SIDE_MARGIN, BOTTOM_MARGIN = 128, 40, 55
"""Round the music, the heading being in the one on top and the page number in that below."""

_TITLE_SIZE, _SMALL, _LEAST = 48, 29, 24
_COMPOSER = 0.6
"""Of the page's width, beside the type."""
_TITLE_BASELINE, _SECOND_LINE, _LINE = 66, 112, 42
_OVER_VERSES = 20
_MOST_LINES, _LINES_OF_ONE_COLUMN = 80, 12
_VERSES_A_PAGE = (HIGHEST - TOP_MARGIN - BOTTOM_MARGIN - _OVER_VERSES) // _LINE
_HEIGHT = re.compile(r'(<svg [^>]*height=")(\d+)(px")')


def height_of(svg: str) -> int:
    """Of a picture that verovio or this module made, in pixels. Raises ValueError for another one."""
    found = _HEIGHT.search(svg)
    if found is None:
        raise ValueError("the picture does not say how high it is")
    return int(found[2])


def extra_room(melody: Melody) -> int:
    """How much higher than `TOP_MARGIN` the margin over the first staff must be, in pixels."""
    return _LINE * (bool(composer_of(melody)) + len(lines_below_the_title(melody)))


def with_heading(svg: str, title: str, melody: Melody, tablature: str = "") -> str:
    """The picture with the words that belong over the music. `tablature`: what its tablature is for."""
    heading = _title(title)
    if melody.rhythm:
        width = WIDTH * 0.3
        heading += _line(melody.rhythm, SIDE_MARGIN, _SECOND_LINE, _SMALL, "start", width, style="italic")
    composer = fitting_composer(melody, _fits_beside_the_type)
    if composer:
        heading += _line(composer, WIDTH - SIDE_MARGIN, _SECOND_LINE, _SMALL, "end", WIDTH * _COMPOSER)
    more = lines_below_the_title(melody)
    if tablature:
        y, width = _SECOND_LINE + _LINE * bool(composer), WIDTH * (0.3 if more else 0.4)
        heading += _line(tablature, WIDTH - SIDE_MARGIN, y, _SMALL, "end", width)
    for index, text in enumerate(more):
        y = _SECOND_LINE + _LINE * (index + bool(composer))
        heading += _line(text, WIDTH // 2, y, _SMALL, "middle", WIDTH * 0.4 if index == 0 else WIDTH * 0.9)
    return _with(svg, heading)


def with_verses(pages: list[str], title: str, melody: Melody) -> list[str]:
    """The pages with the words of more verses (W:): below the music if they have room there, else on pages of
    their own."""
    verses = [text for letter, text in melody.texts if letter == "W"]
    if not verses:
        return pages
    if len(verses) > _MOST_LINES:
        verses = [*verses[: _MOST_LINES - 1], "…"]
    columns = _columns(verses)
    rows = -(-len(verses) // columns)
    music = height_of(pages[-1])
    if music + _OVER_VERSES + _LINE * rows <= HIGHEST:
        return [*pages[:-1], _with_rows(pages[-1], verses, columns, music)]
    many = columns * _VERSES_A_PAGE
    blank = f'<svg width="{WIDTH}px" height="{TOP_MARGIN + BOTTOM_MARGIN}px">{_title(title)}</svg>'
    parts = [verses[at : at + many] for at in range(0, len(verses), many)]
    return pages + [_with_rows(blank, part, columns, TOP_MARGIN + BOTTOM_MARGIN) for part in parts]


def with_number(svg: str, number: int, count: int) -> str:
    """The page with its number at the bottom, where there are several."""
    if count == 1:
        return svg
    x, y = WIDTH - SIDE_MARGIN, height_of(svg) - BOTTOM_MARGIN // 2
    return _with(svg, _line(f"page {number} of {count}", x, y, _SMALL, "end", WIDTH * 0.5))


def stacked(pictures: list[str]) -> str:
    """Pictures as one, from top to bottom."""
    inner, height = "", 0
    for picture in pictures:
        inner += picture.replace("<svg ", f'<svg y="{height}" ', 1)
        height += height_of(picture)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}px" height="{height}px">{inner}</svg>'


def _with(svg: str, words: str) -> str:
    return svg.removesuffix("\n").removesuffix("</svg>") + words + "</svg>"


def _title(title: str) -> str:
    return _line(title, WIDTH // 2, _TITLE_BASELINE, _TITLE_SIZE, "middle", WIDTH - 2 * SIDE_MARGIN)


def lines_below_the_title(melody: Melody) -> list[str]:
    """Its other titles and the order of its parts."""
    titles = _joined(melody, "T")
    return [text for text in (titles, play_order(melody.order)) if text]


def composer_of(melody: Melody) -> str:
    """The composers, with where the tune comes from in brackets: "trad. (Ireland)"."""
    composers, origins = _joined(melody, "C"), _joined(melody, "O")
    return f"{composers} ({origins})" if composers and origins else composers or origins


def fitting_composer(melody: Melody, fits: Callable[[str], bool]) -> str:
    """`composer_of`, cut with "…" where it does not fit; the names are cut, the origin stays if it can."""
    whole, origins = composer_of(melody), _joined(melody, "O")
    after = f" ({origins})"
    names = whole.removesuffix(after)
    shorter = [names[:end].rstrip(" .,;") + "…" + after for end in range(len(names) - 1, 0, -1)]
    cut = [whole[:end].rstrip(" .,;") + "…" for end in range(len(whole) - 1, 0, -1)]
    return next((text for text in [whole, *(shorter if names != whole else []), *cut] if fits(text)), "…")


def _fits_beside_the_type(text: str) -> bool:
    """Whether a line has room to the right of the tune's type, in letters that can be read."""
    return len(text) <= TITLE_LENGTH and _width_in_ems(text) * _LEAST <= WIDTH * _COMPOSER


def _joined(melody: Melody, wanted: str) -> str:
    return "; ".join(
        " ".join(text.split()) for letter, text in melody.texts if letter == wanted and text.strip()
    )


def _columns(verses: list[str]) -> int:
    """Two where there are many lines and all are short."""
    widest = max(_width_in_ems(short_title(text)) for text in verses) * _SMALL
    return 2 if len(verses) > _LINES_OF_ONE_COLUMN and widest <= WIDTH / 2 - SIDE_MARGIN else 1


def _with_rows(svg: str, verses: list[str], columns: int, music: int) -> str:
    """The page, `music` pixels high so far, with lines of verses at its bottom."""
    rows = -(-len(verses) // columns)
    width = (WIDTH - 2 * SIDE_MARGIN) / columns
    words = "".join(
        _line(
            text,
            int(SIDE_MARGIN + width * (at // rows)),
            music - BOTTOM_MARGIN + _OVER_VERSES + _LINE * (at % rows + 1),
            _SMALL,
            "start",
            width * 0.95,
        )
        for at, text in enumerate(verses)
    )
    svg = svg.replace("<svg class=", '<svg preserveAspectRatio="xMidYMin" class=', 1)
    height = music + _OVER_VERSES + _LINE * rows
    return _with(_HEIGHT.sub(rf"\g<1>{height}\g<3>", svg, count=1), words)


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
