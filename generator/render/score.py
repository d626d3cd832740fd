"""Melodies as pictures of sheet music: MusicXML -> SVG (verovio) -> PNG (resvg), the title on top.

Pages are made for where they are shown small: short lines, large staves, and not much higher than wide.

Verovio can crash its whole process on odd input: it gets only what `musicxml` wrote, in a worker process.
Knows nothing of sound.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import resvg_py
import verovio

from generator.arrangement.harmony import Harmony, symbols_over
from generator.errors import RenderError
from generator.notation.melody import NO_SIGNS, Melody
from generator.render.musicxml.chord_symbols import names_over
from generator.render.musicxml.document import musicxml
from generator.render.musicxml.measures import measures
from generator.render.png import in_greys
from generator.render.score_layout import SCREEN, page_starts
from generator.render.sheet import page
from generator.render.sheet.chord_names import apart
from generator.render.sheet.fonts import NARROW, SERIF, with_fonts
from generator.render.sheet.margins import within_margins
from generator.render.sheet.tempo_marks import with_outlined_notes
from generator.render.tablature.signs import Tablature
from generator.render.tablature.staff import lines_of, margin_over, with_place, with_tablature

WIDTH = 1000
"""Of a picture, in pixels: nearly twice what Discord shows of it; more costs time and is not seen."""

_CHORD_ACCIDENTAL = re.compile(
    r"(?P<root><tspan [^>]*>[^<]*)</tspan>\s*"
    r'<tspan font-family="Leipzig"[^>]*>(?P<sign>[\uea64\uea66])</tspan>'
)
_ACCIDENTALS = {"\uea64": "♭", "\uea66": "♯"}
_WORDS_AT_NOTES = re.compile(r'class="(?:verse|dir|tempo|reh)"')
_NARROW_WORDS = "".join(
    f"g.{name}{{font-family:{NARROW}}}" for name in ("verse", "label", "dir", "tempo", "reh")
)
_STROKES = re.compile(r"(#\w+ )ellipse, [^{}]*(\{stroke:currentColor\})")
_ABOVE_SIGNS = {"harmDist": 4.5, "bottomMarginHarm": 4.0}
"""Chord symbols further up, where slurs and signs would run into them."""
_LINE = 205
"""How high a line of music is with what is above and below it, in pixels, without lyrics."""

_WITH_TABLATURE = {"spacingStaff": 6}
_UNDER_THE_STAFF = 20
"""How much higher it is with a tablature, beside the height of that."""

_OPTIONS = {
    "inputFrom": "musicxml",
    "breaks": "encoded",
    "adjustPageHeight": True,
    "pageHeight": 60_000,
    "minLastJustification": 0.3,  # a last line that is not much shorter is stretched to the margin too
    "header": "none",
    "footer": "none",
    "smuflTextFont": "none",  # signs in it are drawn in other ways; it would be more than a third of the SVG
    "xmlIdSeed": 1,
}
_ON_SCREEN = {
    "pageWidth": page.WIDTH,
    "scale": 100,  # a staff of 72 pixels
    "pageMarginLeft": page.SIDE_MARGIN,
    "pageMarginRight": page.SIDE_MARGIN,
    "pageMarginBottom": page.BOTTOM_MARGIN,
    "spacingSystem": 1,
    "spacingLinear": 0.16,  # notes near each other, as wider lines are pressed together until signs touch
}
_ON_PAPER = {
    "pageWidth": 2100,
    "scale": 60,
    "pageMarginLeft": 70,
    "pageMarginRight": 70,
    "spacingSystem": 8,
}
EDGE_ON_SCREEN, EDGE_ON_PAPER = 12_000, 20_100
"""How far words at notes may reach; the staves end at 11,800 and 19,600."""
_BEHIND_TEMPO = "\N{NO-BREAK SPACE}" * 3
"""So that a chord symbol is not set right behind a metronome mark, as if it were a part of it."""


def make_score(
    melodies: Sequence[tuple[Melody, str, Harmony | None]], tablatures: Sequence[Tablature] = ()
) -> tuple[bytes, ...]:
    """Melodies under their titles as PNGs, the pages in order.

    A page is `WIDTH` wide and at most half as high again. A melody begins on the page of the one before it
    if all of it has room there. With a harmony its chord symbols stand above the staff, and below it
    the tablatures, one for each melody.
    """
    pages: list[list[str]] = []
    below: Sequence[Tablature | None] = tablatures or [None] * len(melodies)
    for melody, tablature in zip(melodies, below, strict=True):
        first, *more = make_svgs(*melody, tablature)
        if pages and not more and sum(map(page.height_of, [*pages[-1], first])) <= page.HIGHEST:
            pages[-1].append(first)
        else:
            pages += [[first], *([one] for one in more)]
    return tuple(
        _drawn(page.with_number(page.stacked(pictures), number, len(pages)))
        for number, pictures in enumerate(pages, 1)
    )


def _drawn(svg: str) -> bytes:
    svg, fonts = with_fonts(svg)
    try:
        picture = bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                background="white",
                width=WIDTH,
                skip_system_fonts=True,
                font_files=fonts,
                font_family=SERIF,
                serif_family=SERIF,
            )
        )
    except ValueError as error:
        raise RenderError("The sheet music could not be drawn.") from error
    return in_greys(picture)


def make_svgs(
    melody: Melody, title: str, harmony: Harmony | None = None, tablature: Tablature | None = None
) -> list[str]:
    """The pages of one melody as SVGs with their text still text. They have no numbers yet.

    All pages have about as many lines.
    """
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    margin = page.TOP_MARGIN + page.extra_room(melody)
    toolkit.setOptions(_options(melody, tablature) | _ON_SCREEN | {"pageMarginTop": margin})
    names = names_over(symbols_over(melody, harmony)) if harmony else ()
    lines = sum(one.begins_line for one in measures(melody, SCREEN, names))
    around = margin + page.BOTTOM_MARGIN
    room = page.HIGHEST - around
    line = _LINE + (_UNDER_THE_STAFF + page.STAFF_GAP * lines_of(tablature.tab) if tablature else 0)
    count = min(lines, math.ceil(lines * line / room))
    while True:
        document = musicxml(melody, title, harmony, SCREEN, page_starts=page_starts(lines, count))
        document = with_place(document, tablature.tab) if tablature else document
        pages = _engraved(toolkit, document, to_the_end=count == lines)
        heights = [page.height_of(one) for one in pages]
        if count == lines or heights[-1] <= page.HIGHEST:
            break
        total = count * (sum(heights) / len(heights) - around)
        count = min(lines, max(count + 1, int(total / room)))
    if tablature:
        pages = [with_tablature(one, tablature, begins=not at) for at, one in enumerate(pages)]
    name = tablature.name if tablature else ""
    return page.with_verses([page.with_heading(one, title, melody, name) for one in pages], title, melody)


def engraved(
    melody: Melody, title: str, harmony: Harmony | None = None, tablature: Tablature | None = None
) -> str:
    """The music alone for paper, as an SVG with all its lines on one page. Raises RenderError."""
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(_options(melody, tablature) | _ON_PAPER)
    document = musicxml(melody, title, harmony)
    _load(toolkit, with_place(document, tablature.tab) if tablature else document)
    svg = _completed(toolkit.renderToSVG(1), EDGE_ON_PAPER)
    return with_tablature(svg, tablature) if tablature else svg


def _load(toolkit: verovio.toolkit, document: str) -> None:
    if not toolkit.loadData(document.replace("</per-minute>", _BEHIND_TEMPO + "</per-minute>")):
        raise RenderError("This tune cannot be printed as sheet music.")


def _engraved(toolkit: verovio.toolkit, document: str, *, to_the_end: bool) -> list[str]:
    """The pages of a document, up to the first that is too high, or all of them."""
    _load(toolkit, document)
    pages: list[str] = []
    for number in range(1, toolkit.getPageCount() + 1):
        pages.append(_completed(_without_hairlines(toolkit.renderToSVG(number)), EDGE_ON_SCREEN))
        if not to_the_end and page.height_of(pages[-1]) > page.HIGHEST:
            break
    return pages


def _without_hairlines(svg: str) -> str:
    """The picture with a stroke only where a width is given.

    verovio's style strokes the edges of all filled shapes too, a 20th of a pixel wide: that takes a sixth of
    the time of drawing, and only a few pixels become darker by it, by one of 16 greys.
    """
    return _STROKES.sub(r"\1[stroke-width]\2", svg, count=1)


def _completed(svg: str, right_edge: int) -> str:
    """verovio's picture with all its signs and words where they can be drawn."""
    svg = apart(_CHORD_ACCIDENTAL.sub(_in_text_font, svg), right_edge)
    if _WORDS_AT_NOTES.search(svg):
        svg = within_margins(
            with_outlined_notes(svg.replace("</style>", _NARROW_WORDS + "</style>", 1)), right_edge
        )
    return svg


def _options(melody: Melody, tablature: Tablature | None) -> dict[str, object]:
    has_signs = any(note.signs != NO_SIGNS for bar in melody.bars for note in bar.notes)
    options = _OPTIONS | (_ABOVE_SIGNS if has_signs else {})
    if tablature is None:
        return options
    return options | _WITH_TABLATURE | {"defaultBottomMargin": margin_over(tablature.tab)}


def _in_text_font(match: re.Match[str]) -> str:
    """A chord's root with its accidental, which verovio takes from a music font that resvg does not have."""
    return f"{match['root']}{_ACCIDENTALS[match['sign']]}</tspan>"
