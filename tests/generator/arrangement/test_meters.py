from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.meters import meter_marks
from generator.arrangement.timeline import timeline
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import played_bars


def marks(body: str, meter: str = "6/8", times: int = 1) -> list[tuple[Fraction, str]]:
    melody = read_abc(f"X:1\nM:{meter}\nL:1/8\nK:D\n{body}")
    return [(onset, one.name) for onset, one in meter_marks(timeline(melody, times))]


def test_a_tune_of_full_bars_has_one_meter() -> None:
    assert marks("|:d6|e6:|f6|g6|]") == [(Fraction(0), "6/8")]


def test_a_pickup_at_the_beginning_has_a_bar_of_its_own() -> None:
    assert marks("|:a|d6|e5:|") == [(Fraction(0), "1/8"), (Fraction(1, 8), "6/8"), (Fraction(19, 8), "5/8")]


def test_a_short_bar_and_the_pickup_after_it_are_one_bar() -> None:
    assert marks("|:a|d6|e5:|", times=2)[1:] == [(Fraction(1, 8), "6/8"), (Fraction(43, 8), "5/8")]


def test_a_bar_that_is_too_long_has_a_meter_of_its_own() -> None:
    assert marks("d4|e6|f4|g4|]", "2/4") == [
        (Fraction(0), "2/4"),
        (Fraction(1, 2), "3/4"),
        (Fraction(5, 4), "2/4"),
    ]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.sampled_from(["6/8", "4/4", "3/4"]))
def test_the_bars_that_are_counted_meet_every_written_bar_line(lengths: list[int], meter: str) -> None:
    melody = read_abc(f"X:1\nM:{meter}\nL:1/8\nK:D\n" + "|".join(f"d{length}" for length in lengths) + "|]")
    bars = timeline(melody)
    lines, found = set(), meter_marks(bars)
    for (onset, one), (end, _) in zip(found, [*found[1:], (bars[-1].end, None)], strict=True):
        while onset < end:
            onset += one.bar
            lines.add(onset)
    written = [bar.end for bar in bars if bar.end == bars[-1].end or not _filled_up(bar.written, bars)]
    assert set(written) <= lines
    assert len(played_bars(melody)) == len(lengths)


def _filled_up(written: int, bars: list) -> bool:  # type: ignore[type-arg]
    return bool(bars[written + 1].offset)


@pytest.mark.parametrize("body", ["(3def(3def", "d/8"])
def test_a_length_that_no_meter_can_name_is_left_out(body: str) -> None:
    assert marks(body, "2/4")[0][0] == 0
