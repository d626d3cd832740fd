"""Which beginnings and ends of slurs belong together."""

from __future__ import annotations

from hypothesis import given

from generator.notation.melody import Melody, Signs
from generator.render.musicxml.slurs import MOST_AT_ONCE, slurs
from tests.generator.notation.strategies import examples
from tests.generator.render.constructs import signed
from tests.generator.render.rich_tunes import RICH_TUNES
from tests.generator.render.tunes import bar, tune


def pairs(melody: Melody) -> set[tuple[int, int]]:
    """The first and the last note of each slur."""
    opened: dict[int, int] = {}
    found = set()
    for at, ends in enumerate(ends for in_bar in slurs(melody) for ends in in_bar):
        found |= {(opened.pop(number), at) for number in ends.stops}
        assert not opened.keys() & set(ends.starts)
        opened |= dict.fromkeys(ends.starts, at)
    assert not opened
    return found


def written(*signs: tuple[int, int]) -> Melody:
    """A bar of notes, at each how many slurs begin and end."""
    notes = " ".join(["D4:1/8"] * len(signs))
    return tune(signed(bar(notes), *(Signs(slurs_begin=begin, slurs_end=end) for begin, end in signs)))


def test_a_slur_inside_another() -> None:
    assert pairs(written((1, 0), (1, 0), (0, 0), (0, 1), (0, 1))) == {(0, 4), (1, 3)}


def test_a_slur_may_begin_where_another_ends() -> None:
    assert pairs(written((1, 0), (1, 1), (0, 1))) == {(0, 1), (1, 2)}


def test_what_has_no_second_end_is_not_drawn() -> None:
    assert pairs(written((0, 1), (1, 0), (0, 0))) == set()


def test_more_slurs_than_there_are_numbers() -> None:
    assert len(pairs(written(*[(1, 0)] * 9, (0, 9)))) == MOST_AT_ONCE


def test_two_over_the_same_notes_are_one() -> None:
    assert pairs(written((2, 0), (0, 2))) == {(0, 1)}
    assert slurs(written((2, 0), (0, 2)))[0][0].starts == (1,)


@given(RICH_TUNES)
@examples(50)
def test_every_slur_that_starts_stops_later(melody: Melody) -> None:
    assert all(first < last for first, last in pairs(melody))
