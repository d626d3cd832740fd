"""Words at notes, moved to the left or made smaller where they would run off the page: verovio lets them."""

from __future__ import annotations

import re
from functools import cache, partial
from xml.sax.saxutils import unescape

from PIL import ImageFont

from generator.render.sheet.fonts import NARROW, is_wide, shipped

_WORDS = re.compile(
    r'(?P<group>class="dir"[^>]*>\s*<text x=")(?P<x>-?\d+)(?P<rest>"[^>]*>(?P<spans>.*?)</text>)', re.DOTALL
)
_SIZE = re.compile(r'font-size="([1-9]\d*)px"')
_TAG = re.compile(r"<[^>]*>\s*")
_MEASURED_AT = 100


def within_margins(svg: str, right_edge: int) -> str:
    """The same picture with all words at notes on the page, smaller where a line is too short for them.

    `right_edge`: how far they may reach, in the units of the page, from its left margin on.
    """
    return _WORDS.sub(partial(_moved, right_edge), svg)


def _moved(right_edge: int, match: re.Match[str]) -> str:
    size = _SIZE.search(match["spans"])
    text = unescape(_TAG.sub("", match["spans"]).strip())
    width = width_of(text, float(size[1]) if size else 0.0, "Italic")
    x = max(0, min(int(match["x"]), int(right_edge - width)))
    share = min(1.0, right_edge / width) if width else 1.0
    rest = match["rest"] if share == 1 else _SIZE.sub(partial(_smaller, share), match["rest"])
    return f"{match['group']}{x}{rest}"


def _smaller(share: float, size: re.Match[str]) -> str:
    return f'font-size="{int(int(size[1]) * share)}px"'


def width_of(text: str, size: float, style: str) -> float:
    """The width of words in the narrow font, "Bol" or "Italic", in the units of `size`."""
    wide = sum(is_wide(character) for character in text)
    others = "".join(character for character in text if not is_wide(character))
    return (wide + _font(style).getlength(others) / _MEASURED_AT) * size


@cache
def _font(style: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(shipped(f"{NARROW}{style}.ttf")), _MEASURED_AT)
