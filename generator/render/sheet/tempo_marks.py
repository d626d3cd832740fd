"""Metronome marks in an SVG of verovio: their notes are outlines instead of text in a font of music.

The program that draws the SVG has no such font.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import verovio

from generator.render.sheet.margins import width_of

_MUSIC_FONT = "Leipzig"
_UNITS = 1000
_TEMPO = re.compile(r'(<g id="\w+" class="tempo"[^>]*>\s*)(<text .*?</text>)', re.DOTALL)
_BEFORE_A_DOT = 0.12
_SHARE = 0.68
"""How large the notes are, where 1 is the library's size: that is as large as those on the staff."""
_HALF_A_HEAD = 0.132
"""How far a note reaches below the line that it stands on, in ems."""
_LIFT = 70
"""In units of the page, a third of a notehead: the library puts a mark right on what is below it. Its notes
being smaller, there is room for that below the chord names.
"""


def with_outlined_notes(svg: str) -> str:
    """The same picture; every part of a metronome mark says where it stands.

    The heads of its notes stand on the line of its words, a little above what is below the mark.
    """
    return _TEMPO.sub(lambda match: match[1] + _outlined(match[2]), svg)


def _outlined(text: str) -> str:
    root = ET.fromstring(text)  # noqa: S314 - verovio's own text
    x, y = float(root.get("x", 0)), float(root.get("y", 0))
    if _MUSIC_FONT in text:
        y -= _LIFT
    drawn = ""
    for span in root.iter("tspan"):
        size = float((span.get("font-size") or "0").removesuffix("px"))
        if not span.text or not span.text.strip("\n\t") or not size:
            continue
        if span.get("font-family") == _MUSIC_FONT:
            size *= _SHARE
            for sign in span.text:
                if sign == " ":
                    x += _BEFORE_A_DOT * size
                    continue
                outline, advance = _glyph(f"{ord(sign):04X}")
                scale = size / _UNITS
                place = f"translate({x:.0f},{y - _HALF_A_HEAD * size:.0f}) scale({scale:.4g},{-scale:.4g})"
                drawn += f'<path transform="{place}" d="{outline}"/>'
                x += advance * scale
        else:
            words = span.text.lstrip()
            x += width_of(span.text[: len(span.text) - len(words)], size, "Bol")
            if words:
                drawn += f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}px">{escape(words.rstrip())}</text>'
            x += width_of(words, size, "Bol")
    return drawn


@cache
def _glyph(code: str) -> tuple[str, float]:
    """Outline and width of a glyph of the music font, in its units."""
    folder = Path(verovio.__file__).parent / "data"
    outline = re.search(r' d="([^"]*)"', (folder / _MUSIC_FONT / f"{code}.xml").read_text())
    metrics = (folder / f"{_MUSIC_FONT}.xml").read_text()
    width = re.search(rf'<g c="{code}"[^>]* h-a-x="([\d.]+)"', metrics)
    return (outline[1] if outline else ""), (float(width[1]) if width else 0.0)
