"""A small TrueType font of a large font of any kind: the library that writes PDFs embeds no other.

Many fonts of Chinese, Japanese and Korean have cubic PostScript outlines, or are in a collection.
"""

from __future__ import annotations

import io
from collections.abc import Set
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

_QUADRATIC_ERROR = 1.0
"""How far, in units of the font, an outline may be from the PostScript one."""


def truetype_subset(path: Path, wanted: Set[str]) -> bytes:
    """A font of these characters of a font or of the first font of a collection, with TrueType outlines."""
    font = TTCollection(str(path)).fonts[0] if path.suffix == ".ttc" else TTFont(str(path))
    options = Options(notdef_outline=True, layout_features=[], name_IDs=[1, 2, 3, 4, 6], hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, wanted))
    subsetter.subset(font)
    if "glyf" not in font:
        _give_truetype_outlines(font)
    target = io.BytesIO()
    font.flavor = None
    font.save(target)
    font.close()
    return target.getvalue()


def _give_truetype_outlines(font: TTFont) -> None:
    """Quadratic outlines in place of cubic ones, as https://github.com/fonttools/fonttools has in otf2ttf."""
    glyphs = font.getGlyphSet()
    outlines = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, _QUADRATIC_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = font.getGlyphOrder(), outlines
    font["glyf"], font["loca"] = table, newTable("loca")
    for old in ("CFF ", "CFF2", "VORG"):
        if old in font:
            del font[old]
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for name in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
        "maxStackElements", "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(most, name, 1 if name == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
