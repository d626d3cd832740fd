"""Lengths as printed notes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.note_values import split_at_beat, split_length

EIGHTH, QUARTER, DOTTED = Fraction(1, 8), Fraction(1, 4), Fraction(3, 8)


@pytest.mark.parametrize(
    ("length", "printed"),
    [
        ("1/8", ["eighth"]),
        ("3/8", ["quarter."]),
        ("7/8", ["half.."]),
        ("1", ["whole"]),
        ("3/2", ["whole."]),
        ("5/8", ["half", "eighth"]),
        ("9/16", ["half", "16th"]),
        ("5", ["breve..", "whole."]),
    ],
)
def test_a_length_is_printed_as(length: str, printed: list[str]) -> None:
    assert [value.type + "." * value.dots for value in split_length(Fraction(length))] == printed


@given(st.fractions(Fraction(1, 1000), 20, max_denominator=1000), st.fractions(0, 2, max_denominator=16))
def test_the_parts_add_up_to_the_whole(length: Fraction, start: Fraction) -> None:
    assert sum(value.length for value in split_length(length)) == length
    assert sum(value.length for value in split_at_beat(length, start, QUARTER)) == length


def test_a_note_is_cut_where_a_beat_falls() -> None:
    lengths = [value.length for value in split_at_beat(5 * EIGHTH, Fraction(0), DOTTED)]
    assert lengths == [3 * EIGHTH, 2 * EIGHTH]


def test_a_printable_note_is_not_cut() -> None:
    assert len(split_at_beat(2 * QUARTER, EIGHTH, QUARTER)) == 1
