"""A link as a QR code of squares, for who has the tune on paper."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from generator.render.pdf.paper import MILLIMETRE

LONGEST_LINK = 1273
"""Bytes of a link that still gets a code: version 25 with the least correction, 117 squares and 41 mm wide. A
larger one would have squares that a telephone cannot tell apart, or take a third of the page."""

_SQUARE = 0.33 * MILLIMETRE
_LEAST_WIDTH = 20 * MILLIMETRE
_QUIET = 4
"""Squares that are left empty around a code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """`rows` of squares, true where one is black; each is `square` points wide."""

    rows: tuple[tuple[bool, ...], ...]
    square: float

    @property
    def width(self) -> float:
        """With the empty margin."""
        return (len(self.rows) + 2 * _QUIET) * self.square

    @property
    def margin(self) -> float:
        return _QUIET * self.square


def qr_code(link: str) -> QrCode | None:
    """The code of a link; None for one that is longer than `LONGEST_LINK`."""
    if len(link.encode()) > LONGEST_LINK:
        return None
    rows = tuple(tuple(map(bool, row)) for row in segno.make_qr(link, error="l", boost_error=False).matrix)
    return QrCode(rows, max(_SQUARE, _LEAST_WIDTH / (len(rows) + 2 * _QUIET)))
