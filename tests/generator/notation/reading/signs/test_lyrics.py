"""Which syllable and which symbol is under which note (ABC 2.1, 5.1 and 4.15)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.reading.reader import read_abc, read_tune
from generator.notation.reading.signs.lyrics import MOST_VERSES, read_syllables
from tests.generator.notation.strategies import examples

HEAD = "X:1\nT:t\nM:4/4\nL:1/4\nK:C\n"


def sung(body: str) -> list[tuple[str, ...]]:
    """The verses at each note and rest."""
    return [note.signs.syllables for bar in read_abc(HEAD + body).bars for note in bar.notes]


def verse(body: str) -> str:
    """The first verse, a dot where there is nothing."""
    return " ".join((verses[0] if verses else "") or "." for verses in sung(body))


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("syll-a-ble", ["syll-", "a-", "ble"]),
        ("syll-a--ble", ["syll-", "a-", "_", "ble"]),
        ("syll-a -ble", ["syll-", "a", "_", "ble"]),
        ("time__", ["time", "_", "_"]),
        ("of~the~day", ["of the day"]),
        (r"well\-known tune", ["well-known", "tune"]),
        ("a * b", ["a", "", "b"]),
        ("a | b", ["a", "|", "b"]),
        (r"Caf\'e na&iuml;ve", ["Café", "naïve"]),
        ("hel-__lo", ["hel-", "_", "_", "lo"]),
        ("1.~Oh, 'tis", ["1. Oh,", "'tis"]),
        ("- a", ["", "a"]),
        ("", []),
    ],
)
def test_a_line_of_lyrics_has_these_syllables(text: str, syllables: list[str]) -> None:
    assert read_syllables(text) == syllables


@pytest.mark.parametrize(
    ("body", "syllables"),
    [
        ("CDEF|\nw:a b c d\n", "a b c d"),
        ("CDEF|\nw: doh re\n", "doh re . ."),
        ("CDEF|\nGABc|\nw:a b c d e f g h\n", "a b c d e f g h"),  # under all notes since the last w:
        ("CDEF|\nw:a b c d\nGABc|\nw:e f g h\n", "a b c d e f g h"),
        ("CDEF|\nw:\nGABc|\nw:e f g h\n", ". . . . e f g h"),
        ("CzEF|\nw:a b c\n", "a . b c"),  # not under rests
        ("C-CEF|\nw:a b c d\n", "a b c d"),  # each tied note counts
        ("{g}C{ab}DEF|\nw:a b c d\n", "a b c d"),
        ("[CE]yDE|\nw:a b c\n", "a b c"),
        ("CD|EF|GA|\nw:a | b | c\n", "a . b . c ."),
        ("CD|EF|GA|\nw:a b | c d e f\n", "a b c d e f"),
        ("CD|EF|GA|\nw:a | | b\n", "a . . . b ."),
        ("CD|EF|\nw:a *\n+:b c\n", "a . b c"),
        ("CDEF|\n  w:a b c d\n", "a b c d"),
        ("CD\\\nEF|\nw:a b c d\n", "a b c d"),
        ("CDEF|\nK:G\nw:a b c d\n", "a b c d"),
        ("CD\nw:a b\nEF|\nw:c d\n", "a b c d"),
        ("(3CDE F>G|\nw:a b c d e\n", "a b c d e"),
        ("CD|1 EF:|2 GA|]\nw:a b c d e f\n", "a b c d e f"),
    ],
)
def test_syllables_are_under_their_notes(body: str, syllables: str) -> None:
    assert verse(body) == syllables
    assert read_tune(HEAD + body).notices == ()


def test_there_may_be_several_verses() -> None:
    assert sung("CD|\nw:a b\nw:* c\nw:d\nEF|\nw:e f\n") == [
        ("a", "", "d"), ("b", "c"), ("e",), ("f",),
    ]  # fmt: skip


def test_too_many_syllables_are_said_with_their_line() -> None:
    notices = read_tune(HEAD + "CD|\nw:a b c\nEF|\n").notices
    assert [(notice.line, "more syllables" in notice.text) for notice in notices] == [(7, True)]


def test_each_line_with_too_many_syllables_is_said() -> None:
    notices = read_tune(HEAD + "CD|\nw:a b c\nw:d e\nw:f g h\nEF|\nw:a b c\n").notices
    assert [notice.line for notice in notices] == [7, 9, 11]


def test_verses_are_bounded() -> None:
    reading = read_tune(HEAD + "CD|\n" + "w:a b\n" * (MOST_VERSES + 9))
    assert len(reading.melody.bars[0].notes[0].signs.syllables) == MOST_VERSES
    assert len(reading.notices) == 1


@given(
    st.text(alphabet="ab -_*|~\\\n", max_size=40), st.sampled_from(["CDEF|GABc|", "CD", "z|C|", "C|D|E|F|"])
)
@examples(200)
def test_no_lyrics_change_the_notes(text: str, body: str) -> None:
    words = text.replace("\n", "\nw:")
    with_words = read_abc(f"{HEAD}{body}\nw:{words}")
    plain = read_abc(HEAD + body)
    assert [[note.pitches for note in bar.notes] for bar in with_words.bars] == [
        [note.pitches for note in bar.notes] for bar in plain.bars
    ]


def test_words_after_a_tune_are_texts() -> None:
    assert read_abc(HEAD + "CD|]\nW:First verse\nW:\n").texts == (("W", "First verse"), ("W", ""))


def test_a_symbol_line_is_read_like_lyrics() -> None:
    body = 'CDE|FzGA\ns:"C" * !f! | "^slow" T "G7"\ns:* * .\n'
    bars = read_abc(HEAD + body + "|]").bars
    notes = [note for bar in bars for note in bar.notes]
    assert [note.signs.decorations for note in notes] == [(), (), ("f", "staccato"), (), (), ("trill",), ()]
    assert [note.signs.annotations for note in notes if note.signs.annotations] == [("^slow",)]
    assert [bar.chords for bar in bars] == [((Fraction(0), "C"),), ((Fraction(3, 4), "G7"),)]


def test_what_is_wrong_in_a_symbol_line_is_said() -> None:
    texts = [notice.text for notice in read_tune(HEAD + "CD|\ns:!xyz! T T\n").notices]
    assert any("!xyz!" in text for text in texts)
    assert any("more symbols" in text for text in texts)
