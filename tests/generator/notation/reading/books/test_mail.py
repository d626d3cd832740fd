"""Tunes that went through e-mail: cut lines, and the signs of quoted-printable text (RFC 2045, 6.7)."""

from __future__ import annotations

import quopri
from contextlib import suppress

import pytest
from hypothesis import given

from generator.errors import NotationError
from generator.notation.melody import Melody
from generator.notation.reading.books.mail import CUT, QUOTED, mended
from generator.notation.reading.reader import MAX_CHARACTERS, Reading, read_tune
from generator.notation.writing.writer import write_abc
from tests.generator.notation.strategies import examples, melodies

HEAD = "X:1\nT:t\nM:4/4\nL:1/8\nK:C\n"


def read(body: str) -> Reading:
    return read_tune(HEAD + body)


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("c3 c\n4 c|]", "c3 c4 c|]"),
        ("c\n/d/ c\n/\n/d|]", "c/d/ c//d|]"),
        ("c\n' d|]", "c' d|]"),
        ("z\n4 c4|]", "z4 c4|]"),
        ("[C\nE]2 [\nc2e2] [^c\n2_e][ce]\n2|]", "[CE]2 [c2e2] [^c2_e][ce]2|]"),
        ("|:c8|\n1 d8:|\n2 e8|]", "|:c8|1 d8:|2 e8|]"),
        ("|:c8|\\\n1 d8:|\n[2 e8|]", "|:c8|1 d8:|[2 e8|]"),
    ],
)
def test_a_cut_line_is_read_with_the_next(cut: str, whole: str) -> None:
    assert read(cut).melody == read(whole).melody
    assert {notice.text for notice in read(cut).notices} <= {CUT}
    assert read(whole).notices == ()


def test_what_was_cut_is_said_with_its_line() -> None:
    (notice,) = read("cdef|\nc\n4 c4|]").notices
    assert (notice.text, notice.line) == (CUT, 7)


def test_a_line_may_begin_with_an_ending() -> None:
    assert read("|:c8|\n[1 d8:|\n[2 e8|]") == read("|:c8|1 d8:|2 e8|]")


def test_signs_of_quoted_printable_text_are_left_out() -> None:
    reading = read("c4 =\nc4 |=20\n^c2=3Dc2=20\n=\n=3Dd4|]")
    assert reading.melody == read("c4 c4|^c2=c2=d4|]").melody
    assert {notice.text for notice in reading.notices} == {QUOTED}


@examples(50)
@given(melodies())
def test_an_encoded_tune_is_read_as_it_was(melody: Melody) -> None:
    head, _, body = write_abc(melody, title="t").partition("\nK:")
    key, _, music = body.partition("\n")
    encoded = quopri.encodestring(music.encode()).decode()
    assert read_tune(f"{head}\nK:{key}\n{encoded}").melody == read_tune(f"{head}\nK:{key}\n{music}").melody


@examples(50)
@given(melodies())
def test_a_tune_that_was_not_cut_stays_as_it_is(melody: Melody) -> None:
    lines = write_abc(melody, title="t").split("\n")
    assert mended(lines).lines == tuple(lines)
    assert not mended(lines).remarks


@pytest.mark.parametrize("line", ["", "|4", "%", "c %\n4", "w:a=20", "N:b=", "c \n4"])
def test_what_nobody_cut_is_not_joined(line: str) -> None:
    lines = ["K:C", *line.split("\n")]
    assert mended(lines).lines == tuple(lines)


@pytest.mark.parametrize(
    "piece", ["=\n", "c\n4", "[\n", "=20\n", "1" * 50 + "\n", "c=\n", "|\n1", "= ", "[C"]
)
def test_long_texts_take_no_time(piece: str) -> None:
    text = (HEAD + piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    with suppress(NotationError):
        read_tune(text)
