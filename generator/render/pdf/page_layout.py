"""Which block of which tune stands where: as many tunes on a page as fit.

A tune that fits on one page is never broken; one that does not is broken between its lines, and its heading
stays with the first of them. Pure: knows blocks by their heights only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_CLOSER = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""What is left of the empty space between blocks where a tune would fill only the head of another page."""


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
    higher than a page has one to itself. The last block of a tune, the way to ABC Tools, is not left alone
    on a page: what is empty between the blocks becomes less, or the block before goes with it.
    """
    places: list[Place] = []
    page, end = 0, 0.0  # of what is on the page
    for tune, blocks in enumerate(tunes):
        top = end + between if end else 0.0
        if end and (one_a_page or top + _height(blocks) > height):
            page, top = page + 1, 0.0
        placed = _placed(blocks, Place(tune, 0, page, top), height)
        places += placed
        page, end = placed[-1].page, placed[-1].top + blocks[-1].height
    return places


def _placed(blocks: Sequence[Space], first: Place, height: float) -> list[Place]:
    """The places of a tune that begins at `first`."""
    for share in _CLOSER:
        closer = [Space(block.height, block.below * share) for block in blocks]
        placed = _in_a_row(closer, first, height, kept_at_end=1)
        if not _last_is_alone(placed):
            return placed
    return _in_a_row(blocks, first, height, kept_at_end=2)


def _in_a_row(blocks: Sequence[Space], first: Place, height: float, *, kept_at_end: int) -> list[Place]:
    """The blocks in their order; the heading and the block after it, and the last ones, stay together."""
    places: list[Place] = []
    page, top = first.page, first.top
    last = len(blocks) - kept_at_end
    for index, block in enumerate(blocks):
        kept_together = blocks[:2] if index == 0 else blocks[index:] if index == last else [block]
        if _height(kept_together) > height:
            kept_together = [block]
        if top and index != 1 and top + _height(kept_together) > height:
            page, top = page + 1, 0.0
        places.append(Place(first.tune, index, page, top))
        top += block.height + block.below
    return places


def _last_is_alone(places: Sequence[Place]) -> bool:
    return len(places) > 1 and places[-1].page > places[-2].page


def _height(blocks: Sequence[Space]) -> float:
    return sum(block.height + block.below for block in blocks) - (blocks[-1].below if blocks else 0.0)
