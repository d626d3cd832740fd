"""The symbols on the staff: ties, tuplets, accidentals, beams, lines."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.notation.form import pickup_offsets
from generator.notation.melody import Melody
from generator.render.beaming import beams
from generator.render.engraving import engrave
from generator.render.score_layout import line_starts
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


def test_a_line_has_four_bars_and_each_section_its_own() -> None:
    first = [bar("A4", opens_repeat=True), *[bar("A4:1")] * 7]
    endings = [
        bar("A4:1", ending=(1,), closes_repeat=True, ends_section=True),
        bar("A4:3/4", ending=(2,), ends_section=True),
    ]
    second = [bar("A4"), *[bar("A4:1")] * 6]
    assert line_starts(tune(*first, *endings, *second)) == {0, 5, 10, 15}


def test_a_crowded_line_has_fewer_bars() -> None:
    assert line_starts(tune(*[" ".join(["A4:1/16"] * 16)] * 8)) == {0, 2, 4, 6}
