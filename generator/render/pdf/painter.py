"""Draws shapes on the pages of a PDF. The only module that writes one; knows nothing of tunes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from fontTools.misc.transform import Transform
from fontTools.pens.basePen import BasePen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from generator.render.pdf.fonts import Typesetter
from generator.render.pdf.paper import Paper
from generator.render.pdf.shapes import Box, Glyph, Outline, Shape, Words


class _PathPen(BasePen):  # type: ignore[misc]
    """Draws on a path of the PDF."""

    def __init__(self, path: Any) -> None:
        super().__init__({})
        self._path = path

    def _moveTo(self, point: tuple[float, float]) -> None:
        self._path.moveTo(*point)

    def _lineTo(self, point: tuple[float, float]) -> None:
        self._path.lineTo(*point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:
        self._path.curveTo(*(number for point in points for number in point))

    def _closePath(self) -> None:
        self._path.close()


class Painter:
    """One document, page after page. `glyphs` are all signs of music that it will have, each stored once.

    Places on a page are given from its upper left margin, with y growing downwards.
    """

    def __init__(self, paper: Paper, typesetter: Typesetter, *, title: str, glyphs: Iterable[Glyph]) -> None:
        self._paper = paper
        self._typesetter = typesetter
        self._target = io.BytesIO()
        rl_config.useA85 = 0  # the library's only switch; streams as text would be a quarter larger
        # invariant: no date and no random id, so that the same tunes give the same file
        self._canvas = Canvas(
            self._target, pagesize=(paper.width, paper.height), pageCompression=1, invariant=1
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor("Lilt")
        self._canvas.setCreator("Lilt")
        for glyph in {glyph.name: glyph for glyph in glyphs}.values():
            self._store(glyph)

    def _store(self, glyph: Glyph) -> None:
        self._canvas.beginForm(glyph.name, *glyph.bounds)
        self._fill(glyph.outline, Transform(), line=0.0, filled=True)
        self._canvas.endForm()

    def draw(
        self, shapes: Iterable[Shape], *, scale: float = 1.0, left: float = 0.0, top: float = 0.0
    ) -> None:
        """Shapes in units of `scale` points, their origin at (`left`, `top`)."""
        place = Transform(scale, 0, 0, -scale, self._x(left), self._y(top))
        for shape in shapes:
            match shape:
                case Glyph():
                    self._canvas.saveState()
                    self._canvas.transform(*place.transform(shape.place).scale(1, -1))
                    self._canvas.doForm(shape.name)
                    self._canvas.restoreState()
                case Outline():
                    if shape.white:
                        self._canvas.setFillGray(1)
                    self._fill(shape.path, place, line=shape.line * scale, filled=shape.filled)
                    if shape.white:
                        self._canvas.setFillGray(0)
                case Words():
                    self._say(shape, place, scale)

    def _fill(self, outline: DecomposingRecordingPen, place: Transform, *, line: float, filled: bool) -> None:
        path = self._canvas.beginPath()
        outline.replay(TransformPen(_PathPen(path), place))
        if line:
            self._canvas.setLineWidth(line)
        self._canvas.drawPath(path, stroke=int(line > 0), fill=int(filled))

    def _say(self, words: Words, place: Transform, scale: float) -> None:
        x, y = place.transformPoint((words.x, words.y))
        size = words.size * scale
        before = {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor]
        x -= before * self._typesetter.width(words.text, words.font, size)
        text = self._canvas.beginText(x, y)
        for font, run in self._typesetter.runs(words.text, words.font):
            text.setFont(font, size)
            text.textOut(run)
        self._canvas.drawText(text)

    def link(self, box: Box, address: str) -> None:
        """A place that opens a web address."""
        self._canvas.linkURL(address, self._rectangle(box), relative=0)

    def link_to(self, box: Box, key: str) -> None:
        """A place that leads to a `mark` in the document."""
        self._canvas.linkAbsolute("", key, self._rectangle(box), thickness=0)

    def mark(self, key: str, title: str, top: float) -> None:
        """A place on this page that links can lead to, with an entry in the outline."""
        self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=self._y(top) + 6)
        self._canvas.addOutlineEntry(title, key, level=0)

    def next_page(self) -> None:
        self._canvas.showPage()

    def document(self) -> bytes:
        """The whole file. Nothing can be drawn any more."""
        self._canvas.save()
        return self._target.getvalue()

    def _x(self, left: float) -> float:
        return self._paper.margin + left

    def _y(self, top: float) -> float:
        return self._paper.height - self._paper.margin - top

    def _rectangle(self, box: Box) -> tuple[float, float, float, float]:
        return self._x(box.left), self._y(box.bottom), self._x(box.right), self._y(box.top)
