from hypothesis import given

from generator.arrangement.expression.line import TICKS, ticks
from generator.notation.melody import Melody
from generator.notation.unfold import unfold
from tests.generator.arrangement.expression.lines import line, tune
from tests.generator.notation.strategies import examples, melodies


@given(melodies())
@examples(60)
def test_the_line_has_the_soundings_of_the_tune(melody: Melody) -> None:
    assert [(tone.onset, tone.end, tone.pitches) for tone in line(melody)] == [
        (ticks(one.onset), ticks(one.onset + one.duration), one.pitches) for one in unfold(melody)
    ]


def test_a_pickup_stands_at_the_end_of_its_bar() -> None:
    pickup, first = line(tune("a|d8|"))
    assert (pickup.position, first.position) == (TICKS * 7 // 8, 0)


def test_neighbours_are_in_the_key() -> None:
    tone = line(tune("E8|", key="D"))[0]
    assert (tone.below, tone.above, tone.third) == (62, 66, 67)


def test_an_accidental_changes_the_neighbours_until_the_bar_line() -> None:
    changed, after, next_bar = line(tune("=F4 G4|G8|", key="D"))
    assert (changed.pitches, after.below, next_bar.below) == ((65,), 65, 66)


def test_the_neighbours_are_those_of_the_highest_note_of_a_chord() -> None:
    assert line(tune("[DA]8|"))[0].above == 71
