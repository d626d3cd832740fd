"""Lengths are what the reader reads, and tuplets always come out even."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.grammar.lengths import GRID, LENGTHS, TUPLETS, OpenTuplet, ticks, tuplet_lengths
from generator.notation.reading.reader import read_abc


@pytest.mark.parametrize("text", LENGTHS)
def test_a_length_is_as_long_as_the_reader_says(text: str) -> None:
    (bar,) = read_abc(f"M:4/4\nL:1/8\nK:C\nC{text}|").bars
    assert ticks(bar.notes[0].length) == LENGTHS[text]


def test_every_length_lies_on_the_grid() -> None:
    assert all(length % GRID == 0 for length in LENGTHS.values())
    assert ticks(Fraction(1, 32)) == GRID


@pytest.mark.parametrize("digit", TUPLETS)
@pytest.mark.parametrize("room", range(0, 400, GRID))
def test_a_tuplet_that_may_begin_can_be_finished(digit: str, room: int) -> None:
    count, time = TUPLETS[digit]
    for length in tuplet_lengths(time, room):
        _, begun = OpenTuplet(count, time, tuplet_lengths(time, room)).after(length)
        assert begun is not None
        assert begun.lengths == {length}
        assert begun.sounds == Fraction(length * time, count) * count
        assert begun.sounds % GRID == 0
        assert begun.sounds <= room


def test_a_tuplet_begins_where_there_is_room_for_its_shortest() -> None:
    assert not tuplet_lengths(2, 2 * GRID - 1)
    assert tuplet_lengths(2, 2 * GRID) == {GRID}
