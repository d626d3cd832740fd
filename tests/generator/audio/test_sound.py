"""A sound is the same whether it is computed at once or block by block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from generator.audio.limiter import limited
from generator.audio.mastering import master
from generator.audio.sound import BLOCK, GRID, Gain, Samples, Sound

RATE = 48_000
LENGTHS = [1, GRID, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7]


def noise(length: int) -> Sound:
    """As a synthesizer makes it, with a peak here and there."""
    samples = np.random.default_rng(1).normal(0, 2000, (length, 2)).round().astype(np.int16)
    samples[::30_000] = 32_767
    return Sound(samples, RATE)


@dataclass(frozen=True)
class Ramp:
    """A change that depends on the place."""

    def apply(self, block: Samples, start: int) -> None:
        block *= np.arange(start, start + len(block), dtype=np.float32)[:, None]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("multiple_of", [1, 7, GRID, 4800 * 16, BLOCK])
def test_the_blocks_are_the_whole(length: int, multiple_of: int) -> None:
    sound = limited(noise(length), 0.5).changed(Gain(np.float32(0.7))).changed(Ramp())
    blocks = list(sound.blocks(multiple_of))
    assert np.array_equal(np.concatenate(blocks), sound.samples)
    assert all(len(block) % multiple_of == 0 for block in blocks[:-1])


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("start", [0, 1, GRID, GRID + 1, BLOCK + 5])
def test_what_comes_later_is_the_same_alone(length: int, start: int) -> None:
    sound = noise(length).changed(Ramp())
    assert np.array_equal(sound.since(start), sound.samples[start:])


def test_reading_a_sound_changes_nothing() -> None:
    sound = noise(BLOCK + 1)
    before = sound.recorded.copy()
    for block in sound.changed(Gain(np.float32(0.5))).blocks():
        block[:] = 0
    assert np.array_equal(sound.recorded, before)


def test_a_mastered_sound_holds_no_more_than_what_was_recorded() -> None:
    sound = noise(5 * RATE)
    assert np.shares_memory(master(sound, 4.5).recorded, sound.recorded)
