"""Plain notes are what the model writes, and last as long as the notes that people wrote."""

from __future__ import annotations

import pytest
from hypothesis import given

from generator.compose.written.plain_notes import plain_bars
from generator.grammar.lengths import GRID, LENGTHS, UNIT
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.writing.bars import write_notes
from tests.generator.notation.strategies import examples, melodies

_WHOLE = 8 * UNIT


@pytest.mark.parametrize(
    ("bar", "plain"),
    [
        ("cdef", "cdef"),
        ("[CEG]4 c'4", "G4c'4"),
        ("(3cde (2cd c>d", "(3cde(2cdc>d"),
        ("c5 d7", "c4-cd6-d"),
        ("(5cdefg", "c/d/4e/f/4g/"),
        ("(3c2de c4", "c-c/4d3/4e3/4c4"),
        ("c//// d", "d"),  # shorter than the grid
        ("z5 c", "z4zc"),
    ],
)
def test_notes_are_as_near_as_the_model_comes(bar: str, plain: str) -> None:
    tune = read_abc(f"X:1\nM:4/4\nL:1/8\nK:C\n{bar}|]")
    (made,) = plain_bars(tune.bars)
    assert write_notes(made, tune.key) == plain


@examples(60)
@given(melodies())
def test_every_bar_lasts_as_long_as_before_up_to_the_grid(melody: Melody) -> None:
    for before, after in zip(melody.bars, plain_bars(melody.bars), strict=True):
        assert abs(before.duration - after.duration) * _WHOLE <= GRID
        assert {note.length * _WHOLE for note in after.notes} <= set(LENGTHS.values())
        assert all(len(note.pitches) <= 1 for note in after.notes)
