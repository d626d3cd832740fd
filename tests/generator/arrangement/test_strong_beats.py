"""Strong beats, and how a tune is cut at them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from generator.arrangement.strong_beats import LastNote, Place, last_note, runs, spans, strong_beats
from generator.notation.form import pickup_offsets
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Meter
from tests.generator.notation.strategies import examples, melodies


@pytest.mark.parametrize(
    ("meter", "eighths"),
    [
        ("4/4", [0, 4]), ("2/2", [0, 4]), ("2/4", [0, 2]), ("6/8", [0, 3]), ("9/8", [0, 3, 6]),
        ("12/8", [0, 6]), ("3/4", [0]), ("3/8", [0]), ("3/2", [0, 4, 8]), ("6/4", [0, 6]),
        ("5/4", [0, 6]), ("5/8", [0, 3]), ("7/8", [0, 2, 4]), ("10/8", [0, 3, 5, 7]),
    ],
)  # fmt: skip
def test_chords_may_change_on_the_strong_beats(meter: str, eighths: list[int]) -> None:
    assert [8 * onset for onset in strong_beats(Meter.parse(meter))] == eighths


@pytest.mark.parametrize("count", range(1, 25))
@pytest.mark.parametrize("unit", [1, 2, 4, 8, 16, 32])
def test_every_meter_has_strong_beats_within_its_bar(count: int, unit: int) -> None:
    beats = strong_beats(Meter(count, unit))
    assert beats[0] == 0
    assert list(beats) == sorted(set(beats))
    assert beats[-1] < Meter(count, unit).bar


def tune(body: str, meter: str = "4/4") -> Melody:
    return read_abc(f"X:1\nM:{meter}\nL:1/8\nK:C\n{body}")


def test_a_part_with_its_first_ending_is_one_run_and_a_later_ending_another() -> None:
    found = runs(tune("c2|:C8|D8|1E8:|2F8||G2|:A8|B6:|"))
    assert [(run.bars, run.part, run.first) for run in found] == [
        ((1, 2, 3), 1, 0), ((4,), 1, 2), ((6, 7), 3, 0),
    ]  # fmt: skip


@given(melodies())
@examples(60)
def test_every_bar_but_the_pickups_is_in_one_run(melody: Melody) -> None:
    bars = [index for run in runs(melody) for index in run.bars]
    assert bars == [index for index in range(len(melody.bars)) if not pickup_offsets(melody)[index]]


def test_a_span_begins_only_where_a_note_does() -> None:
    (run,) = runs(tune("C8|C3D5|C2D2E4|"))
    assert [(span.bar, span.onset) for span in spans(tune("C8|C3D5|C2D2E4|"), run)] == [
        (0, 0), (1, 0), (2, 0), (2, Fraction(1, 2)),
    ]  # fmt: skip


def test_one_more_span_may_begin_in_the_last_bar() -> None:
    melody = tune("C8|C2D2E2F2|")
    (run,) = runs(melody)
    found = [(span.bar, int(8 * span.onset), span.place) for span in spans(melody, run, apart=Fraction(3, 4))]
    assert found[1:] == [(1, 0, Place.CADENCE), (1, 4, Place.CADENCE), (1, 6, Place.END)]


@pytest.mark.parametrize(
    ("body", "last"),
    [
        ("C8|D4 [EG]2z2|", LastNote((4, 7), Fraction(1, 2))),
        ("C8|D4 E2-E2|", LastNote((4,), Fraction(1, 2))),
        ("C4D4|z8|", LastNote((2,), None)),
        ("z8||C8|", LastNote((), None)),
    ],
)
def test_the_last_note_is_the_last_that_is_struck(body: str, last: LastNote) -> None:
    run, *_ = runs(tune(body))
    assert last_note(tune(body), run) == last


def test_a_span_knows_what_sounds_and_what_is_struck() -> None:
    melody = tune("C3D z2EE|")
    (run,) = runs(melody)
    first, second = spans(melody, run)
    assert (first.sounding[0], first.sounding[2], first.accented[0]) == (0.75, 0.25, 1.0)
    assert (second.sounding[4], second.accented.sum()) == (1.0, 0.0)


def test_the_places_of_eight_bars() -> None:
    melody = tune("|".join(["C4D4"] * 8) + "|]")
    (run,) = runs(melody)
    inside, places = Place.INSIDE, [span.place for span in spans(melody, run)]
    assert places[:2] == [Place.BEGINNING, inside]
    assert places[6:8] == [inside, Place.HALF_WAY]
    assert places[12:] == [inside, Place.APPROACH, Place.CADENCE, Place.END]
