"""A melody as a picture of sheet music: MusicXML -> SVG (verovio) -> PNG (resvg), the title on top.

Verovio can crash its whole process on odd input: it gets only what `musicxml` wrote, in a worker process.
Knows nothing of sound.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

import resvg_py
import verovio
from PIL import Image

from generator.arrangement.harmony import Harmony
from generator.errors import RenderError
from generator.notation.melody import Melody
from generator.render.musicxml.document import musicxml, short_title

WIDTH = 1200
"""Of the picture, in pixels."""

_SVG_WIDTH = 1260
_HEIGHT = re.compile(r'<svg [^>]*height="(\d+)px"')
_CHORD_ACCIDENTAL = re.compile(
    r"(?P<root><tspan [^>]*>[^<]*)</tspan>\s*"
    r'<tspan font-family="Leipzig"[^>]*>(?P<sign>[\uea64\uea66])</tspan>'
)
_ACCIDENTALS = {"\uea64": "♭", "\uea66": "♯"}
_TITLE_SIZE, _BASELINE, _MARGIN = 36, 62, 45
_FONTS = ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf")
_OPTIONS = {
    "inputFrom": "musicxml",
    "breaks": "encoded",
    "adjustPageHeight": True,
    "pageHeight": 60_000,
    "pageWidth": 2100,
    "scale": 60,
    "pageMarginLeft": 70,
    "pageMarginRight": 70,
    "pageMarginTop": 170,
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
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SVG_WIDTH}" height="{height}">{inner}</svg>'


def _drawn(svg: str) -> bytes:
    try:
        picture = bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                background="white",
                width=WIDTH,
                skip_system_fonts=True,
                font_files=_font_files(),
                font_family="DejaVu Serif",
                serif_family="DejaVu Serif",
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
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(_OPTIONS)
    if not toolkit.loadData(musicxml(melody, title, harmony)) or toolkit.getPageCount() != 1:
        raise RenderError("This tune cannot be printed on one page of sheet music.")
    svg = _CHORD_ACCIDENTAL.sub(_in_text_font, toolkit.renderToSVG(1))
    return _with_heading(svg, short_title(title), melody.rhythm)


def _in_text_font(match: re.Match[str]) -> str:
    """A chord's root with its accidental, which verovio takes from a music font that resvg does not have."""
    return f"{match['root']}{_ACCIDENTALS[match['sign']]}</tspan>"


def _with_heading(svg: str, title: str, rhythm: str) -> str:
    """With the title and type on top: resvg misplaces verovio's own headings."""
    size = min(_TITLE_SIZE, int((_SVG_WIDTH - 2 * _MARGIN) / max(_width_in_ems(title), 1)))
    heading = (
        f'<text x="{_SVG_WIDTH // 2}" y="{_BASELINE}" text-anchor="middle" font-family="DejaVu Serif"'
        f' font-size="{size}">{escape(title)}</text>'
        f'<text x="{_MARGIN}" y="{_BASELINE + 42}" font-family="DejaVu Serif" font-style="italic"'
        f' font-size="20">{escape(short_title(rhythm))}</text>'
    )
    return svg.removesuffix("\n").removesuffix("</svg>") + heading + "</svg>"


def _width_in_ems(text: str) -> float:
    """An estimate, rather too wide: capitals and the characters of other scripts are wide."""
    return sum(0.62 if character.islower() or character in " '.,-" else 0.85 for character in text)


def _font_files() -> list[str]:
    """DejaVu Serif, which comes with matplotlib (found without importing it)."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise RenderError("The font for the sheet music is not installed.")
    folder = Path(spec.origin).with_name("mpl-data") / "fonts" / "ttf"
    return [str(folder / name) for name in _FONTS]
