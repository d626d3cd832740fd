"""What is drawn on paper: outlines, glyphs of the music font and words, with the room that they take.

Plain values in the units of the module that makes them; y grows downwards, as in SVG. Knows no PDF.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: `left` ≤ `right`, `top` ≤ `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box around others; raises ValueError if there are none."""
        several = list(boxes)
        return cls(
            min(one.left for one in several),
            min(one.top for one in several),
            max(one.right for one in several),
            max(one.bottom for one in several),
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """A path: `line` wide if it is stroked (0: it is not), and filled or not, in black unless `white`."""

    path: DecomposingRecordingPen
    line: float
    filled: bool
    white: bool = False

    @property
    def box(self) -> Box | None:
        """None for a path without a point."""
        bounds = bounds_of(self.path)
        return None if bounds is None else Box(*bounds)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign of the music font. `outline` is in the font's own units with y growing upwards, `place` maps
    them, turned upside down, to where it stands. `bounds`: left, lower, right and upper end of the outline.
    """

    name: str
    outline: DecomposingRecordingPen
    bounds: tuple[float, float, float, float]
    place: Transform

    @property
    def box(self) -> Box | None:
        left, lower, right, upper = self.bounds
        return Box(
            *self.place.transformPoint((left, -upper)),
            *self.place.transformPoint((right, -lower)),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """A text on the baseline `y`: `x` is its "start", "middle" or "end", as `anchor` says.

    `font` is one of `pdf.fonts.FONTS`. `box` has its height; its width is not known here.
    """

    text: str
    x: float
    y: float
    size: float
    font: str
    anchor: str = "start"

    @property
    def box(self) -> Box | None:
        return Box(self.x, self.y - 0.8 * self.size, self.x, self.y + 0.25 * self.size)


Shape = Outline | Glyph | Words


def recorded() -> DecomposingRecordingPen:
    """A pen that remembers what is drawn with it."""
    return DecomposingRecordingPen({})


def bounds_of(path: DecomposingRecordingPen) -> tuple[float, float, float, float] | None:
    """The least and greatest x and y of its points: (x, y, x, y). None for a path without one."""
    pen = ControlBoundsPen({})
    path.replay(pen)
    found: tuple[float, float, float, float] | None = pen.bounds
    return found
