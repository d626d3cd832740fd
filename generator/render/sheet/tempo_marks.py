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
_MEASURE = re.compile(r'(?=<g [^>]*class="measure")')
_PLUS = 'xlink:href="#E08D'
"""The sign between the numbers of a meter."""
_OVER_SUMS = 120
"""Two thirds of the space between two lines of the staff, in units of the page."""


def with_outlined_notes(svg: str) -> str:
    """The same picture; every part of a metronome mark says where it stands.

    Over a meter such as 3+2+2, which is as wide as the mark, it stands a little higher.
    """
    return "".join(_measure_with_outlined_notes(one) for one in _MEASURE.split(svg))


def _measure_with_outlined_notes(svg: str) -> str:
    lift = _OVER_SUMS if _PLUS in svg else 0
    return _TEMPO.sub(lambda match: match[1] + _outlined(match[2], lift), svg)


def _outlined(text: str, lift: int) -> str:
    root = ET.fromstring(text)  # noqa: S314 - verovio's own text
    x, y = float(root.get("x", 0)), float(root.get("y", 0)) - lift
    drawn = ""
    for span in root.iter("tspan"):
        size = float((span.get("font-size") or "0").removesuffix("px"))
        if not span.text or not span.text.strip("\n\t") or not size:
            continue
        if span.get("font-family") == _MUSIC_FONT:
            for sign in span.text:
                if sign == " ":
                    x += _BEFORE_A_DOT * size
                    continue
                outline, advance = _glyph(f"{ord(sign):04X}")
                scale = size / _UNITS
                drawn += (
                    f'<path transform="translate({x:.0f},{y:.0f}) scale({scale},{-scale})" d="{outline}"/>'
                )
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
