"""Sound: samples in stereo, the value that flows from the synthesizer to the encoder.

Ten minutes are 115 MB as the synthesizer makes them, and 230 MB as floating-point numbers. So a sound keeps
the first, and what is done to it as a list; it is computed block by block, whenever it is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

GRID = 48
"""Blocks begin at multiples of it."""
BLOCK = 76_800
"""Samples that are computed at a time where nobody needs another number: as many as fit into a cache."""
_FULL_SCALE = np.float32(1 / 32768)


class Change(Protocol):
    """What is done to a sound: the same whether it comes in one block or in many."""

    def apply(self, block: Samples, start: int) -> None:
        """Change a block (n, 2) in place; `start`: where it begins in the sound, a multiple of `GRID`."""


@dataclass(frozen=True, slots=True)
class Gain:
    """Louder or softer by a factor."""

    factor: np.float32

    def apply(self, block: Samples, start: int) -> None:
        """See Change."""
        block *= self.factor


@dataclass(frozen=True, slots=True)
class Sound:
    """`recorded`: (n, 2), left and right, from -1 to 1 or in 16 bits, `rate` of them a second.

    `changes`: what is done to them, in this order.
    """

    recorded: Samples | NDArray[np.int16]
    rate: int
    changes: tuple[Change, ...] = ()

    def __len__(self) -> int:
        return len(self.recorded)

    @property
    def seconds(self) -> float:
        return len(self) / self.rate

    @property
    def samples(self) -> Samples:
        """All samples, (n, 2), from -1 to 1."""
        return self.since(0)

    def since(self, start: int) -> Samples:
        """The samples from `start` on."""
        aligned = start - start % GRID
        blocks = [np.zeros((0, 2), np.float32), *self.blocks(start=aligned)]
        return np.concatenate(blocks)[start - aligned :]

    def blocks(self, multiple_of: int = BLOCK, start: int = 0) -> Iterator[Samples]:
        """The samples in blocks of a multiple of so many; the last is shorter. They are the caller's."""
        size = math.lcm(multiple_of, GRID)
        for at in range(start, len(self), size):
            block = _as_floats(self.recorded[at : at + size])
            for change in self.changes:
                change.apply(block, at)
            yield block

    def changed(self, change: Change) -> Sound:
        """The same sound with one more change."""
        return replace(self, changes=(*self.changes, change))

    def until(self, end: int) -> Sound:
        """The same sound, no longer than so many samples. A change that depends on the end comes later."""
        return replace(self, recorded=self.recorded[:end])


def _as_floats(recorded: Samples | NDArray[np.int16]) -> Samples:
    if recorded.dtype == np.int16:
        return np.multiply(recorded, _FULL_SCALE, dtype=np.float32)
    return recorded.astype(np.float32)
