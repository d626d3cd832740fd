"""The fonts of the words on the sheet music.

DejaVu (Latin, Greek, Cyrillic …) and STIX come with matplotlib. DejaVu has no Chinese, Japanese or Korean: a
font of the system is taken where one is installed. Knows nothing of music.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Set
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from generator.errors import RenderError

_log = logging.getLogger(__name__)

SERIF = "DejaVu Serif"
NARROW = "STIXGeneral"
"""As wide as Times, by which the engraving library makes room for words at the notes."""

_SERIF_FILES = ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf")
_NARROW_FILES = ("STIXGeneral.ttf", "STIXGeneralBol.ttf", "STIXGeneralItalic.ttf")
_MORE = "DejaVuSans.ttf"

SYSTEM_FOLDERS = tuple(
    map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts"))
)
SYSTEM_FONTS = (
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc",
    "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "unifont.otf", "unifont.ttf",
    "Arial Unicode.ttf", "msyh.ttc",
)  # fmt: skip
"""Fonts with Chinese, Japanese and Korean characters, the first that is installed is taken."""

_BOX = "\u25a1"
_OFTEN = re.compile(r"[\u0000-\u024f\u2010-\u2026\u266d\u266f]*")
"""What DejaVu Serif has, without looking."""


def with_fonts(svg: str) -> tuple[str, list[str]]:
    """The picture, and the files with the fonts of its words.

    Characters that no font has are logged and replaced by a box: one of them would keep the others from
    being drawn.
    """
    files = list(_SERIF_FILES)
    if f"font-family:{NARROW}" in svg:
        files += _NARROW_FILES
    paths = [shipped(name) for name in files]
    missing: set[str] = set()
    if not svg.isascii() and not _OFTEN.fullmatch(svg):
        missing = set(svg) - set().union(*map(characters, paths)) - set("\n\t")
    for path in (shipped(_MORE), *system_fonts()) if missing else ():
        if missing & characters(path):
            paths.append(path)
            missing -= characters(path)
    if missing:
        _log.warning("No font that is installed has these characters: %.200s", "".join(sorted(missing)))
        svg = svg.translate(dict.fromkeys(map(ord, missing), _BOX))
    return svg, [str(path) for path in paths]


@cache
def shipped(name: str) -> Path:
    """A font that comes with matplotlib (found without importing it). Raises RenderError."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise RenderError("The font for the sheet music is not installed.")
    return Path(spec.origin).with_name("mpl-data") / "fonts" / "ttf" / name


@cache
def system_fonts() -> tuple[Path, ...]:
    """The files of `SYSTEM_FONTS` that are installed, in that order."""
    found: dict[str, Path] = {}
    for folder in SYSTEM_FOLDERS:
        for path in sorted(folder.rglob("*.[ot]t[fc]")):
            found.setdefault(path.name, path)
    return tuple(found[name] for name in SYSTEM_FONTS if name in found)


@cache
def characters(path: Path) -> Set[str]:
    """All that a font has a glyph for."""
    if path.suffix == ".ttc":
        with TTCollection(str(path), lazy=True) as collection:
            return frozenset(map(chr, collection.fonts[0].getBestCmap()))
    with TTFont(str(path), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def is_wide(character: str) -> bool:
    """Whether a character is as wide as it is high: Chinese, Japanese, Korean."""
    return character >= "\u2e80"
