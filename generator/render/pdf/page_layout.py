"""Which block of which tune stands where: as many tunes on a page as fit.

A tune that fits on one page is never broken; one that does not is broken between its lines, and its heading
stays with the first of them. Pure: knows blocks by their heights only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Space:
    """How high a block is, and the empty space below it, which the end of a page does not need."""

    height: float
    below: float


@dataclass(frozen=True, slots=True)
class Place:
    """Block `block` of tune `tune` stands on page `page`, `top` below the page's upper margin."""

    tune: int
    block: int
    page: int
    top: float


def lay_out(
    tunes: Sequence[Sequence[Space]], height: float, *, between: float, one_a_page: bool = False
) -> list[Place]:
    """The places of all blocks, in order. `tunes`: the blocks of each, the heading first.

    Pages count from 0 and are `height` high; `between` is left empty between two tunes. A block that is
    higher than a page has one to itself.
    """
    places: list[Place] = []
    page, end = 0, 0.0  # of what is on the page
    for tune, blocks in enumerate(tunes):
        top = end + between if end else 0.0
        if end and (one_a_page or top + _height(blocks) > height):
            page, top = page + 1, 0.0
        for index, block in enumerate(blocks):
            kept_together = blocks[:2] if index == 0 else [block]
            if top and index != 1 and top + _height(kept_together) > height:
                page, top = page + 1, 0.0
            places.append(Place(tune, index, page, top))
            end = top + block.height
            top = end + block.below
    return places


def _height(blocks: Sequence[Space]) -> float:
    return sum(block.height + block.below for block in blocks) - (blocks[-1].below if blocks else 0.0)
