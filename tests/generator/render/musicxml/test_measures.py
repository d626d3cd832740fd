"""Where bars are cut into measures."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given

from generator.notation.melody import Change, Melody
from generator.notation.theory import FREE, Key, Meter
from generator.render.engraving import engrave
from generator.render.musicxml.measures import Measure, measures
from generator.render.score_layout import SCREEN
from tests.generator.notation.strategies import examples
from tests.generator.render.constructs import changed
from tests.generator.render.rich_tunes import RICH_TUNES
from tests.generator.render.tunes import bar, tune

HALF = Fraction(1, 2)


def sizes(melody: Melody) -> list[int]:
    return [len(measure.symbols) for measure in measures(melody, SCREEN)]


def test_a_plain_bar_is_one_measure() -> None:
    found = list(measures(tune("D4 E4 F#4 G4|D4:1"), SCREEN))
    assert [(one.number, one.begins_bar, one.ends_bar, one.first_note) for one in found] == [
        (1, True, True, 0),
        (2, True, True, 0),
    ]


def test_a_bar_is_cut_where_the_key_or_the_meter_changes() -> None:
    assert sizes(tune(changed(bar("D4 E4 F#4 G4"), HALF, key=Key("C", "maj")))) == [2, 2]
    assert sizes(tune(changed(bar("D4 E4 F#4 G4"), HALF, meter=Meter(2, 4)))) == [2, 2]


def test_a_change_of_tempo_cuts_nothing() -> None:
    (found,) = measures(tune(changed(bar("D4 E4 F#4 G4"), HALF, tempo=(Fraction(1, 4), 90))), SCREEN)
    assert found.tempos == {2: (Fraction(1, 4), 90)}


def test_no_triplet_is_cut() -> None:
    triplet = bar("(3 A4:1/8 B4:1/8 A4:1/8 D4 E4 F#4")
    assert sizes(tune(changed(triplet, Fraction(1, 12), key=Key("C", "maj")))) == [3, 3]


def test_a_change_after_the_last_note_belongs_to_the_next_bar() -> None:
    late = Change(Fraction(1), key=Key("C", "maj"), tempo=(Fraction(1, 4), 90))
    first, second = measures(tune(replace(bar("D4 E4 F#4 G4"), changes=(late,)), "D4:1"), SCREEN)
    assert (first.state.key.name, second.state.key.name) == ("D major", "C major")
    assert (first.tempos, second.tempos) == ({}, {0: (Fraction(1, 4), 90)})


def test_the_beats_count_from_a_change_of_meter_on() -> None:
    _, second = measures(
        tune(changed(bar("D4:1/8 E4:1/8 F#4:1/8 G4:1/8"), Fraction(1, 8), meter=Meter(3, 8))), SCREEN
    )
    assert second.offset == 0


def test_a_bar_that_no_line_has_room_for_is_cut() -> None:
    free = replace(tune(" ".join(["A4:1/8"] * 100)), meter=FREE)
    assert max(sizes(free)) <= SCREEN.crowded
    assert [one.begins_line for one in measures(free, SCREEN)] == [True] * 4


@given(RICH_TUNES)
@examples(50)
def test_the_measures_are_the_tune(melody: Melody) -> None:
    found: dict[int, list[Measure]] = {}
    for measure in measures(melody, SCREEN):
        found.setdefault(measure.index, []).append(measure)
    engraved = engrave(melody)
    assert list(found) == list(range(len(melody.bars)))
    for index, pieces in found.items():
        assert [symbol for piece in pieces for symbol in piece.symbols] == engraved[index]
        assert [piece.begins_bar for piece in pieces] == [True, *[False] * (len(pieces) - 1)]
        assert [piece.ends_bar for piece in pieces] == [*[False] * (len(pieces) - 1), True]
