from fractions import Fraction
from itertools import pairwise

import pytest

from generator.arrangement.pace import tempo_marks
from generator.arrangement.timeline import PlayedBar, timeline
from generator.notation.reading.reader import read_abc


def bars(body: str = "|:a|d8|e8|f8|d7:|") -> list[PlayedBar]:
    return timeline(read_abc(f"X:1\nM:4/4\nL:1/8\nQ:1/2=100\nK:D\n{body}"))


def test_a_dance_keeps_its_tempo() -> None:
    assert tempo_marks(bars(), slows=False) == ((Fraction(0), Fraction(200)),)


@pytest.mark.parametrize("rhythm", ["reel", "air"])
def test_the_last_bar_of_the_last_time_slows(rhythm: str) -> None:
    played = bars()
    marks = tempo_marks(played, slows=True, rhythm=rhythm)
    last = [tempo for onset, tempo in marks if onset >= played[-1].onset]
    assert len(last) == 4
    assert all(before > after for before, after in pairwise(last))


def test_an_air_slows_more_than_a_reel() -> None:
    reel, air = (tempo_marks(bars(), slows=True, rhythm=rhythm)[-1][1] for rhythm in ("reel", "air"))
    assert air < reel < 200


def test_an_air_breathes_between_its_phrases() -> None:
    body = "|:" + "d8|" * 7 + "d8:|"
    marks = dict(tempo_marks(bars(body), slows=False, rhythm="air"))
    assert [marks.get(Fraction(bar)) for bar in range(6)] == [196, 204, None, 196, None, 204]


@pytest.mark.parametrize("rhythm", ["reel", "air"])
@pytest.mark.parametrize("body", ["d8|]", "a|d7|]", "d|]", "|:a|d7:|"])
def test_marks_begin_at_0_and_ascend(body: str, rhythm: str) -> None:
    onsets = [onset for onset, _ in tempo_marks(bars(body), slows=True, rhythm=rhythm)]
    assert onsets[0] == 0
    assert all(before < after for before, after in pairwise(onsets))
