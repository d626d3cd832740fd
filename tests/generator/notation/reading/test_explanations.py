"""What is said where a text is not read as its writer meant it."""

from __future__ import annotations

import pytest

from generator.errors import NotationError
from generator.notation.reading.reader import read_tune

HEAD = "X:1\nT:t\nM:4/4\nL:1/4\nK:C\n"


def said(abc: str) -> list[str]:
    return [notice.text for notice in read_tune(abc).notices]


def refused(abc: str) -> tuple[str, int, int]:
    with pytest.raises(NotationError) as error:
        read_tune(abc)
    return error.value.problem, error.value.line, error.value.column


@pytest.mark.parametrize(
    ("abc", "problem", "line"),
    [
        ("hello world", "this is no tune in ABC", 1),
        ("\n\nhello\nworld", "this is no tune in ABC", 3),
        ("X:1\nT:a\nK :C\nCDEF|]", "write K: without a blank", 3),
        ("X:1 T:a M:4/4 L:1/4 K:C CDEF|GABc|]", "several fields stand in one line", 1),
        ("X:1\nT:a\nM:4/4 K:C\nCDEF|]", "several fields stand in one line", 3),
        ("X:1\nT:a\nCDEF|]", "there is no K: field", 3),
        ("CDEF|GABc|]", "there is no K: field", 1),
        ("X:1\nT:a", "there is no tune here", 1),
    ],
)
def test_a_text_without_a_key_is_told_why_there_is_none(abc: str, problem: str, line: int) -> None:
    found = refused(abc)
    assert found[0].startswith(problem)
    assert found[1:] == (line, 1)


@pytest.mark.parametrize(
    ("body", "letter", "column"),
    [
        ("CDEF|L:1/4\nC4|]", "L", 6),
        ("CDEF|GABc M:2/4", "M", 11),
        ("CD K:G EF|]", "K", 4),
        ("CDEF|Q: 1/4=80", "Q", 6),
    ],
)
def test_a_field_in_a_line_of_music_needs_brackets(body: str, letter: str, column: int) -> None:
    problem, line, found = refused(HEAD + body)
    assert problem.startswith(f"{letter}: inside a line of music needs brackets, as in [{letter}:")
    assert (line, found) == (6, column)


@pytest.mark.parametrize("body", ["CDEF:|", "|:CDEF:|", "CDEL:|", "CDEF|\n:GABc:|", "|:CDEF::GABc:|"])
def test_repeat_signs_are_no_fields(body: str) -> None:
    read_tune(HEAD + body)


def test_a_chord_without_notes_is_refused_as_one() -> None:
    assert refused(HEAD + "CD[]EF|]") == (
        "[] is a chord without notes; write them between the brackets, as in [CEG], or a rest, as in z",
        6,
        3,
    )


@pytest.mark.parametrize("line", ["M:4/4 L:1/4", "X:1 T:a", "L:1/8 M:3/4"])
def test_a_field_behind_another_is_said(line: str) -> None:
    behind = line.partition(" ")[2]
    (sentence,) = said(f"T:t\n{line}\nK:C\nCDEF|]")
    assert sentence.startswith(f"\u201c{behind}\u201d stands in the line of another field")


@pytest.mark.parametrize("line", ["T:a K:b", "N:in K:D originally", 'Q:"M: slow" 1/4=60', "M:C|", "Q:1/4=80"])
def test_text_and_single_fields_are_not_said(line: str) -> None:
    assert not [one for one in said(f"{line}\nK:C\nCDEF|]") if "another field" in one]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("-CDEF|]", "A tie that has no note before it is left out."),
        ("z-CDE|]", "A tie that has no note before it is left out."),
        (
            "|:CDE2|1D4:|2-E4|]",
            "A tie at the beginning of an ending is left out; write it before the first one.",
        ),
    ],
)
def test_a_tie_that_joins_nothing_is_said(body: str, sentence: str) -> None:
    assert said(HEAD + body) == [sentence]


@pytest.mark.parametrize(
    "body", ["C2-C2|]", "C4|-C4|]", "C4-|\nC4|]", "|:CD|1-D2:|2-D2|]", "|:CD-|1D2:|2-D2|]"]
)
def test_a_tie_that_is_followed_is_not_said(body: str) -> None:
    assert said(HEAD + body) == []


@pytest.mark.parametrize("body", ['"Hm"CDEF|]', '"last time"CDEF|]', '["Cmaj"C2"x y"E2]2|]'])
def test_text_that_is_no_chord_symbol_is_said(body: str) -> None:
    (sentence,) = said(HEAD + body)
    assert sentence.endswith("is no chord symbol; no chord is played for it.")


@pytest.mark.parametrize("body", ['"Am"CDEF|]', '"N.C."CDEF|]', '"^Hm"CDEF|]', '"A7#11"CDEF|]'])
def test_chord_symbols_and_annotations_are_not_said(body: str) -> None:
    assert said(HEAD + body) == []


def test_a_dot_after_the_number_of_an_ending_is_no_staccato() -> None:
    dotted = read_tune(HEAD + "|:CD|1.E2:|2 .F2|]").melody.bars
    assert [bar.notes[0].signs.decorations for bar in dotted] == [(), (), ("staccato",)]
    slurred = read_tune(HEAD + "|:CD|1.(EF):|2 F2|]").melody.bars
    assert slurred[1].notes[0].signs.slurs_begin == 1


def test_an_ending_may_be_for_several_times_with_blanks() -> None:
    bars = read_tune(HEAD + "|:CD|[1, 2 E2:|[3 F2|]").melody.bars
    assert [bar.ending for bar in bars] == [(), (1, 2), (3,)]
