from dataclasses import replace
from fractions import Fraction

import pytest

from generator.arrangement.accompaniment.count_in import NAME, SIDE_STICK
from generator.arrangement.arranger import arrange_set, names_of_players, tunes_of_set
from generator.arrangement.parts import Performance, PlayedNote
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.playing import Playing

_REEL = "|{}d2BG dGBG|A2FA DFAc|BGBd gedB|AGFA G{}:|"


def tune(rhythm: str = "reel", meter: str = "4/4", body: str = "", tempo: str = "1/2=100") -> Melody:
    return read_abc(f"X:1\nR:{rhythm}\nM:{meter}\nL:1/8\nQ:{tempo}\nK:G\n{body or _REEL.format('', 4)}")


REEL = tune()
LED_IN = tune(body="|:ge|d2BG dGBG|A2FA DFAc|BGBd gedB|AGFA G2:|")
JIG = tune("jig", "6/8", "|:A|dfd AFA|d2f e2d|faf d2f|gfe d2:|", "3/8=60")


def counted(*melodies: Melody, backing: str = "guitar", heard: str = "backing") -> Performance:
    playing = Playing(backing=backing, heard=heard)
    return arrange_set(tunes_of_set(melodies, playing), playing)


def strokes(performance: Performance) -> list[PlayedNote]:
    (count_in,) = (player.notes for player in performance.players if player.name == NAME)
    return list(count_in)


@pytest.mark.parametrize(
    ("melody", "onsets", "length"),
    [
        (REEL, [0, 4], 8),
        (tune(tempo="1/2=101"), [0, 4, 8, 12], 16),
        (LED_IN, [0, 4, 8, 12], 14),
        (JIG, [0, 3], 5),
        (tune("waltz", "3/4", "d6|e6|]", "1/4=120"), [0, 2, 4], 6),
        (tune("slip jig", "9/8", "d9|e9|]", "3/8=120"), [0, 3, 6], 9),
    ],
)
def test_a_bar_is_counted_or_two_and_a_lead_in_comes_in_time(
    melody: Melody, onsets: list[int], length: int
) -> None:
    """In eighths."""
    performance = counted(melody)
    assert [note.onset * 8 for note in strokes(performance)] == onsets
    assert (performance.length - counted(melody, heard="all").length) * 8 == length


@pytest.mark.parametrize("backing", ["guitar", "piano", "drone", "band"])
@pytest.mark.parametrize("melody", [REEL, LED_IN, JIG], ids=["reel", "led in", "jig"])
def test_all_else_is_as_much_later_as_the_count_in_is_long(melody: Melody, backing: str) -> None:
    performance, usual = counted(melody, backing=backing), counted(melody, backing=backing, heard="all")
    later = performance.length - usual.length
    for one, other in zip(performance.players, usual.players, strict=False):
        notes = [replace(note, onset=note.onset + later) for note in other.notes]
        assert list(one.notes[-len(notes) :]) == notes
    assert performance.tempos[0] == usual.tempos[0]
    assert performance.tempos[1:] == tuple((onset + later, tempo) for onset, tempo in usual.tempos[1:])
    assert performance.seconds - usual.seconds == pytest.approx(
        float(later * 240 / usual.tempos[0][1]), rel=1e-9
    )


def test_in_a_band_the_drum_counts_in_and_elsewhere_a_player_of_the_backing() -> None:
    assert [player.name for player in counted(REEL, backing="band").players][-1] == "bodhrán"
    drum = counted(REEL, backing="band").players[-1]
    assert {note.pitch for note in drum.notes if note.onset < 1} == {50}
    assert {note.pitch for note in strokes(counted(REEL))} == {SIDE_STICK}


def test_only_a_backing_alone_is_counted_in_and_only_once() -> None:
    assert NAME not in {player.name for player in counted(REEL, heard="all").players}
    assert NAME not in {player.name for player in counted(REEL, heard="melody").players}
    assert len(strokes(counted(JIG, REEL))) == 2
    assert NAME not in names_of_players(REEL, Playing(heard="backing"))


def test_bar_lines_are_those_of_the_count_in() -> None:
    whole = counted(LED_IN)
    assert [(float(whole.length - onset), meter.name) for onset, meter in whole.meters] == [
        (float(whole.length), "4/4"), (0.75, "3/4"),
    ]  # fmt: skip
    assert [(float(onset * 8), meter.name) for onset, meter in counted(JIG, REEL).meters] == [
        (0.0, "6/8"), (48.0, "5/8"), (53.0, "4/4"),
    ]  # fmt: skip
    assert [onset for onset, _ in counted(JIG).keys] == [0]


def test_the_first_beat_of_a_bar_is_struck_louder() -> None:
    loud = [note.velocity for note in strokes(counted(LED_IN))]
    assert loud[0] == loud[2] > loud[1] == loud[3]
    assert all(note.duration > Fraction(0) for note in strokes(counted(LED_IN)))
