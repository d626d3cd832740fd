"""What is read, what is refused and where, and that nothing else ever happens."""

from __future__ import annotations

import time
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import NotationError
from generator.notation.melody import Melody, Pitch, Tuplet
from generator.notation.reading.reader import (
    LONGEST_NOTE,
    MAX_CHARACTERS,
    MAX_NOTES,
    read_abc,
    read_tune,
)
from generator.notation.unfold import unfold
from tests.generator.notation.corpus import real_tunes
from tests.generator.notation.strategies import examples

HEAD = "X:1\nM:4/4\nL:1/8\nK:C\n"
SIGNS = "ABCdegz|:[]()<>-/0123456789^_=,'\"{}!+~%\\ \n\r\x00\x0c`.*yZXKMLVPQ٣éwsUTu&;“\u00a0"


def midi(body: str, key: str = "C") -> list[int]:
    return [pitch for one in unfold(read_abc(f"L:1/8\nK:{key}\n{body}")) for pitch in one.pitches]


def within_bounds(melody: Melody) -> bool:
    notes = [note for bar in melody.bars for note in bar.notes]
    return len(notes) <= MAX_NOTES and all(0 < note.length <= 2 * LONGEST_NOTE for note in notes)


@pytest.mark.parametrize(
    ("body", "pitches"),
    [
        ("C,CcC'c'", [48, 60, 72, 72, 84]),
        ("^C_D=E^^F__G", [61, 61, 64, 67, 65]),
        ("^FF|F", [66, 66, 65]),
        ("^Ff", [66, 78]),  # in every octave of the bar (ABC 2.1, 11.3)
        ("^F-|F F", [66, 65]),
        ("[K:D]F[K:C]F", [66, 65]),
        ("F`G C", [65, 67, 60]),
        ('{gag}C~D.EuF!trill!G"Am"A', [60, 62, 64, 65, 67, 69]),
        ("(CD)(E(3FGA)", [60, 62, 64, 65, 67, 69]),
        ("C%DEF", [60]),
        ("CyDy2E", [60, 62, 64]),
        ("[CEG]2", [60, 64, 67]),
        ("C\\\nD", [60, 62]),
        ("C\nw:la\nD", [60, 62]),
        ("C\nN:a note\n+:and more\nD", [60, 62]),
        ("C\r\nD\rE", [60, 62, 64]),
    ],
)
def test_the_pitches_are(body: str, pitches: list[int]) -> None:
    assert midi(body) == pitches


def test_a_key_signature_holds() -> None:
    assert midi("CDEFGAB", key="D") == [61, 62, 64, 66, 67, 69, 71]
    assert midi("CDEFGAB", key="Cm") == [60, 62, 63, 65, 67, 68, 70]


@pytest.mark.parametrize(
    ("word", "eighths"),
    [("C", "1"), ("C2", "2"), ("C/", "1/2"), ("C//", "1/4"), ("C/4", "1/4"), ("C3/2", "3/2"), ("C3/", "3/2"),
     ("z4", "4"), ("x", "1"), ("[CE]3", "3"), ("[C2E2]/", "1"), ("Z", "8")],
)  # fmt: skip
def test_a_length_is_read(word: str, eighths: str) -> None:
    assert read_abc(f"{HEAD}{word}c").bars[0].notes[0].length == Fraction(eighths) / 8


@pytest.mark.parametrize(
    ("sign", "meter", "tuplet", "size"),
    [("(2", "6/8", (2, 3), 2), ("(3", "4/4", (3, 2), 3), ("(4", "6/8", (4, 3), 4), ("(5", "4/4", (5, 2), 5),
     ("(5", "6/8", (5, 3), 5), ("(6", "4/4", (6, 2), 6), ("(7", "9/8", (7, 3), 7),
     ("(3:4:2", "4/4", (3, 4), 2),
     ("(3::2", "4/4", (3, 2), 2), ("(3:2", "4/4", (3, 2), 3), ("(3::", "4/4", (3, 2), 3)],
)  # fmt: skip
def test_a_tuplet_is_read(sign: str, meter: str, tuplet: tuple[int, int], size: int) -> None:
    first = read_abc(f"M:{meter}\nL:1/8\nK:C\n{sign}CCCCCCCC").bars[0].notes[0]
    assert first.tuplet == Tuplet(*tuplet)
    assert first.first_of_tuplet == size


def test_the_header_is_read() -> None:
    melody = read_abc("X:7\nT:The 50\\% Reel\nT:Also\nR:Reel\nM:C|\nQ:1/2=100\nK:Edor\nE2BE")
    assert (melody.title, melody.rhythm, melody.meter.name) == ("The 50% Reel", "reel", "2/2")
    assert melody.tempo == (Fraction(1, 2), 100)
    assert melody.bars[0].notes[0].pitches == (Pitch("E", 4),)


