"""The contour of a tune, and phrases in it."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.intervals import (
    MOST_NOTES,
    Contour,
    contour,
    places_of,
    same_rhythm,
    steps_of,
)
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from tests.generator.notation.strategies import examples, melodies

HEAD = "X:1\nM:none\nL:1/8\nK:C\n"
numbers = st.lists(st.integers(30, 100), max_size=30)


@examples(100)
@given(melody=melodies())
def test_the_notes_are_those_that_sound_repeated_ones_once(melody: Melody) -> None:
    found, soundings = contour(melody), unfold(melody)
    assert list(found.pitches) == [pitch for pitch, _ in groupby(max(one.pitches) for one in soundings)]
    assert sum(found.lengths) == sum(one.duration for one in soundings)
    for pitch, bar in zip(found.pitches, found.bars, strict=True):
        assert pitch in {max(p.midi for p in note.pitches) for note in melody.bars[bar].notes if note.pitches}


@pytest.mark.parametrize(
    ("abc", "same"),
    [
        ("CDEF GA", "c'd'e'f' g'a'"),
        ("CDEF GA", "^C^D^E^F ^G^A"),
        ("CDEF GA", "C2-CD|E4 z2 F|{b}G~A"),
        ("CDEF GA", "CCDDD EF|GAA"),
        ("CDEF GA", "[CE,]D[EC]F G[A,A]"),
        ("CDEF GA CDEF GA", "|:CDEF|GA:|"),
        ("CDEF GA CDEF BA", "|:CDEF|1 GA:|2 BA|]"),
    ],
)
def test_what_is_the_same_phrase(abc: str, same: str) -> None:
    assert contour(read_abc(HEAD + abc)).steps == contour(read_abc(HEAD + same)).steps


@pytest.mark.parametrize("other", ["CDEF AG", "CDE^F GA", "FEDC BA", "CDFE GA"])
def test_what_is_another_phrase(other: str) -> None:
    assert contour(read_abc(HEAD + "CDEF GA")).steps != contour(read_abc(HEAD + other)).steps


@examples(200)
@given(tune=numbers, phrase=numbers, begin=st.integers(0, 30), up=st.integers(-24, 24))
def test_a_phrase_is_found_where_its_intervals_are(
    tune: list[int], phrase: list[int], begin: int, up: int
) -> None:
    whole = [pitch for pitch, _ in groupby(tune)]
    for sought in (phrase, [pitch + up for pitch in whole[begin : begin + 8]]):
        notes = [pitch for pitch, _ in groupby(sought)]
        if len(notes) >= 5:
            found = list(places_of(steps_of(whole), steps_of(notes)))
            assert found == [
                at for at in range(len(whole)) if steps(whole[at : at + len(notes)]) == steps(notes)
            ]


def steps(pitches: list[int]) -> list[int]:
    """The naive way; larger intervals than 21 count as 21."""
    return [min(max(after - before, -21), 21) for before, after in pairwise(pitches)]


@pytest.mark.parametrize(
    ("phrase", "same"),
    [
        ("C2D2E2F2 G2", True),
        ("CDEF G4", True),
        ("C>DE>F G", False),
        ("C2DEF G", False),
        ("C/D/E/F/ G/", True),
    ],
)
def test_a_rhythm_is_the_same_at_any_speed_however_long_its_last_note(phrase: str, same: bool) -> None:
    tune, sought = (contour(read_abc(HEAD + abc)) for abc in ("AGCDEF GA", phrase))
    assert same_rhythm(tune.rhythm, 2, sought.rhythm) is same


def test_the_rhythms_of_common_lengths_differ() -> None:
    """The notes of a bar: from a sixteenth to a dotted half, and triplets."""
    lengths = [Fraction(n, 16) for n in (1, 2, 3, 4, 6, 8, 12)] + [Fraction(n, 12) for n in (1, 2)]
    ratios = {after / before for before in lengths for after in lengths}
    bytes_of = {Contour((60, 62), (Fraction(1), ratio), (0, 0)).rhythm for ratio in ratios}
    assert len(bytes_of) == len(ratios)


def test_a_contour_has_a_limit() -> None:
    endless = read_abc(HEAD + "|:" + "CDEFGABc|" * 200 + ":|")
    assert len(contour(endless).pitches) == 2 * 1600
    longer = read_abc(HEAD + "|:" + "CDEFGABc|" * 400 + ":|")
    assert len(contour(longer).pitches) == MOST_NOTES
