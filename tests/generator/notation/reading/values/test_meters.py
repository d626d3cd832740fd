"""The M: and L: fields."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.notation.melody import Change
from generator.notation.reading.reader import read_abc
from generator.notation.reading.values.meters import read_length, read_meter
from generator.notation.theory import FREE, Meter
from tests.generator.notation.test_oracle import abc2midi_sounds, ours, same


@pytest.mark.parametrize(
    ("field", "name", "bar", "beat", "unit", "compound"),
    [
        ("C", "4/4", "1", "1/4", "1/8", False),
        ("C|", "2/2", "1", "1/2", "1/8", False),
        ("2/4", "2/4", "1/2", "1/4", "1/16", False),
        ("3/4", "3/4", "3/4", "1/4", "1/8", False),
        ("3/8", "3/8", "3/8", "1/8", "1/16", False),
        ("6/8", "6/8", "3/4", "3/8", "1/8", True),
        ("9/8", "9/8", "9/8", "3/8", "1/8", True),
        ("12/8", "12/8", "3/2", "3/8", "1/8", True),
        ("5/8", "5/8", "5/8", "1/8", "1/16", False),
        ("3/2", "3/2", "3/2", "1/2", "1/8", False),
        ("6/4 % slow", "6/4", "3/2", "1/4", "1/8", False),
    ],
)
def test_a_meter_is_read(field: str, name: str, bar: str, beat: str, unit: str, compound: bool) -> None:
    meter = read_meter(field)
    assert meter.name == name
    assert (meter.bar, meter.beat, meter.default_unit) == tuple(map(Fraction, (bar, beat, unit)))
    assert meter.compound is compound
    assert Meter.parse(name) == meter


@pytest.mark.parametrize(
    "field", ["0/4", "4/0", "4/3", "25/4", "4", "2+/8", "2+0/8", "3/4+2/8", "99+99/8", "٦/٨", "6/8" * 99]
)
def test_a_meter_that_cannot_be_played_is_named(field: str) -> None:
    with pytest.raises(ValueError, match="not a meter"):
        read_meter(field)


@pytest.mark.parametrize(
    ("field", "length"),
    [("1/8", "1/8"), ("1/16", "1/16"), ("1", "1"), ("1/1", "1"), ("1/4 x", "1/4"), ("1 / 16", "1/16")],
)
def test_a_unit_length_is_read(field: str, length: str) -> None:
    assert read_length(field) == Fraction(length)


@pytest.mark.parametrize("field", ["", "1/3", "2/8", "0", "1/0", "1/256", "eighth"])
def test_an_impossible_unit_length_is_named(field: str) -> None:
    with pytest.raises(ValueError, match="not a unit note length"):
        read_length(field)


@pytest.mark.parametrize(
    ("field", "meter"),
    [
        ("none", FREE), ("", FREE),
        ("(2+2+3)/8", Meter(7, 8, (2, 2, 3))), ("2+2+3/8", Meter(7, 8, (2, 2, 3))),
        ("( 2 + 3 ) / 8", Meter(5, 8, (2, 3))), ("3/4+2/4", Meter(5, 4, (3, 2))), ("5/4", Meter(5, 4)),
        ("7/8", Meter(7, 8)), ("10/8", Meter(10, 8)), ("c|", Meter(2, 2)),
    ],
)  # fmt: skip
def test_a_meter_may_be_free_or_uneven(field: str, meter: Meter) -> None:
    assert read_meter(field) == meter


def test_without_a_meter_bars_are_free_and_the_unit_is_an_eighth() -> None:
    for head in ("X:1\n", "X:1\nM:none\n", "M:\n"):
        melody = read_abc(head + "K:C\nCDE FGAB c2|]")
        assert melody.meter == FREE
        assert melody.bars[0].notes[0].length == Fraction(1, 8)


@pytest.mark.parametrize(
    ("head", "unit"),
    [("M:2/4", "1/16"), ("M:3/4", "1/8"), ("M:2/4\nL:1/4", "1/4"), ("L:1/4\nM:2/4", "1/4"),
     ("M:6/8", "1/8"), ("M:(2+3)/8", "1/16")],
)  # fmt: skip
def test_the_meter_of_the_head_sets_the_unit(head: str, unit: str) -> None:
    for body in ("", "M:4/4\n", "[M:4/4]"):
        assert read_abc(f"{head}\nK:C\n{body}C|]").bars[0].notes[0].length == Fraction(unit)


def test_a_meter_changes_where_it_is_written() -> None:
    melody = read_abc("M:3/4\nL:1/4\nK:C\nCDE|[M:2/4]Bc|\nM:2/4\nBc|M:C\nCDEF|]".replace("|M:", "|\nM:"))
    assert melody.meter == Meter(3, 4)
    assert [bar.changes for bar in melody.bars] == [
        (), (Change(Fraction(0), meter=Meter(2, 4)),), (), (Change(Fraction(0), meter=Meter(4, 4)),),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["M:2/4\nK:C\nM:4/4\nCDEF|]", "K:C\nCDEF|]", "M:none\nL:1/4\nK:C\nCDE FGAB c2|]",
     "M:(2+2+3)/8\nL:1/8\nK:C\nCDEFGAB|]", "M:3/4\nL:1/4\nK:C\nCDE|[M:2/4]Bc|[L:1/8]CDEF|]",
     "M:3/4\nL:1/4\nK:C\nCDE|\nM:2/4\nL:1/16\nCDEF|]", "M:5/4\nL:1/4\nK:C\nCDEFG|]"],
)  # fmt: skip
def test_abc2midi_plays_the_same_lengths(text: str) -> None:
    text = "X:1\nT:t\n" + text
    assert same(ours(read_abc(text)), abc2midi_sounds(text))
