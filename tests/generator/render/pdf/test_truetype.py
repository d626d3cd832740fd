"""Fonts that the library which writes PDFs can embed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from reportlab.pdfbase.ttfonts import TTFontFile

from generator.render.pdf.truetype import truetype_subset
from generator.render.sheet.fonts import shipped


def curved(size: int) -> object:
    pen = T2CharStringPen(600, None)
    pen.moveTo((0, 0))
    pen.curveTo((0, size), (size, size), (size, 0))
    pen.closePath()
    return pen.getCharString()


@pytest.fixture
def postscript_font(tmp_path: Path) -> Path:
    """A font with cubic outlines of two Chinese characters."""
    builder = FontBuilder(1000, isTTF=False)
    names = [".notdef", "flower", "tea"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord("花"): "flower", ord("茶"): "tea"})
    outlines = {name: curved(100 * (1 + index)) for index, name in enumerate(names)}
    builder.setupCFF("Small", {"FullName": "Small"}, outlines, {})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Small", "styleName": "Regular", "psName": "Small"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "small.otf")
    return tmp_path / "small.otf"


def test_postscript_outlines_become_truetype_ones_of_the_same_size(postscript_font: Path) -> None:
    content = truetype_subset(postscript_font, {"花"})
    font = TTFont(io.BytesIO(content))
    assert font.sfntVersion == "\x00\x01\x00\x00"
    assert set(font.getBestCmap()) == {ord("花")}
    pen = BoundsPen(glyphs := font.getGlyphSet())
    glyphs[font.getBestCmap()[ord("花")]].draw(pen)
    assert pen.bounds == pytest.approx((0, 0, 200, 150), abs=2)
    assert ord("花") in TTFontFile(io.BytesIO(content)).charToGlyph  # the library reads it


def test_of_a_large_font_only_what_is_needed_is_kept() -> None:
    path = shipped("DejaVuSans.ttf")
    content = truetype_subset(path, set("שלום"))
    assert len(content) < 20_000 < path.stat().st_size
    assert ord("ש") in TTFontFile(io.BytesIO(content)).charToGlyph
