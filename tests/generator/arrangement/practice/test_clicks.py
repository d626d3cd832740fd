"""The click: where the beats are, and the bar of it before the music."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from generator.arrangement.arranger import arrange_set, tunes_of_set
from generator.arrangement.parts import Performance, Player, Role
from generator.arrangement.practice.clicks import STRONG
from generator.errors import BadRequest
from generator.notation.reading.reader import read_abc
from generator.playing import Playing
from generator.practice_text import read_practice

EIGHTH = Fraction(1, 8)


def practised(rhythm: str, meter: str, body: str, text: str, **options: Any) -> Performance:
    melody = read_abc(f"X:1\nR:{rhythm}\nM:{meter}\nL:1/8\nK:D\n{body}")
    playing = Playing(practice=read_practice(text), **options)
    return arrange_set(tunes_of_set([melody], playing), playing)


def clicks(performance: Performance) -> Player | None:
    return next((player for player in performance.players if player.role is Role.CLICK), None)


def beats(performance: Performance) -> str:
    """The clicks by eighths: "0! 3 6! 9", the strong ones marked."""
    player = clicks(performance)
    assert player is not None
    return " ".join(f"{note.onset / EIGHTH}{'!' * (note.pitch == STRONG)}" for note in player.notes)


@pytest.mark.parametrize(
    ("rhythm", "meter", "body", "expected"),
    [
        ("jig", "6/8", "dfa afd|gfe d3|]", "0! 3 6! 9"),
        ("slip jig", "9/8", "dfa afd dfa|]", "0! 3 6"),
        ("reel", "4/4", "dfaf defd|]", "0! 4"),
        ("polka", "2/4", "dfaf|]", "0! 2"),
        ("waltz", "3/4", "d2f2a2|]", "0! 2 4"),
        ("", "3/2", "d4f4a4|]", "0! 4 8"),
        ("", "5/8", "dfafd|]", "0! 3"),
        ("", "7/8", "dfafdfa|]", "0! 2 4"),
        ("", "(3+2+2)/8", "dfafdfa|]", "0! 3 5"),
        ("", "5/4", "d2f2a2f2d2|]", "0! 2 4 6 8"),
        ("hornpipe", "4/4", "d>fa>f d>ef>d|]", "0! 4"),
        ("", "6/8", "dfa afd|[M:9/8]dfa afd dfa|]", "0! 3 6! 9 12"),
    ],
)
def test_a_click_is_on_every_beat_and_swing_does_not_move_it(
    rhythm: str, meter: str, body: str, expected: str
) -> None:
    assert beats(practised(rhythm, meter, body, "click, no count-in")) == expected


def test_the_count_in_is_one_bar() -> None:
    performance = practised("jig", "6/8", "dfa afd|gfe d3|]", "x2, click")
    assert beats(performance) == "0! 3 6! 9 12! 15 18! 21 24! 27"
    assert performance.length == 5 * 6 * EIGHTH
    assert min(note.onset for note in performance.players[0].notes) >= 6 * EIGHTH - Fraction(1, 64)


@pytest.mark.parametrize(
    ("pickup", "expected", "first"), [("A", "0! 3", 5), ("dfa", "0!", 3), ("dfad", "0! 3 6!", 8)]
)
def test_a_pickup_comes_at_the_end_of_the_count_in(pickup: str, expected: str, first: int) -> None:
    """The whole of it is as long as one bar, or two."""
    performance = practised("jig", "6/8", f"{pickup}|dfa afd|gfe d3|]", "", plain=True)
    until = beats(performance).split()
    assert [one for one in until if int(one.strip("!")) < first] == expected.split()
    assert performance.players[0].notes[0].onset == first * EIGHTH


def test_a_pickup_in_a_loop_is_clicked_through() -> None:
    performance = practised("jig", "6/8", "|:A|dfa afd|gfe dfa:|", "A x2, click, no count-in")
    assert beats(performance) == "1! 4 7! 10 13! 16 19! 22"


def test_a_short_bar_is_completed_by_the_next() -> None:
    performance = practised("polka", "2/4", "|:dfaf|de:|fd|afdf|]", "click, no count-in")
    assert beats(performance).startswith("0! 2 4! 6")


def test_count_in_alone_is_no_click_in_the_music() -> None:
    performance = practised("jig", "6/8", "dfa afd|gfe d3|]", "x2")
    assert beats(performance) == "0! 3"
    assert clicks(practised("jig", "6/8", "dfa afd|gfe d3|]", "no count-in")) is None


def test_the_backing_alone_has_no_second_count_in() -> None:
    performance = practised("jig", "6/8", "dfa afd|gfe d3|]", "click", heard="backing")
    assert performance.length == 3 * 6 * EIGHTH


@pytest.mark.parametrize("text", ["click, no count-in", "count-in"])
def test_without_a_meter_there_is_nothing_to_count(text: str) -> None:
    with pytest.raises(BadRequest, match="these bars have no meter, so there are no beats to count"):
        practised("", "none", "dfa afd|gfe d3 d|]", text)
    assert practised("", "none", "dfa afd|gfe d3 d|]", "x2, no count-in").length


def test_the_melody_is_left_and_the_backing_right() -> None:
    performance = practised("jig", "6/8", "dfa afd|gfe d3|]", "x2, click, split")
    assert {player.role: player.pan for player in performance.players} == {
        Role.MELODY: -1, Role.BACKING: 1, Role.CLICK: 0,
    }  # fmt: skip


def test_strict_time_neither_slows_down_nor_waits() -> None:
    performance = practised("air", "3/4", "d2f2Ha2|g4e2|d2f2a2|d6|]", "x2, click")
    assert len(performance.tempos) == 1


def test_a_set_is_not_practised() -> None:
    one, other = (read_abc(f"X:1\nM:6/8\nL:1/8\nK:D\n{body}|]") for body in ("dfa afd", "gfe d3"))
    playing = Playing(practice=read_practice("x2"))
    with pytest.raises(BadRequest, match="one tune at a time"):
        arrange_set(tunes_of_set([one, other], playing), playing)
