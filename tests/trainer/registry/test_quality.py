from __future__ import annotations

import math
from dataclasses import replace

import pytest

from trainer.evaluation.classifier import Auc
from trainer.registry.quality import Quality

PRINTED = {"last_note_is_short": 0.01, "last_bar_has_thirty_second": 0.0}
GOOD = Quality(
    bits_per_note=2.6, valid=0.6, original=0.99, repetition_gap=0.04, endings=PRINTED, samples=200,
    auc=Auc(0.7, 0.04, "trees"),
)  # fmt: skip


def with_endings(short: float, thirty_second: float) -> Quality:
    return replace(GOOD, endings={"last_note_is_short": short, "last_bar_has_thirty_second": thirty_second})


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (GOOD, []),
        (replace(GOOD, bits_per_note=2.5, valid=0.9, original=1.0), []),
        (replace(GOOD, bits_per_note=2.601), []),  # half precision may cost as much
        (replace(GOOD, bits_per_note=2.7), ["bits: 2.700 per note against 2.600"]),
        (replace(GOOD, bits_per_note=math.inf), ["bits: inf per note against 2.600"]),
        (replace(GOOD, valid=0.55), []),  # chance
        (replace(GOOD, valid=0.45), ["validity: 45.0% valid draws against 60.0%"]),
        (replace(GOOD, bits_per_note=2.5, valid=0.45), []),  # it predicts better
        (replace(GOOD, bits_per_note=2.5, valid=0.3), ["validity: 30.0% valid draws against 60.0%"]),
        (replace(GOOD, bits_per_note=2.5, original=0.9), ["originality: 90.0% original draws against 99.0%"]),
        (replace(GOOD, original=0.5), ["originality: 50.0% original draws against 99.0%"]),
        (replace(GOOD, repetition_gap=0.08), []),  # chance
        (
            replace(GOOD, bits_per_note=2.5, repetition_gap=0.3),
            ["repetition: 0.30 from that of printed tunes against 0.04"],
        ),
        (with_endings(0.02, 0.01), []),  # chance
        (
            with_endings(0.12, 0.0),
            ["endings: the last note is shorter than an eighth in 12.0% of the draws against 1.0%"],
        ),
        (with_endings(0.0, 0.1), ["endings: a 32nd in the last bar in 10.0% of the draws against 0.0%"]),
        (replace(GOOD, endings={}), []),  # no draw can be read, which validity says
        (replace(GOOD, auc=Auc(1.0, 0.0, "trees")), []),  # it decides nothing
        (replace(GOOD, auc=None), []),
        (
            replace(with_endings(0.3, 0.0), bits_per_note=3.0, valid=0.1),
            [
                "bits: 3.000 per note against 2.600",
                "validity: 10.0% valid draws against 60.0%",
                "endings: the last note is shorter than an eighth in 30.0% of the draws against 1.0%",
            ],
        ),
    ],
)
def test_worse_means_worse_by_more_than_chance_in_what_is_named(other: Quality, words: list[str]) -> None:
    assert other.worse_than(GOOD, PRINTED) == words


def test_short_endings_are_no_fault_if_printed_tunes_have_as_many() -> None:
    short = with_endings(0.3, 0.0)
    assert short.worse_than(GOOD, PRINTED) != []
    assert short.worse_than(GOOD, {**PRINTED, "last_note_is_short": 0.28}) == []


def test_the_words_have_every_figure() -> None:
    assert GOOD.words == (
        "2.600 bits per note, 60.0% valid, 99.0% original, repetition 0.04 from that of printed tunes, "
        "the last note is shorter than an eighth in 1.0%, a 32nd in the last bar in 0.0%, AUC 0.70 ± 0.04"
    )
    assert "AUC" not in replace(GOOD, auc=None).words
