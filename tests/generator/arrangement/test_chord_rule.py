"""The rule against all progressions counted one by one, and its tables."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from generator.arrangement.chord_rule import choose_chords, clashes, part_tonic
from generator.arrangement.chord_weights import COMMON, ModeWeights, weights_of
from generator.arrangement.strong_beats import LastNote, Span, last_note, runs, spans
from generator.notation.reading.reader import read_abc
from generator.notation.theory import MODES


def notes_of(body: str) -> tuple[list[Span], LastNote]:
    melody = read_abc(f"X:1\nM:4/4\nL:1/8\nK:C\n{body}")
    (run,) = runs(melody)
    return spans(melody, run), last_note(melody, run)


def spans_of(body: str) -> list[Span]:
    return notes_of(body)[0]


def weight(progression: tuple[int, ...], tune: list[Span], weights: ModeWeights, at_rest: bool) -> float:
    """How likely a progression is: e to the power of all its weights."""
    total = sum(
        span.sounding @ weights.sounding[:, chord]
        + span.accented @ weights.struck[:, chord]
        + weights.places[span.place][chord]
        for span, chord in zip(tune, progression, strict=True)
    )
    for (one, two), span in zip(pairwise(progression), tune[1:], strict=True):
        total += weights.changes[0 if span.on_bar_line else 1, one, two]
    return float(np.exp(total)) * bool(progression[-1] == 0 if at_rest else weights.may_end[progression[-1]])


@pytest.mark.parametrize("at_rest", [True, False])
@pytest.mark.parametrize("mode", ["maj", "dor"])
def test_the_rule_chooses_what_most_of_all_progressions_have(mode: str, at_rest: bool) -> None:
    tune = spans_of("C2EG F2A2|G2B2 d4|]")
    weights = weights_of(mode)
    shares = np.zeros((len(tune), len(weights.chords)))
    for progression in product(range(len(weights.chords)), repeat=len(tune)):
        shares[np.arange(len(tune)), progression] += weight(progression, tune, weights, at_rest)
    assert choose_chords(tune, 0, mode, at_rest) == [weights.chords[index] for index in shares.argmax(axis=1)]


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_has_its_tonic_first_and_dominants_that_lead_there(mode: str) -> None:
    weights = weights_of(mode)
    assert weights.chords[0][0] == 0
    assert len(set(weights.chords)) == len(weights.chords)
    dominants = weights.may_end.copy()
    dominants[0] = False
    assert dominants.any()
    assert {root for (root, _), ends in zip(weights.chords, weights.may_end, strict=True) if ends} <= {
        0, 1, 2, 5, 7, 10,
    }  # fmt: skip


@pytest.mark.parametrize("mode", sorted(set(MODES) - {"loc"}))
def test_the_chords_of_a_mode_have_the_notes_of_its_scale_or_lead_back_to_it(mode: str) -> None:
    scale = {7 * (MODES[mode] + fifth) % 12 for fifth in range(-1, 6)}
    roots = {root for root, _ in weights_of(mode).chords}
    assert roots - scale <= {10}


@pytest.mark.parametrize(
    ("body", "tonic"),
    [
        ("C2EG c2GE|F2Ac c2E2|D2FA d2BG|c4 C4|]", 0),
        ("G2Bd g2dB|c2eg d2^f2|a2^fd d2^FA|G4 G4|]", 7),
        ("F2Ac f2cA|_B2df c2e2|g2ec c2EG|F4 F4|]", 5),
        ("C2EG c2GE|F2Ac c2E2|D2FA d2BG|G4 G4|]", 0),
        ("D2^FA d2AD|D2^FA d2AD|D2^FA d2AD|D4 D4|]", 0),
    ],
    ids=["tonic", "dominant", "subdominant", "half cadence", "too far"],
)
def test_a_part_is_in_another_key_if_its_notes_and_its_end_say_so(body: str, tonic: int) -> None:
    assert part_tonic(*notes_of(body), 0, "maj") == tonic


@pytest.mark.parametrize(
    ("last", "clash"), [("C8", False), ("D2C2", True), ("DCEC", False), ("DEFC", False), ("DFAC", True)]
)
def test_the_tonic_clashes_with_a_long_foreign_note_on_the_beat_or_many_short_ones(
    last: str, clash: bool
) -> None:
    assert clashes(spans_of(f"{last}|]")[-1], 0, "maj") is clash


@pytest.mark.parametrize(
    ("mode", "chord", "contradicted"),
    [("dor", "bVII", 11), ("dor", "V", 10), ("min", "bVII", 11), ("maj", "III", 7)],
)
def test_a_chord_is_unlikely_over_a_raised_or_lowered_form_of_its_tones(
    mode: str, chord: str, contradicted: int
) -> None:
    assert weights_of(mode).sounding[contradicted, list(COMMON[mode]).index(chord)] < 0
