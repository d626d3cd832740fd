"""A text as the tunes in it, each of which can be read alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import NotationError
from generator.notation.reading.books.book import (
    BookTune,
    first_tune,
    lines_of,
    read_book,
    split_tunes,
    tunes_of,
)
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key
from tests.generator.notation.strategies import examples

_SIGNS = "X:1 T:One M:3/4 L:1/4 R:jig C:trad. K:D CDE| words %remark %%begintext %%endtext P:AB"
LINES = st.sampled_from([*_SIGNS.split(), "", " ", "%%MIDI transpose 2"])


def texts(text: str) -> list[str]:
    return [tune.text for tune in split_tunes(text)]


def test_tunes_are_split_at_their_numbers_and_at_blank_lines() -> None:
    text = "\ufeffX:1\nK:C\nC\n\nfree text\n\nX:2\nK:D\nD\nX:3\nK:E\nE"
    assert [(tune.line, tune.text) for tune in split_tunes(text)] == [
        (1, "X:1\nK:C\nC"),
        (7, "X:2\nK:D\nD"),
        (10, "X:3\nK:E\nE"),
    ]
    assert texts("no tune\n\n") == []
    assert texts("X:1\r\nK:C\r\nC\r\n \r\nX:2\rK:C\r") == ["X:1\nK:C\nC", "X:2\nK:C"]


@pytest.mark.parametrize(
    "between", ["\f\n", "\f", "\n\f\n", "\ufeff", "\n\ufeff", "\u200b\n\u200b", "\v", "\xa0"]
)
def test_what_cannot_be_seen_before_a_tune_does_not_join_it_with_the_last(between: str) -> None:
    tunes = [f"X:{number}\nT:{number}\nL:1/4\nK:C\nCDEF|]\n" for number in (1, 2, 3)]
    found = tunes_of(between.join(tunes))
    assert [tune.number for tune in found] == [1, 2, 3]
    assert [read_abc(tune.text).title for tune in found] == ["1", "2", "3"]


@pytest.mark.parametrize("end", ["\x1a", "\n\x1a", "\n\x1a\n", "\x1a\x1a\0\0", "\x1a\n\n \x1a"])
def test_the_mark_that_dos_writes_at_the_end_of_a_file_is_no_music(end: str) -> None:
    (tune,) = tunes_of(f"X:1\nK:C\nCDEF|]{end}")
    assert tune.text.strip() == "X:1\nK:C\nCDEF|]"
    read_abc(tune.text)


def test_the_same_mark_in_the_middle_is_refused_with_its_place() -> None:
    (tune,) = tunes_of("X:1\nK:C\nCD\x1aEF|]\n")
    with pytest.raises(NotationError, match=r"column 3.*cannot be seen"):
        read_abc(tune.text)


@pytest.mark.parametrize(
    "marks", [["> "] * 5, [">"] * 5, [">> "] * 5, ["> > "] * 5, [">>> ", "", "", "", ""]]
)
def test_a_quoted_tune_is_read_without_the_marks(marks: list[str]) -> None:
    lines = ["X:1", "T:a", "L:1/4", "K:C", "C>DEF|]"]
    (tune,) = tunes_of("\n".join(mark + line for mark, line in zip(marks, lines, strict=True)))
    assert tune.text == "\n".join(lines)


@pytest.mark.parametrize("text", ["", " ", "\t", "\n\t\n", ">", ">\n>", "> >", "\x1a"])
def test_a_text_of_marks_alone_has_no_tune(text: str) -> None:
    assert read_book(text).tunes == ()


def test_tunes_without_a_number_are_tunes() -> None:
    text = "T:One\nM:4/4\nL:1/4\nK:C\nCDEF|]\n\n\nT:Two\nM:3/4\nL:1/4\nK:G\nGAB|]\n"
    one, two = (read_abc(one) for one in texts(text))
    assert (one.title, two.title, two.key, two.meter.name) == ("One", "Two", Key("G", "maj"), "3/4")


def test_words_above_a_tune_without_a_number_are_no_part_of_it() -> None:
    book = read_book("Dear all, here it is:\nT:One\nK:C\nCDEF|]\n\nK: is for kites,\nand so on\n")
    assert [tune.text for tune in book.tunes] == ["T:One\nK:C\nCDEF|]"]
    assert [(stray.first, stray.last, stray.is_music) for stray in book.strays] == [
        (1, 1, False),
        (6, 7, False),
    ]


def test_an_indented_file_has_its_tunes() -> None:
    text = "  M:3/4\n\n    X:1\n    T:One\n    K:D\n    DEF|]\n\n\tX:2\n\tT:Two\n\tM:4/4\n\tK:G\n\tGABc|]\n"
    one, two = split_tunes(text)
    assert [(tune.number, tune.title) for tune in (one, two)] == [(1, "One"), (2, "Two")]
    first, second = read_abc(one.text), read_abc(two.text)
    assert (first.meter.name, first.key.name, second.meter.name) == ("3/4", "D major", "4/4")


@pytest.mark.parametrize("cut", [2, 3])
def test_a_head_that_a_blank_line_cuts_is_one(cut: int) -> None:
    lines = ["X:1", "T:One", "M:3/4", "K:D", "DEF|]"]
    (tune,) = read_book("\n".join([*lines[:cut], "", *lines[cut:]])).tunes
    assert tune.text == "\n".join(lines)
    assert tune.lines == tuple(number for number in range(1, 7) if number != cut + 1)


def test_a_head_without_a_key_is_not_joined_with_another_tune() -> None:
    for following in ("T:Two\nK:D\nD|]", "X:2\nK:D\nD|]", "words\nK:D\nD|]"):
        assert len(texts(f"X:1\nT:One\n\n{following}")) == 2, following


def test_music_after_a_blank_line_belongs_to_no_tune() -> None:
    book = read_book("X:1\nK:C\nCDEF|GABc|\n\ncBAG|FEDC|\nc4|]\n\nX:2\nK:C\nC|]\n")
    assert [(stray.first, stray.last, stray.is_music) for stray in book.strays] == [(5, 6, True)]
    assert len(book.tunes) == 2


def test_the_header_of_the_file_holds_for_every_tune_that_does_not_say_otherwise() -> None:
    text = "%abc-2.1\nM:3/4\nL:1/4\nC:trad.\nR:waltz\n\nX:1\nT:One\nK:C\nCDE|]\n\n"
    text += "X:2\nT:Two\nL:1/8\nR:jig\nK:D\nD"
    one, two = split_tunes(text)
    assert one.text == "X:1\nT:One\nM:3/4\nL:1/4\nC:trad.\nR:waltz\nK:C\nCDE|]"
    assert two.text == "X:2\nT:Two\nM:3/4\nC:trad.\nL:1/8\nR:jig\nK:D\nD"
    assert (one.line, one.lines) == (7, (7, 8, 2, 3, 4, 5, 9, 10))
    assert (read_abc(two.text).meter.name, read_abc(two.text).rhythm) == ("3/4", "jig")


def test_only_fields_that_a_header_can_have_are_inherited() -> None:
    text = "T:My book\nK:D\nQ:100\n%%pagewidth 20cm\n"
    text += "%%propagate-accidentals octave\nI:linebreak $\n\nX:1\nK:C\nC"
    assert texts(text) == ["X:1\n%%propagate-accidentals octave\nI:linebreak $\nK:C\nC"]


def test_a_header_is_what_stands_before_the_first_tune_only() -> None:
    assert texts("X:1\nK:C\nC\n\nM:3/4\n\nX:2\nK:D\nD") == ["X:1\nK:C\nC", "X:2\nK:D\nD"]


def test_a_text_inside_a_tune_may_have_blank_lines() -> None:
    text = (
        "X:1\n%%begintext\nPart 1:\n\nX:2 is not a tune\n%%endtext\nK:C\nC\n\nX:3\nK:C\n%%begintext\n\nK:C\nC"
    )
    assert [tune.number for tune in split_tunes(text)] == [1, 3, None]


def test_an_error_names_the_line_of_the_file() -> None:
    text = "X:1\nK:C\nCDEF|]\n\nX:2\nK:C\nGA;c|]\n\nX:3\nK:C\nCDEF|]\n"
    _, bad, _ = split_tunes("M:4/4\n\n" + text)
    with pytest.raises(NotationError) as error:
        read_abc(bad.text)
    assert (bad.in_file(error.value).line, bad.in_file(error.value).column) == (9, 3)


def test_number_and_title() -> None:
    named, bare = BookTune.whole("X: 17 \nT: The Copper  \nT:x\nK:C\nC"), BookTune.whole("K:C\nC")
    assert (named.number, named.title, bare.number, bare.title) == (17, "The Copper", None, "")


def test_a_text_without_tunes_is_taken_as_one() -> None:
    (only,) = tunes_of("hello\r\nworld")
    assert (only.text, only.lines, only.line) == ("hello\nworld", (1, 2), 1)
    assert first_tune("hello") == BookTune.whole("hello")


@given(st.lists(LINES, max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
@examples(200)
def test_every_line_of_a_tune_is_a_line_of_the_file(lines: list[str], end: str) -> None:
    text = end.join(lines)
    book = read_book(text)
    used = [number for tune in book.tunes for number in tune.lines if number >= tune.line]
    assert len(used) == len(set(used))
    assert all(tune.line < other.line for tune, other in zip(book.tunes, book.tunes[1:], strict=False))
    for tune in book.tunes:
        assert [lines_of(text)[number - 1] for number in tune.lines] == tune.text.split("\n")
        again = read_book(tune.text)
        assert [one.text for one in again.tunes] == [tune.text]  # it stands alone
    lost = set(used) & {at for stray in book.strays for at in (stray.first, stray.last)}
    assert not lost


@pytest.mark.parametrize(
    "text",
    [
        "X:1\n" * 250_000,
        "%%beginA\n" * 100_000,
        "".join(f"%%begin{n}\n%%end{n}\n\n" for n in range(40_000)),
        "M:3/4\n" * 80_000 + "X:1\n" * 100_000,
        "C|" * 500_000,
        "K:C\n\n" * 200_000,
    ],
    ids=range(6),
)
def test_a_large_file_takes_no_time(text: str) -> None:
    started = time.process_time()
    read_book(text)
    assert time.process_time() - started < 6


def test_lost_music_belongs_to_the_tune_that_it_follows_and_before_the_first_to_that() -> None:
    tune = "X:1\nK:C\nC|]\n"
    book = read_book(f"d|f|\n\n{tune}\nWords.\n\ne|f|\ng|f|\n\n{tune}\n{tune}\na|f|\n")
    lost = [[(one.first, one.last) for one in book.lost_after(at)] for at in range(3)]
    assert lost == [[(1, 1), (9, 10)], [], [(20, 20)]]
    assert sum(map(len, lost)) == len(book.lost_music)


def test_a_blank_of_quoted_printable_text_is_none() -> None:
    quoted = "X:1=20\nT:One=20\nK:C=20\nCDEF|]=20\n=20\nX:2\nK:G=20 \nGABc|]"
    plain = "X:1\nT:One\nK:C\nCDEF|]\n\nX:2\nK:G\nGABc|]"
    assert read_book(quoted) == read_book(plain)
