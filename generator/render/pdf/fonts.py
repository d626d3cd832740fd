"""The words of a PDF: fonts that are embedded, and the widths of texts in them.

A character that a font lacks is taken from another one. Knows nothing of music.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from arabic_reshaper import reshape
from bidi import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

from generator.render.sheet.fonts import characters, shipped, system_fonts

_log = logging.getLogger(__name__)

FONTS = {
    "serif": "DejaVuSerif.ttf",
    "serif-bold": "DejaVuSerif-Bold.ttf",
    "serif-italic": "DejaVuSerif-Italic.ttf",
    "narrow": "STIXGeneral.ttf",
    "narrow-bold": "STIXGeneralBol.ttf",
    "narrow-italic": "STIXGeneralItalic.ttf",
}
"""A font's name here -> its file among those that come with matplotlib."""

_MORE = "DejaVuSans.ttf"
_BOX = "\u25a1"
_ROUNDED = 1 + 1e-9
"""So that a text that was made to fit does."""
_FROM_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters of Hebrew, Arabic and scripts beside them."""


def as_drawn(text: str) -> str:
    """The text in the order in which a PDF draws it, from the left; Arabic letters in their joined forms."""
    if not _FROM_RIGHT_TO_LEFT.search(text):
        return text
    return str(get_display(reshape(text)))


class Typesetter:
    """Which font each character of one document is set in.

    `texts` are all that the document will say: a font that has to be converted is made of their characters.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._wanted = frozenset("".join(map(as_drawn, texts)))
        self._missing: set[str] = set()
        self._converted: dict[Path, str] = {}

    def runs(self, text: str, font: str) -> Iterator[tuple[str, str]]:
        """The text as it is drawn, in pieces, each with the embedded font that has its characters."""
        chosen = [(self._font_of(character, font), character) for character in as_drawn(text)]
        for name, pairs in groupby(chosen, key=lambda pair: pair[0]):
            yield name, "".join(_BOX if character in self._missing else character for _, character in pairs)

    def width(self, text: str, font: str, size: float) -> float:
        """In the units of `size`."""
        return float(sum(pdfmetrics.stringWidth(run, name, size) for name, run in self.runs(text, font)))

    def fitted(self, text: str, font: str, size: float, width: float) -> str:
        """The text, cut with "…" where it would be wider than `width`."""
        if self.width(text, font, size) <= width:
            return text
        shown = text
        while shown and self.width(f"{shown}…", font, size) > width:
            shown = shown[:-1]
        return f"{shown.rstrip()}…"

    def fitting(self, text: str, font: str, size: float, width: float, *, least: float) -> tuple[str, float]:
        """The text and the size, `size` or less, at which it is no wider than `width`; cut at the `least`."""
        wide = self.width(text, font, size)
        smaller = size if wide <= width else max(least, size * width / wide)
        return self.fitted(text, font, smaller, width * _ROUNDED), smaller

    def _font_of(self, character: str, font: str) -> str:
        first = _embedded(FONTS[font])
        if character == " " or _has(first, character):
            return first
        more = _embedded(_MORE)
        if _has(more, character):
            return more
        for path in system_fonts():
            if character in characters(path):
                converted = self._font_from(path)
                if _has(converted, character):
                    return converted
        if character not in self._missing:
            self._missing.add(character)
            _log.warning("No font that is installed has this character: %s", character)
        return first

    def _font_from(self, path: Path) -> str:
        """The name of a font of the characters of this document that a font of the system's has.

        Under this name the library forgets that of an earlier document.
        """
        if path not in self._converted:
            from generator.render.pdf.truetype import truetype_subset  # slow to load, and rarely needed

            name = self._converted[path] = path.stem.replace(" ", "")
            font = truetype_subset(path, self._wanted & characters(path))
            pdfmetrics.registerFont(EmbeddedFont(name, io.BytesIO(font)))
        return self._converted[path]


def _has(name: str, character: str) -> bool:
    return ord(character) in pdfmetrics.getFont(name).face.charToGlyph


@cache
def _embedded(file: str) -> str:
    """The name of a font that comes with matplotlib, after it was made known to the library."""
    name = Path(file).stem
    pdfmetrics.registerFont(EmbeddedFont(name, str(shipped(file))))
    return name
