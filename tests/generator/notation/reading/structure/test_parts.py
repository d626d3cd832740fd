"""Parts and the order in which a P: field has them played (ABC 2.1, 3.1.9 and 4.10)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import NotationError
from generator.notation.form import part_ranges, sections
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_tune
from generator.notation.reading.structure.parts import MOST_PARTS, part_name, read_order
from generator.notation.unfold import played_bars, played_order
from tests.generator.notation.reading.structure.test_repeats import names
from tests.generator.notation.strategies import examples, ordered


def played(order: str, body: str) -> tuple[str, list[str]]:
    """The letters as they are played, and what is said about the tune."""
    reading = read_tune(f"M:2/4\nL:1/8\nP:{order}\nK:C\n{body}")
    return names(played_bars(reading.melody)), [notice.text for notice in reading.notices]


@pytest.mark.parametrize(
    ("value", "order"),
    [
        ("ABBA", "ABBA"), ("A.B.C", "ABC"), ("A B. C", "ABC"), ("A3", "AAA"), ("A2B2", "AABB"),
        ("(AB)3", "ABABAB"), ("((AB)3.(CD)2)2", "ABABABCDCDABABABCDCD"), ("((AB)3.C)2", "ABABABC" * 2),
        ("A 2 B", "AAB"), ("(A)2(B)", "AAB"), ("(A.B)", "AB"), ("A10", "A" * 10), ("A1B0", ""),
        ("best on melodeon", ""), ("(AB", ""), ("AB)", ""), ("2AB", ""), ("A-B", ""), ("", ""), ("()3", ""),
    ],
)  # fmt: skip
def test_an_order_is_read(value: str, order: str) -> None:
    assert read_order(value) == tuple(order)


@pytest.mark.parametrize("value", ["A201", "A99999999999", "((((A9)9)9)9)9", "A" * 201, "(AB)101"])
def test_an_order_is_bounded(value: str) -> None:
    with pytest.raises(ValueError, match="more than 200 parts"):
        read_order(value)


@given(st.text(alphabet="AB().0123456789 ", max_size=60))
@examples(200)
def test_no_order_is_longer(value: str) -> None:
    with suppress(ValueError):
        assert len(read_order(value)) <= MOST_PARTS


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("A", "A"),
        ("Part A", "A"),
        ("A.", "A"),
        ("part b", "B"),
        ("Intro", "Intro"),
        ("a", "a"),
        ("V 1", "V 1"),
    ],
)
def test_a_part_is_named(value: str, name: str) -> None:
    assert part_name(value) == name


@pytest.mark.parametrize(
    ("order", "body", "letters"),
    [
        ("ABBA", "P:A\nF|G:|\nP:B\nc|A|]", "FGFG" + "cA" * 2 + "FGFG"),
        ("AAB", "P:A\nC|\nP:B\nD|]", "CCD"),
        ("BA", "[P:A]C|[P:B]D|]", "DC"),
        ("AB", "G|\nP:A\nC|\nP:B\nD|]", "GCD"),  # before the first part: once
        ("ABA", "C|D||\nP:B\nE:|", "CDEECD"),  # the beginning is A, though nothing says so
        ("AB", "P:A\nCDE [P:B] F|G|]", "CDEFG"),  # a part begins within a bar
        ("ABA", "P:A\nC:|\nP:B\nD:|E:|", "CCDDEECC"),
        # a part with endings that is named as often as it has endings (4.10)
        ("A4.B4", "P:A\nC|[1D:|[2E:|[3F:|[4G|]\nP:B\nA|]", "CDCECFCG" + "AAAA"),
        ("A2B", "P:A\n|:C|1D:|2E|]\nP:B\nA|]", "CDCEA"),
        ("ABA", "P:A\n|:C|1D:|2E|]\nP:B\nA|]", "CDCEACDCE"),
        ("A3B", "P:A\n|:C|1D:|2E|]\nP:B\nA|]", "CDCE" * 3 + "A"),
    ],
)
def test_parts_are_played_in_their_order(order: str, body: str, letters: str) -> None:
    assert played(order, body) == (letters, [])


def test_no_repeat_lasts_longer_than_its_part() -> None:
    said = "A repeat that is opened in bar 1 is never closed; it is played once."
    assert played("ABA", "P:A\n|:C||\nP:B\nD:|") == ("CDDC", [said])


@pytest.mark.parametrize(
    ("order", "body", "letters", "said"),
    [
        ("best on melodeon", "C|D|]", "CD", "no order of parts"),
        ("AABB", "|:C:|:D:|", "CCDD", "no part is marked P:A"),
        ("AXB", "P:A\nC|\nP:B\nD|]", "CD", "no part is marked P:X"),
        ("AB", "P:A\nC|\nP:B\nD|\nP:A\nE|]", "CDE", "two parts are marked P:A"),
        ("AB", "P:A\nC|\nP:B\nD|\nP:C\nE|]", "CD", "Part C is not in the order"),
    ],
)
def test_what_cannot_be_followed_is_said(order: str, body: str, letters: str, said: str) -> None:
    found, notices = played(order, body)
    assert found == letters
    assert [said in one for one in notices] == [True]


def test_parts_that_are_written_out_need_no_word() -> None:
    assert played("ABA", "P:A\nC|\nP:B\nD|\nP:A\nE|]") == ("CDE", [])


def test_a_single_letter_names_the_first_part() -> None:
    reading = read_tune("K:C\nP:A\nC|]")
    assert reading.melody.bars[0].part == "A"
    headed = read_tune("P:A\nK:C\nC|\nP:B\nD|]").melody
    assert (headed.order, [bar.part for bar in headed.bars]) == ((), ["A", "B"])


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(NotationError, match="200 parts"):
        read_tune("P:(AB)999\nK:C\nP:A\nC|\nP:B\nD|")


@given(ordered())
@examples(100)
def test_an_order_is_the_parts_one_after_the_other(melody: Melody) -> None:
    parts: dict[str, str] = {}
    endings: dict[str, int] = {}
    for one in part_ranges(melody.bars):
        bars = melody.bars[one.start : one.stop]
        found = sections(Melody(melody.meter, melody.key, bars))
        parts[bars[0].part] = "".join(names(list(run)) for part in found for run in part.passes())
        endings[bars[0].part] = max((part.times for part in found if part.endings), default=1)
    expected = ""
    left = list(melody.order)
    while left:
        row = next((at for at, name in enumerate(left) if name != left[0]), len(left))
        size = endings[left[0]]
        expected += parts[left[0]] * (row // size if row % size == 0 else row)
        left = left[row:]
    assert names(played_bars(melody)) == expected
    assert set(played_order(melody)) <= set(range(len(melody.bars)))
