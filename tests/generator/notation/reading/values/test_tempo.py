"""The Q: field."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.notation.melody import Change
from generator.notation.reading.reader import read_abc, read_tune
from generator.notation.reading.values.tempo import TEMPO_WORDS, read_tempo

UNIT = Fraction(1, 8)


@pytest.mark.parametrize(
    ("field", "beat", "tempo", "words"),
    [
        ("1/4=120", "1/4", 120, ""),
        ("3/8 = 96", "3/8", 96, ""),
        ('"Lively" 1/2=100', "1/2", 100, "Lively"),
        ('1/2=100 "Lively"', "1/2", 100, "Lively"),
        ("120", "1/4", 120, ""),
        ("1/1=60", "1", 60, ""),
        ("1/4=112.5", "1/4", 112, ""),
        ("3/8 1/8=40", "1/2", 40, ""),
        ("1/4 3/8 1/4 3/8=40", "5/4", 40, ""),
        ("C=90", "1/8", 90, ""),
        ("C3=90", "3/8", 90, ""),
        ('"Allegro"', "1/4", 126, "Allegro"),
        ("Allegro", "1/4", 126, "Allegro"),
        ('"Allegro ma non troppo"', "1/4", 126, "Allegro ma non troppo"),
        ('"Allegro moderato"', "1/4", 116, "Allegro moderato"),
    ],
)
def test_a_tempo_is_read(field: str, beat: str, tempo: int, words: str) -> None:
    found = read_tempo(field)
    assert found is not None
    assert (found.tempo(UNIT), found.words) == ((Fraction(beat), tempo), words)


@pytest.mark.parametrize("words", ["Lively", "with spirit", "Not too fast"])
def test_words_that_say_no_speed_are_words(words: str) -> None:
    found = read_tempo(f'"{words}"')
    assert found is not None
    assert (found.tempo(UNIT), found.words) == (None, words)


@pytest.mark.parametrize(
    "field", ["1/4=0", "0/4=100", "1/0=100", "1/4=", "9" * 5000, "1/4=٣", "C0=90", "C=0", "1/4=ca. 120", '""']
)
def test_a_tempo_that_is_not_understood_is_said_to_be_left_out(field: str) -> None:
    assert read_tempo(field) is None
    reading = read_tune(f"L:1/8\nQ:{field}\nK:C\nC|]")
    assert reading.melody.tempo is None
    assert [notice.line for notice in reading.notices] == [2]


def test_the_words_of_the_table_go_from_slow_to_fast() -> None:
    assert list(TEMPO_WORDS.values()) == sorted(TEMPO_WORDS.values())


def test_an_old_tempo_counts_unit_lengths_wherever_the_length_is_given() -> None:
    assert read_abc("Q:C3=40\nL:1/16\nK:C\nC|]").tempo == (Fraction(3, 16), 40)
    assert read_abc("L:1/16\nQ:C3=40\nK:C\nC|]").tempo == (Fraction(3, 16), 40)


def test_the_words_of_the_head_are_kept_with_a_tempo_in_numbers() -> None:
    melody = read_abc('L:1/8\nQ:"Slow"\nQ:"Allegro" 1/4=110\nK:C\nC|]')
    assert melody.tempo == (Fraction(1, 4), 110)
    assert melody.texts == (("Q", "Slow"), ("Q", "Allegro"))


def test_a_tempo_changes_where_it_is_written() -> None:
    melody = read_abc("M:4/4\nL:1/4\nQ:1/4=100\nK:C\nCDEF|CD[Q:1/4=120]EF|\nQ:1/2=80\nC4|]")
    assert melody.tempo == (Fraction(1, 4), 100)
    assert [bar.changes for bar in melody.bars] == [
        (),
        (Change(Fraction(1, 2), tempo=(Fraction(1, 4), 120)),),
        (Change(Fraction(0), tempo=(Fraction(1, 2), 80)),),
    ]


def test_a_tempo_before_the_first_note_is_that_of_the_tune() -> None:
    assert read_abc("L:1/8\nK:C\nQ:1/4=90\nC|]").tempo == (Fraction(1, 4), 90)
