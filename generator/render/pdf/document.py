"""Tunes as a PDF: alone, each with a QR code, or as a book with contents, bookmarks and page numbers.

blocks        a tune as blocks: heading, lines of music, the link to ABC Tools
systems       the lines of music in the engraving library's SVG
page_layout   which block stands where
contents      the contents of a book
painter       draws on pages; fonts, shapes and paper are what it draws with
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from generator.render.musicxml.document import short_title
from generator.render.pdf import contents
from generator.render.pdf.blocks import Block, Sheet, blocks_of, texts_of
from generator.render.pdf.fonts import Typesetter
from generator.render.pdf.page_layout import Place, lay_out
from generator.render.pdf.painter import Painter
from generator.render.pdf.paper import MILLIMETRE, SIZES, Paper
from generator.render.pdf.shapes import Box, Glyph, Words

UNTITLED = "Untitled"
"""What stands in a book for the title of a tune that has none, so that its contents can be read."""
_BETWEEN_TUNES = 26.0
_NUMBER_SIZE = 8.5
_NUMBER_BELOW = 7 * MILLIMETRE


def make_pdf(
    sheets: Sequence[Sheet], *, paper: str, book: str | None = None, one_a_page: bool = False
) -> bytes:
    """Tunes on paper (of `paper.SIZES`), as many on a page as fit or `one_a_page`.

    `book`: the title of a book, which has contents; its tunes have links to ABC Tools, others QR codes too.
    The same tunes give the same file. Raises RenderError.
    """
    document = _Document(sheets, SIZES[paper], None if book is None else short_title(book))
    return document.drawn(one_a_page=one_a_page)


class _Document:
    def __init__(self, sheets: Sequence[Sheet], paper: Paper, book: str | None) -> None:
        sheets = sheets if book is None else [_titled(sheet) for sheet in sheets]
        self._sheets, self._paper, self._book = sheets, paper, book
        texts = [text for sheet in sheets for text in texts_of(sheet)]
        self._typesetter = Typesetter([*texts, book or ""])
        self._tunes = [
            blocks_of(sheet, paper.inner_width, self._typesetter, code=book is None) for sheet in sheets
        ]
        self._front = [] if book is None else contents.pages_of(len(sheets), paper)

    def drawn(self, *, one_a_page: bool) -> bytes:
        spaces = [[block.space for block in blocks] for blocks in self._tunes]
        places = lay_out(spaces, self._paper.inner_height, between=_BETWEEN_TUNES, one_a_page=one_a_page)
        pages = [list(group) for _, group in groupby(places, key=lambda place: place.page)]
        painter = self._painter()
        self._draw_contents(painter, places)
        numbered = self._book is not None or len(pages) > 1
        for number, on_page in enumerate(pages, len(self._front) + 1):
            for place in on_page:
                self._draw_block(painter, place)
            if numbered:
                self._draw_number(painter, number)
            painter.next_page()
        return painter.document()

    def _painter(self) -> Painter:
        title = self._book or " / ".join(short_title(sheet.melody.title) for sheet in self._sheets)
        shapes = (shape for blocks in self._tunes for block in blocks for shape in block.shapes)
        glyphs = [shape for shape in shapes if isinstance(shape, Glyph)]
        return Painter(self._paper, self._typesetter, title=title, glyphs=glyphs)

    def _draw_contents(self, painter: Painter, places: Sequence[Place]) -> None:
        begins = {place.tune: place.page + len(self._front) + 1 for place in places if place.block == 0}
        for number, indices in enumerate(self._front, 1):
            if number == 1 and self._book:
                painter.draw([contents.heading(self._book, self._paper, self._typesetter)])
            lines = [_line(self._sheets[index], begins[index]) for index in indices]
            rows = contents.rows(lines, self._paper, self._typesetter, is_first=number == 1)
            for index, row in zip(indices, rows, strict=True):
                painter.draw(row.words)
                painter.link_to(Box(0.0, row.top, self._paper.inner_width, row.bottom), _key(index))
            self._draw_number(painter, number)
            painter.next_page()

    def _draw_block(self, painter: Painter, place: Place) -> None:
        block: Block = self._tunes[place.tune][place.block]
        if place.block == 0:
            heading = _titled(self._sheets[place.tune]).heading
            painter.mark(_key(place.tune), short_title(heading), place.top)
        painter.draw(block.shapes, scale=block.scale, top=place.top - block.top * block.scale)
        for link in block.links:
            box = link.box
            painter.link(Box(box.left, box.top + place.top, box.right, box.bottom + place.top), link.address)

    def _draw_number(self, painter: Painter, number: int) -> None:
        y = self._paper.inner_height + _NUMBER_BELOW
        painter.draw([Words(str(number), self._paper.inner_width / 2, y, _NUMBER_SIZE, "serif", "middle")])


def _titled(sheet: Sheet) -> Sheet:
    return sheet if short_title(sheet.heading).strip() else replace(sheet, heading=UNTITLED)


def _line(sheet: Sheet, page: int) -> contents.Line:
    melody = sheet.melody
    return contents.Line(short_title(sheet.heading), short_title(melody.rhythm or ""), melody.key.name, page)


def _key(index: int) -> str:
    """The name of a tune's place in the document."""
    return f"tune-{index + 1}"
