"""What a good tune is, and that every fault is reported."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.checker import bar_problems, check
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import played_bars
from tests.generator.notation.strategies import examples, melodies

ODD = Fraction(1, 64)
"""A length that no pickup has."""

GOOD = "|:G|ceg ceg|fdB GAB|ceg ceg|dBG c2:|\n|:g|agf efg|agf efg|ceg ceg|dBG c2:|"


def problems(body: str, meter: str = "6/8") -> list[str]:
    return check(read_abc(f"M:{meter}\nL:1/8\nK:C\n{body}"))


def lengthened(melody: Melody, index: int) -> Melody:
    bars = []
    for bar in melody.bars:
        notes = [
            replace(note, length=note.length + ODD) if index == at else note
            for at, note in enumerate(bar.notes)
        ]
        index -= len(notes)
        bars.append(replace(bar, notes=tuple(notes)))
    return replace(melody, bars=tuple(bars))


def adds_up(melody: Melody) -> bool:
    """The slow and obvious way: every full bar's end as played falls on a bar line."""
    full = melody.meter.bar
    played = played_bars(melody)
    first = played[0].duration % full
    at, lines = -first % full, set()
    for bar in played:
        at += bar.duration
        lines.add(at % full)
    total = sum((bar.duration for bar in played), Fraction(0))
    inside = {(-bar.duration) % full for bar in played} | {Fraction(0)}
    return lines <= inside and total % full in (0, first)


@given(melodies())
@examples(30)
def test_a_tune_that_adds_up_passes(melody: Melody) -> None:
    assert bar_problems(melody) == []
    assert adds_up(melody)


@given(melodies(), st.integers(0, 10_000))
@examples(50)
def test_any_note_that_is_too_long_is_reported(melody: Melody, chosen: int) -> None:
    free = len(melody.bars[0].notes) if melody.bars[0].duration < melody.meter.bar else 0
    count = sum(len(bar.notes) for bar in melody.bars)
    assert bar_problems(lengthened(melody, free + chosen % (count - free)))


def test_a_pickup_that_is_repeated_must_fit() -> None:
    assert bar_problems(read_abc(f"M:6/8\nL:1/8\nK:C\n{GOOD.replace('|:G|', '|:G2|')}"))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (GOOD, None),
        (GOOD.replace("fdB GAB", "fdB GA"), "a bar does not add up"),
        (GOOD.replace("fdB GAB", "fdB GAB2"), "a bar does not add up"),
        (GOOD.replace("c2:|\n", "c3:|\n"), "where two parts meet, the bars do not add up"),
        (GOOD.replace("|:g|", "|:"), "where two parts meet, the bars do not add up"),
        (GOOD.replace("dBG c2:|\n", "|1 dBG c2:|\n"), "an ending is missing, or stands twice"),
        (
            GOOD.replace("|:", "").replace(":|", "||").removesuffix("c2||") + "c|]",
            "the last bar and the first",
        ),
        ("|:" + "c6|" * 7 + "c6:|", "only 8 notes"),
        (GOOD.replace("ceg", "c,,,eg"), "a note is out of range"),
        (GOOD.replace("ceg", "c'''eg"), "a note is out of range"),
        ("|:ccc ccc|" + "ccccccc/c/c/c/|" * 2 + "ccc ccc:|", "a bar does not add up"),
        ("|:" + "ccc ccc|" * 6 + "ccc ccc:|", "7 bars"),
        ("|:" + "ccc ccc|" * 80 + "ccc ccc:|", "81 bars"),
    ],
)
def test_the_problem_is_named(body: str, problem: str | None) -> None:
    found = problems(body)
    assert (found == []) if problem is None else any(problem in one for one in found)


def test_a_tune_may_end_on_a_full_bar_or_on_its_pickups_complement() -> None:
    body = "G2|c8|d8|e8|f8|g8|f8|e8|"
    assert bar_problems(read_abc(f"M:4/4\nL:1/8\nK:C\n{body}c6|]")) == []
    assert bar_problems(read_abc(f"M:4/4\nL:1/8\nK:C\n{body}c8|]")) == []
    assert bar_problems(read_abc(f"M:4/4\nL:1/8\nK:C\n{body}c7|]")) == [
        "the last bar and the first do not add up"
    ]