def test_two_bars_of_rest_are_two_bars() -> None:
    assert [bar.duration for bar in read_abc(HEAD + "Z2|C8|").bars] == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("", 1, 1, "this is no tune in ABC"),
        ("X:1\nT:x\n", 1, 1, "no K:"),
        ("X:1\nM:5\nK:C\nC", 2, 1, "M:5"),
        ("X:1\nL:1/3\nK:C\nC", 2, 1, "L:1/3"),
        ("X:1\nK:Q\nC", 2, 1, "K:Q"),
        ("X:1\nP:A999\nK:C\nC", 2, 1, "more than 200 parts"),
        (HEAD, 5, 1, "no notes"),
        (HEAD + "zzz|", 5, 4, "no notes"),
        (HEAD + "CDE\nFG;A", 6, 3, "';'"),
        (HEAD + 'CD"E', 5, 3, "quotation mark"),
        (HEAD + "CD{E", 5, 3, "grace notes"),
        (HEAD + "CD[EG", 5, 3, "not closed with ]"),
        (HEAD + "C[E;]", 5, 2, "chord"),
        (HEAD + "C[.]", 5, 2, "chord without notes"),
        (HEAD + "CD[K:Z]E", 5, 3, "K:Z"),
        (HEAD + "C[M:0/4]E", 5, 2, "M:0/4"),
        (HEAD + "C99999", 5, 1, "long"),
        (HEAD + "CC0", 5, 2, "short"),
        (HEAD + "C1/000", 5, 1, "length"),
        (HEAD + "C" + "/" * 13, 5, 1, "length"),
        (HEAD + "C" + "9" * 5000, 5, 1, "length"),
        (HEAD + "CZ99999", 5, 2, "bars"),
        (HEAD + "CZ0", 5, 2, "bars"),
        (HEAD + "CZ" + "9" * 5000, 5, 2, "bars"),
        (HEAD + "C,,,,,,", 5, 1, "range"),
        (HEAD + "c''''''", 5, 1, "range"),
        (HEAD + "(3CD(3EFG", 5, 5, "inside a tuplet"),
        (HEAD + "(3CD", 5, 4, "inside a tuplet"),
        (HEAD + "(3:0CDE", 5, 1, "tuplet without notes"),
        (HEAD + "C>", 5, 2, "broken"),
        (HEAD + ">C", 5, 1, "between two notes"),
        (HEAD + "C>>>>D", 5, 5, "between two notes"),
        (HEAD + "C|0D", 5, 2, "ending"),
        (HEAD + "C|3-1D", 5, 2, "ending"),
        (HEAD + "C[0D", 5, 2, "ending"),
        (HEAD + "|:C" + ":" * 9 + "|", 5, 4, "9 times"),
        (HEAD + "C\n" * 2 + "\x00", 7, 1, "not music"),
        (HEAD + "C\x0cD\nE;", 6, 2, "not music"),
        (HEAD + "C٣", 5, 2, "not music"),
        (HEAD + "CD\nE\ud800", 6, 2, "half of a character"),
        ("x" * (MAX_CHARACTERS + 1), 1, 1, "longer"),
        (HEAD + "C" * (MAX_NOTES + 1), 5, MAX_NOTES + 1, "more than"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_place(text: str, line: int, column: int, problem: str) -> None:
    with pytest.raises(NotationError) as caught:
        read_abc(text)
    assert problem in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert len(str(caught.value)) < 150


@given(st.text(max_size=300))
@examples(100)
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(NotationError):
        assert within_bounds(read_abc(text))


@given(st.text(alphabet=SIGNS, max_size=80))
@examples(400)
def test_no_music_breaks_the_reader(body: str) -> None:
    with suppress(NotationError):
        melody = read_abc(HEAD + body)
        assert within_bounds(melody)
        unfold(melody)


@given(st.sampled_from(real_tunes(every=50)), st.data())
@examples(150)
def test_no_damaged_tune_breaks_the_reader(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 5))
        text = text[:at] + data.draw(st.text(alphabet=SIGNS, max_size=4)) + text[at + cut :]
    with suppress(NotationError):
        melody = read_abc(text)
        assert within_bounds(melody)
        unfold(melody)


@pytest.mark.parametrize(
    "sign",
    [
        *SIGNS, "C/", "[C", "C|", "|:", ":|1", "(3", "C>", '"a', "{a", "!a", "[K:", "z-", "|1C:|2",
        "{a}", "{a>b}", "!trill!", "!x!", '"^a"', "(a", "a)", "k", "\nw:a", "\n+:a", "\nC\nw:a-|", '\ns:"C"',
        'a|\ns:"C"|', "\nU:T=!a!", "\nT:&eacute;", "\nN:x", "[K:D^f]a", "[M:3/4]a", "[Q:1/4=9]a",
        "\n%%text a", "\n%%begintext", "\u00a0", "“",
    ],
)  # fmt: skip
def test_the_longest_text_takes_no_time(sign: str) -> None:
    text = (HEAD + "C" + sign * MAX_CHARACTERS)[:MAX_CHARACTERS]
    started = time.process_time()
    with suppress(NotationError):
        unfold(read_abc(text))
    assert time.process_time() - started < 2


def test_a_plain_tune_has_no_notices() -> None:
    reading = read_tune(HEAD + "CDEF|]")
    assert reading.notices == ()
    assert reading.melody == read_abc(HEAD + "CDEF|]")
