"""Paper that sheet music is printed on. Lengths are in points, 72 to an inch."""

from __future__ import annotations

from dataclasses import dataclass

MILLIMETRE = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, upright, and the margin that is left empty on all sides; page numbers stand in it."""

    width: float
    height: float
    margin: float = 15 * MILLIMETRE

    @property
    def inner_width(self) -> float:
        return self.width - 2 * self.margin

    @property
    def inner_height(self) -> float:
        return self.height - 2 * self.margin


SIZES = {
    "a4": Paper(210 * MILLIMETRE, 297 * MILLIMETRE),
    "letter": Paper(8.5 * 72, 11 * 72),
}
"""By the names that `playing.PAPERS` has."""
