"""Features of hand-written tunes, counted by hand."""

from __future__ import annotations

import math

import pytest

from generator.judge.features import FEATURES, features
from generator.notation.reading.reader import read_abc
from generator.notation.transpose import to_tonic
from tests.generator.judge.tunes import NEW, OLD, jig


def test_every_feature_of_an_ordinary_tune_is_a_number() -> None:
    found = features(jig(OLD, NEW))
    assert found.keys() == FEATURES.keys()
    assert all(math.isfinite(number) for number in found.values())


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("bar_5_is_bar_1", 1.0),
        ("part_b_ends_as_part_a", math.nan),
        ("equal_to_4_before", 2 / 4),
        ("equal_to_2_before", 2 / 6),
        ("rhythm_of_1_before", 6 / 7),
        ("different_bars", 5 / 8),
        ("commonest_bar", 3 / 8),
        ("eighths", 43 / 45),
        ("quarters", 1 / 45),
        ("longer_than_quarter", 1 / 45),
        ("notes_per_beat", 45 / 16),
        ("different_rhythms", 2 / 8),
        ("altered", 0.0),
        ("range", 17),
        ("first_part_ends_on_tonic", 1.0),
        ("last_step", 0),
        ("last_length", 3),
        ("last_note_is_short", 0.0),
    ],
)  # fmt: skip
def test_a_feature_is_what_one_counts(name: str, number: float) -> None:
    assert features(jig(OLD))[name] == pytest.approx(number, nan_ok=True)


def test_features_are_the_same_in_every_key_and_octave() -> None:
    melody = jig(OLD, NEW)
    low = read_abc("M:6/8\nL:1/8\nK:C\n|:G,E,G, CG,E,|F,A,F, DB,G,:|")
    high = read_abc("M:6/8\nL:1/8\nK:C\n|:GEG cGE|FAF dBG:|")
    assert features(to_tonic(melody, "D")) == pytest.approx(features(melody))
    assert features(low) == pytest.approx(features(high), nan_ok=True)


def test_crumbs_at_the_end_are_found() -> None:
    found = features(jig(["GEG cGE", "C2E C3/4B,/4E3/4E/4"]))
    assert (found["last_note_is_short"], found["last_bar_has_thirty_second"]) == (1, 1)


def test_a_syncopation_is_a_note_over_the_beat() -> None:
    plain, syncopated = (read_abc(f"M:4/4\nL:1/8\nK:C\n{bar}|]") for bar in ("CDEFGABc", "CD2EFGAB"))
    assert features(plain)["over_the_beat"] == 0
    assert features(syncopated)["over_the_beat"] == pytest.approx(1 / 4)


def test_a_note_outside_the_key_is_altered() -> None:
    assert features(jig(["^FEF GAB"]))["altered"] == pytest.approx(2 / 6)
