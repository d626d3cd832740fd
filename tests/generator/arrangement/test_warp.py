"""The backing in the feel of the melody."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.feel import feels_of
from generator.arrangement.parts import PlayedNote, Player, Role
from generator.arrangement.timeline import timeline
from generator.arrangement.warp import GRID, with_feel
from generator.notation.reading.reader import read_abc

TUNES = {
    "jig": "M:6/8\nL:1/8\nK:D\n|:A|dfd AFA|d3 d2:|",
    "hornpipe": "M:4/4\nL:1/8\nK:D\nAB|:dfaf dfaf|g4 f2AB:|",
    "waltz": "M:3/4\nL:1/4\nK:D\n|:d2f|a3:|",
    "misc": "M:7/8\nL:1/8\nK:D\nddd ff aa|a7|]",
}


@pytest.mark.parametrize("kind", TUNES)
@given(
    onset=st.fractions(0, 5, max_denominator=960),
    length=st.fractions(Fraction(1, 960), 1, max_denominator=960),
)
def test_a_note_is_where_the_feel_puts_it(kind: str, onset: Fraction, length: Fraction) -> None:
    """Against the feel itself, asked for each bar."""
    melody = read_abc(f"X:1\nR:{kind}\n{TUNES[kind]}")
    bars, feels = timeline(melody), feels_of(melody)

    def place(position: Fraction) -> Fraction:
        for bar in bars:
            if bar.onset <= position <= bar.end:
                begins = bar.onset - bar.offset
                return max(Fraction(0), begins + feels[bar.meter].place(position - begins))
        return position

    player = Player("guitar", Role.BACKING, 25, 0.0, (PlayedNote(onset, length, 60, 50),))
    (note,) = with_feel(player, bars, feels).notes
    near = Fraction(1, GRID)
    assert abs(note.onset - place(onset)) <= near
    assert abs(note.end - place(onset + length)) <= near or note.duration == near
