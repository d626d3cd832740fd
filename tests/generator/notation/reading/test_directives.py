"""Lines that begin with %%, I: fields, blanks and signs of other programs, and what is said of each."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.errors import NotationError
from generator.notation.reading.reader import read_abc, read_tune
from generator.notation.unfold import unfold

HEAD = "X:1\nT:t\nM:4/4\nL:1/4\nK:C\n"


def pitches(text: str) -> list[int]:
    return [pitch for one in unfold(read_abc(text)) for pitch in one.pitches]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "%%begintext\nPart 1: see [p. 4]\nK:D\n%%endtext\nCDEF|]",
        "%%begintext\n;;;\n%%endtext\n" + HEAD + "CDEF|]",
        HEAD + "%%beginps\n/x { 1 2 } def\n%%endps\nCDEF|]",
        HEAD + "CD\n%%staffsep 40\nEF|]",
        HEAD + "%%MIDI program 40\nCDEF|]",
        HEAD + "  %%vskip 2\nCDEF|] %%",
        HEAD + "% a comment; with signs\nCDEF|] % another",
        HEAD + "I:linebreak $\nCD$EF|]",
        HEAD + "[I:setbarnb 3]CDEF|]",
        HEAD + "\u00a0C\u00a0D\u2003E\u200bF|]",
        "\ufeff" + HEAD + "CDEF|]",
        HEAD.replace("\n", "\n   ").strip() + "\n   CDEF|]\n   w:a b\n",
        HEAD.replace("\n", "\n\u00a0") + "CDEF|]",
        HEAD + "“Am”C“^it\u2019s”DEF|]",
    ],
)
def test_nothing_but_the_music_is_played(text: str) -> None:
    assert pitches(text) == [60, 62, 64, 65]


def test_typographic_signs_are_what_was_typed() -> None:
    assert pitches(HEAD + "c\u2019 C\u2013C|]") == [84, 60]  # an octave sign and a tie
    melody = read_abc(HEAD + '“G7”C"^it\u2019s"D|]')
    assert melody.bars[0].chords == ((Fraction(0), "G7"),)
    assert melody.bars[0].notes[1].signs.annotations == ("^it\u2019s",)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("%%MIDI program 40", "%%MIDI"), ("%%transpose 2", "%%transpose"), ("I:transpose 2", "%%transpose"),
        ("%%text by hand", "%%text"), ("%%begintext\nx\n%%endtext", "%%begintext"),
        ("%%abc-include a", "other files"),
    ],
)  # fmt: skip
def test_what_would_change_the_sound_or_is_text_is_said(line: str, part: str) -> None:
    (notice,) = read_tune(f"{HEAD}{line}\nCDEF|]").notices
    assert part in notice.text
    assert notice.line == 6


@pytest.mark.parametrize(
    "line", ["%%staffsep 40", "%%scale 0.7", "%%beginps\nx\n%%endps", "I:linebreak $", "E:7"]
)
def test_what_lays_out_a_page_is_nothing(line: str) -> None:
    assert read_tune(f"{HEAD}{line}\nCDEF|]").notices == ()


def test_a_text_without_an_end_is_named_where_it_begins() -> None:
    with pytest.raises(NotationError, match=r"line 6, column 1.*endtext"):
        read_abc(HEAD + "%%begintext\nCDEF|]")


@pytest.mark.parametrize(
    ("how", "alters"), [("not", [1, 0, 0]), ("octave", [1, 1, 0]), ("pitch", [1, 1, 1]), ("odd", [1, 1, 1])]
)
def test_it_can_be_said_how_far_an_accidental_holds(how: str, alters: list[int]) -> None:
    for line in (f"%%propagate-accidentals {how}", f"I:propagate-accidentals {how}"):
        notes = read_abc(f"{line}\nL:1/4\nK:C\n^FFf|]").bars[0].notes
        assert [note.pitches[0].alter for note in notes] == alters


def test_lines_above_the_key_that_are_no_fields_are_said() -> None:
    (notice,) = read_tune("X:1\nT:t\nby someone\nL:1/4\nK:C\nCDEF|]").notices
    assert (notice.line, "by someone" in notice.text) == (3, True)


@pytest.mark.parametrize(
    ("body", "column", "problem"),
    [
        ("C^/F", 2, "quarter tone"), ("C_3/2F", 2, "quarter tone"), ("C^|", 2, "right before a note"),
        ("CD;E", 3, "';'"), ("C#D", 2, "^F"), ("C♯D", 2, "^F"), ("C♭", 2, "_B"), ("C]", 2, "not begun"),
        ("C2 3", 4, "length"), ("CD}E", 3, "not begun"), ("C 'D", 3, "octave"), ("C ,D", 3, "octave"),
        ("C /D", 3, "length"), ("C : D", 3, "bar line"), ("Cé", 2, "text belongs"), ("C\u0001", 2, "U+0001"),
    ],
)  # fmt: skip
def test_what_is_no_music_is_named_with_what_would_do(body: str, column: int, problem: str) -> None:
    with pytest.raises(NotationError) as caught:
        read_abc(HEAD + body)
    assert problem in str(caught.value)
    assert (caught.value.line, caught.value.column) == (6, column)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("line", ["A:|", "c::", "x:|"])
def test_a_note_before_a_repeat_sign_is_no_field(line: str) -> None:
    assert len(read_abc(f"{HEAD}CD|\n{line}E|]").bars) == 3
