"""A melody as a picture of sheet music: MusicXML -> SVG (verovio) -> PNG (resvg), the title on top.

Verovio can crash its whole process on odd input: it gets only what `musicxml` wrote, in a worker process.
Knows nothing of sound.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import resvg_py
import verovio
from PIL import Image

from generator.arrangement.harmony import Harmony
from generator.errors import RenderError
from generator.notation.melody import NO_SIGNS, Melody
from generator.render.musicxml.document import musicxml
from generator.render.sheet.fonts import NARROW, SERIF, with_fonts
from generator.render.sheet.margins import within_margins
from generator.render.sheet.page import WIDTH as SVG_WIDTH
from generator.render.sheet.page import extra_room, with_words
from generator.render.sheet.tempo_marks import with_outlined_notes

WIDTH = 1200
"""Of the picture, in pixels."""

_HEIGHT = re.compile(r'<svg [^>]*height="(\d+)px"')
_CHORD_ACCIDENTAL = re.compile(
    r"(?P<root><tspan [^>]*>[^<]*)</tspan>\s*"
    r'<tspan font-family="Leipzig"[^>]*>(?P<sign>[\uea64\uea66])</tspan>'
)
_ACCIDENTALS = {"\uea64": "♭", "\uea66": "♯"}
_WORDS_AT_NOTES = re.compile(r'class="(?:verse|dir|tempo|reh)"')
_NARROW_WORDS = "".join(
    f"g.{name}{{font-family:{NARROW}}}" for name in ("verse", "label", "dir", "tempo", "reh")
)
_TOP_MARGIN = 170
_ABOVE_SIGNS = {"harmDist": 4.5, "bottomMarginHarm": 4.0}
"""Chord symbols further up, where slurs and signs would run into them."""

_OPTIONS = {
    "inputFrom": "musicxml",
    "breaks": "encoded",
    "adjustPageHeight": True,
    "pageHeight": 60_000,
    "pageWidth": 2100,
    "scale": 60,
    "pageMarginLeft": 70,
    "pageMarginRight": 70,
    "pageMarginBottom": 60,
    "spacingSystem": 8,
    "minLastJustification": 0.3,  # a last line that is not much shorter is stretched to the margin too
    "header": "none",
    "footer": "none",
    "xmlIdSeed": 1,
}


def make_score(melodies: Sequence[tuple[Melody, str, Harmony | None]]) -> bytes:
    """Melodies under their titles, one below the other, as one PNG, `WIDTH` wide and as high as they need.

    With a harmony its chord symbols stand above the staff. The file is small enough to be an MP3's cover too.
    """
    return _drawn(_stacked([make_svg(*melody) for melody in melodies]))


def _stacked(pictures: Sequence[str]) -> str:
    """SVGs as one SVG, from top to bottom."""
    inner, height = "", 0
    for picture in pictures:
        inner += picture.replace("<svg ", f'<svg y="{height}" ', 1)
        height += int(_HEIGHT.search(picture)[1])  # type: ignore[index]  # verovio always writes it
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{SVG_WIDTH}" height="{height}">{inner}</svg>'


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
    return _in_greys(picture)


def _in_greys(png: bytes) -> bytes:
    """The same picture in 16 greys, which are enough for print: 24 kB instead of 61, in 16 ms."""
    grey = Image.open(io.BytesIO(png)).convert("L").point([round(level / 17) for level in range(256)])
    picture = Image.frombytes("P", grey.size, grey.tobytes())
    picture.putpalette([level * 17 for level in range(16) for _ in "RGB"])
    target = io.BytesIO()
    picture.save(target, "PNG", bits=4)
    return target.getvalue()


def make_svg(melody: Melody, title: str, harmony: Harmony | None = None) -> str:
    """The same as an SVG with its text still text."""
    return with_words(engraved(melody, title, harmony), title, melody)


def engraved(melody: Melody, title: str, harmony: Harmony | None = None) -> str:
    """The music alone as an SVG, on one page that is as high as it needs. Raises RenderError."""
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(_options(melody))
    if not toolkit.loadData(musicxml(melody, title, harmony)) or toolkit.getPageCount() != 1:
        raise RenderError("This tune cannot be printed on one page of sheet music.")
    svg = _CHORD_ACCIDENTAL.sub(_in_text_font, toolkit.renderToSVG(1))
    if _WORDS_AT_NOTES.search(svg):
        svg = within_margins(with_outlined_notes(svg.replace("</style>", _NARROW_WORDS + "</style>", 1)))
    return svg


def _options(melody: Melody) -> dict[str, object]:
    has_signs = any(note.signs != NO_SIGNS for bar in melody.bars for note in bar.notes)
    margin = {"pageMarginTop": _TOP_MARGIN + extra_room(melody)}
    return _OPTIONS | margin | (_ABOVE_SIGNS if has_signs else {})


def _in_text_font(match: re.Match[str]) -> str:
    """A chord's root with its accidental, which verovio takes from a music font that resvg does not have."""
    return f"{match['root']}{_ACCIDENTALS[match['sign']]}</tspan>"
