"""The symbols on the staff: ties, tuplets, accidentals, beams, lines."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from generator.notation.form import pickup_offsets
from generator.notation.melody import Melody, Pitch
from generator.notation.theory import FREE, Key, Meter
from generator.render.beaming import beams
from generator.render.engraving import engrave
from generator.render.score_layout import SCREEN, line_starts
from tests.generator.render.constructs import changed, graced, signed, sung
from tests.generator.render.tunes import bar, tune


def accidentals(melody: Melody) -> list[int | None]:
    return [one for symbols in engrave(melody) for symbol in symbols for one in symbol.accidentals]


def beamed(melody: Melody) -> str:
    """One character per symbol of the first bar: ( begins a beam, - goes on, ) ends it, . has none."""
    signs = {"begin": "(", "continue": "-", "end": ")"}
    hung = beams(engrave(melody)[0], melody.meter, pickup_offsets(melody)[0])
    return "".join(signs[one[0]] if one else "." for one in hung)


def eighths(count: int) -> str:
    return " ".join(["A4:1/8"] * count)


def test_an_accidental_holds_until_the_bar_ends() -> None:
    assert accidentals(tune("C5 C5 C#5 C#5|C5 C#5 F#5 F5")) == [0, None, 1, None, 0, 1, None, 0]


def test_an_accidental_holds_in_its_own_octave_only() -> None:
    assert accidentals(tune("C5 C4 C5 C6")) == [0, 0, None, 0]


def test_a_note_tied_over_the_bar_line_needs_no_accidental_but_the_next_one_does() -> None:
    assert accidentals(tune("A4 A4 A4 G#4-|G#4 G#4 A4 A4")) == [None, None, None, 1, None, 1, None, None]


def test_a_length_of_five_eighths_is_two_tied_notes() -> None:
    first, second, _ = engrave(tune("A4:5/8 B4:3/8"))[0]
    assert (first.value.type, second.value.type) == ("half", "eighth")
    assert first.tie_starts
    assert second.tie_stops
    assert not second.tie_starts


def test_a_rest_of_five_eighths_is_two_rests_without_a_tie() -> None:
    assert not any(symbol.tie_starts for symbol in engrave(tune("z:5/8 B4:3/8"))[0])


def test_no_tie_leads_from_the_first_ending_to_the_second() -> None:
    first = bar("A4:1-", ending=(1,), closes_repeat=True, ends_section=True)
    (one,), (two,) = engrave(tune(first, bar("A4:1", ending=(2,), ends_section=True)))
    assert not one.tie_starts
    assert not two.tie_stops


def test_each_triplet_has_its_own_bracket() -> None:
    symbols = engrave(tune("(3 A4:1/8 B4:1/8 A4:1/8 (3 A4:1/8 B4:1/8 A4:1/8 D5:1/2"))[0]
    assert [symbol.tuplet_starts for symbol in symbols] == [True, False, False] * 2 + [False]
    assert [symbol.tuplet_stops for symbol in symbols] == [False, False, True] * 2 + [False]


@pytest.mark.parametrize(
    ("words", "meter", "shown"),
    [
        (eighths(8), (4, 4), "(--)(--)"),
        (eighths(6), (6, 8), "(-)(-)"),
        (eighths(9), (9, 8), "(-)(-)(-)"),
        (eighths(6), (3, 4), "()()()"),
        (eighths(4), (2, 4), "(--)"),
        (eighths(3), (3, 8), "(-)"),
        ("A4:3/16 A4:1/16 A4:3/16 A4:1/16 A4:1/2", (4, 4), "()()."),
        ("A4 A4:1/8 A4 A4:1/8 A4", (4, 4), "....."),
        ("A4:1/8 z:1/8 A4:1/8 A4:1/8 A4:1/2", (4, 4), "..()."),
        ("(3 A4:1/8 A4:1/8 A4:1/8 A4:1/8 A4:1/8 A4:1/2", (4, 4), "(-)()."),
        (eighths(2), (4, 4), "()"),
        (eighths(4), (6, 8), ".(-)"),
        (eighths(7), (7, 8), "()()(-)"),
        (eighths(5), (5, 8), "(-)()"),
        (eighths(8), (8, 8), "(-)(-)()"),
        (eighths(10), (5, 4), "()()()()()"),
        (eighths(3), (7, 8), "(-)"),
    ],
)
def test_notes_share_a_beam_within_a_beat(words: str, meter: tuple[int, int], shown: str) -> None:
    assert beamed(tune(words, meter=meter)) == shown


@pytest.mark.parametrize(
    ("words", "hook"),
    [("A4:3/16 A4:1/16", "backward hook"), ("A4:1/16 A4:3/16", "forward hook")],
)
def test_a_short_note_beside_a_long_one_has_a_hook(words: str, hook: str) -> None:
    melody = tune(words, meter=(1, 4))
    assert hook in {one[-1] for one in beams(engrave(melody)[0], melody.meter, Fraction(0))}


def test_a_meter_may_say_how_its_beats_are_grouped() -> None:
    grouped = replace(tune(eighths(7)), meter=Meter(7, 8, (3, 2, 2)))
    assert beamed(grouped) == "(-)()()"


def test_a_tie_into_a_part_of_a_chord_is_at_those_pitches() -> None:
    first, second = engrave(tune("D4+F#4+A4:1/2- D4+A4:1/2"))[0]
    assert {pitch.step for pitch in first.tie_starts} == {"D", "A"}
    assert second.tie_stops == first.tie_starts


def test_a_tie_over_the_end_of_a_repeat_rings() -> None:
    repeated = bar("D4:1/2 A4:1/2-", opens_repeat=True, closes_repeat=True, ends_section=True)
    for melody in (tune(repeated), tune(repeated, "E4:1")):
        _, last = engrave(melody)[0]
        assert last.let_ring
        assert not last.tie_starts


def test_a_tie_to_nothing_is_not_printed() -> None:
    (symbol,) = engrave(tune("D4:1-"))[0]
    assert not symbol.tie_starts
    assert not symbol.let_ring


def test_accidentals_follow_a_change_of_key() -> None:
    within = changed(bar("F#4 C#5 F#4 C5"), Fraction(1, 2), key=Key("F", "maj"))
    assert accidentals(tune(within, "F#4 F4 B4 Bb4")) == [None, None, 1, None, 1, 0, 0, -1]


def test_what_a_bar_has_shown_is_shown_again_after_a_change_of_key() -> None:
    within = changed(bar("F4 E4 F4 E4"), Fraction(1, 2), key=Key("C", "maj"))
    assert accidentals(tune(within)) == [0, None, 0, None]


def test_grace_notes_need_accidentals_like_others() -> None:
    graced_bar = signed(bar("D5 C5 D5 D5"), graced(Pitch("C", 5), Pitch("B", 4)))
    first, second, *_ = engrave(tune(graced_bar))[0]
    assert first.grace_accidentals == (0, None)
    assert second.accidentals == (None,)


def test_a_note_that_is_split_has_its_signs_once() -> None:
    long = signed(bar("A4:5/8 B4:3/8"), graced(Pitch("B", 4)))
    first, second, _ = engrave(tune(long))[0]
    assert (first.begins_note, first.ends_note, second.begins_note, second.ends_note) == (
        True,
        False,
        False,
        True,
    )
    assert (len(first.grace_accidentals), len(second.grace_accidentals)) == (1, 0)


def test_words_need_room_on_a_line() -> None:
    syllables = [("strengths",)] * 4
    assert line_starts(tune(*["D4 E4 F#4 G4"] * 4), SCREEN) == {0}
    assert line_starts(tune(*[sung("D4 E4 F#4 G4", *syllables)] * 4), SCREEN) == {0, 1, 2, 3}
    assert line_starts(tune(*[sung("D4 E4 F#4 G4", *[("woods",)] * 4)] * 4), SCREEN) == {0, 2}


def test_bars_of_any_length_count_as_bars() -> None:
    assert line_starts(replace(tune(*["D4 E4 F#4 G4 A4 B4"] * 8), meter=FREE), SCREEN) == {0, 4}


def test_a_line_has_four_bars_and_each_section_its_own() -> None:
    first = [bar("A4", opens_repeat=True), *[bar("A4:1")] * 7]
    endings = [
        bar("A4:1", ending=(1,), closes_repeat=True, ends_section=True),
        bar("A4:3/4", ending=(2,), ends_section=True),
    ]
    second = [bar("A4"), *[bar("A4:1")] * 6]
    assert line_starts(tune(*first, *endings, *second), SCREEN) == {0, 5, 10, 15}


def test_a_crowded_line_has_fewer_bars() -> None:
    assert line_starts(tune(*[" ".join(["A4:1/8"] * 8)] * 8), SCREEN) == {0, 2, 4, 6}
    assert line_starts(tune(*[" ".join(["A4:1/16"] * 16)] * 3), SCREEN) == {0, 1, 2}


def test_one_crowded_line_leaves_the_others_as_they_are() -> None:
    plain, crowded = "D4 E4 F#4 G4", " ".join(["A4:1/16"] * 16)
    assert line_starts(tune(*[plain] * 8, crowded, *[plain] * 7), SCREEN) == {0, 4, 8, 10, 14}


def test_lines_are_alike_where_many_would_be_crowded() -> None:
    """One of the four lines of four bars makes an exception; two make the rule."""
    plain, full = ["D4 E4 F#4 G4"] * 4, [" ".join(["A4:1/8"] * 8)] * 4
    assert line_starts(tune(*plain, *plain, *plain, *full), SCREEN) == {0, 4, 8, 12, 14}
    assert line_starts(tune(*plain, *full, *plain, *full), SCREEN) == {*range(0, 16, 2)}
