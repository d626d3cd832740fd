"""An easier tune is the same tune with fewer notes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.simplify import simplify, what_is_easier
from generator.notation.writing.writer import write_body
from tests.generator.notation.strategies import examples, melodies

HEADER = "M:4/4\nL:1/8\nK:C\n"


@given(melodies())
@examples(25)
def test_bars_keep_their_length_and_their_lines(melody: Melody) -> None:
    easier = simplify(melody)
    assert [bar.duration for bar in easier.bars] == [bar.duration for bar in melody.bars]
    assert [(bar.ending, bar.opens_repeat, bar.closes_repeat) for bar in easier.bars] == [
        (bar.ending, bar.opens_repeat, bar.closes_repeat) for bar in melody.bars
    ]


@given(melodies())
@examples(25)
def test_no_tuplet_is_left_and_no_note_is_added(melody: Melody) -> None:
    before = [note for bar in melody.bars for note in bar.notes]
    after = [note for bar in simplify(melody).bars for note in bar.notes]
    assert not any(note.tuplet for note in after)
    assert len(after) <= len(before)


@given(melodies())
@examples(25)
def test_the_last_note_is_the_same(melody: Melody) -> None:
    assert simplify(melody).bars[-1].notes[-1].pitches == melody.bars[-1].notes[-1].pitches


@pytest.mark.parametrize(
    ("body", "easier"),
    [
        ("(3cde c2 d4|", "cec2d4|"),
        ("c/d/e/f/ c2 d4|", "cec2d4|"),
        ("c/4d/4e/4f/4 cc2 d4|", "ccc2d4|"),
        ("c3/2d/ c2 d4|", "c>dc2d4|"),  # a dotted pair stays
        ("cd/e/f/ c3/2 d4|", "cdf<cd4|"),
        ("c4 d2 e/f/g|", "c4d2eg|"),
        ("c4 d2 ee/f/|]", "c4d2ef|]"),  # the end of the tune
        ("c4 d2 ec/-c/|d8|", "c4d2ec|d8|"),
    ],
)
def test_what_becomes_of(body: str, easier: str) -> None:
    assert write_body(simplify(read_abc(HEADER + body + "c8|]"))).split("|")[0] == easier.split("|")[0]


def test_a_tie_into_a_pair_is_kept() -> None:
    notes = simplify(read_abc(HEADER + "c4 d2 ee-|e/f/g c2 d4|]")).bars[1].notes
    assert notes[0].length == Fraction(1, 8)


@pytest.mark.parametrize(
    ("body", "easier"),
    [
        ("{d}c2!trill!d2 !fermata!e4|]", "c2d2!fermata!e4|]"),
        ("c/d/e2 f2 g2 z|]\nw:hel-lo you all of", "ce2f2g2z|]\nw:hello you all of"),
        ("(3cde f2 g4|]\nw:one two three four", "cef2g4|]\nw:one~two three four"),
        ("(c/d/)e2 (f/g/a) g4|]", "ce2(fa)g4|]"),
        ('c/"G"d/e2 f/[K:G]g/ g4|]', 'c/"G"d/e2f/[K:Gmaj]g/g4|]'),
        ('"^a"c/"^b"d/ e2 z g4|]', '"^a""^b"ce2zg4|]'),
    ],
)
def test_signs_and_words_stay_with_their_notes(body: str, easier: str) -> None:
    assert write_body(simplify(read_abc(HEADER + body)), chords=True) == easier


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("(3cde c2 d4|", ["no tuplets"]),
        ("c3/2d/ e/f/g/a/ d4|", ["fewer sixteenths"]),  # that of the dotted pair stays
        ("c3/2d/ (3cde d4|", ["no tuplets"]),
        ("c/d/e/f/ ~c2 {e}d4|", ["no ornaments", "no grace notes", "no sixteenths"]),
        ("c/4d/4e/4f/4 cc2 d4|", ["no thirty-seconds"]),
        ("c3/2d/ c2 d4|", []),
    ],
)
def test_only_what_changed_is_named(body: str, said: list[str]) -> None:
    assert list(what_is_easier(read_abc(HEADER + body + "c8|]"))) == said


@given(melodies())
@examples(25)
def test_something_is_named_of_every_tune_that_is_not_simple(melody: Melody) -> None:
    assert bool(what_is_easier(melody)) == (simplify(melody) != melody)
