"""Ornaments and other signs that are written at notes, as they are played."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from generator.arrangement.expression.written import has_ornament
from generator.arrangement.parts import PlayedNote
from generator.arrangement.performance import perform, play_plainly
from generator.arrangement.timeline import timeline
from generator.instruments import INSTRUMENTS
from generator.notation.melody import NO_SIGNS, Bar, Grace, Melody, Note, Pitch, Signs
from generator.notation.theory import Key, Meter
from tests.generator.arrangement.rich_tunes import ORNAMENTS

QUARTER = Fraction(1, 4)
C5, B4 = Pitch("C", 5), Pitch("B", 4)


def tune(*signs: Signs, length: Fraction = QUARTER, rhythm: str = "") -> Melody:
    """G A G A …, each note with its signs."""
    notes = [Note((Pitch("GA"[at % 2], 4),), length, signs=one) for at, one in enumerate(signs)]
    return Melody(Meter(4, 4), Key("C", "maj"), (Bar(tuple(notes)),), rhythm=rhythm)


def played(melody: Melody, instrument: str = "fiddle") -> tuple[PlayedNote, ...]:
    return perform(melody, timeline(melody), INSTRUMENTS[instrument], seed=1)[0].notes


def marked(*names: str) -> Signs:
    return Signs(decorations=names)


def graced(*pitches: Pitch) -> Signs:
    return Signs(grace=Grace(pitches, (Fraction(1, 16),) * len(pitches)))


def figure(name: str, length: Fraction = QUARTER, instrument: str = "fiddle") -> list[int]:
    """Pitches of a decorated G, the A after it left out, above G."""
    notes = played(tune(marked(name), NO_SIGNS, length=length), instrument)
    return [note.pitch - 67 for note in notes[:-1]]


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("lowermordent", [0, -2, 0]), ("uppermordent", [0, 2, 0]), ("turn", [2, 0, -2, 0]),
        ("invertedturn", [-2, 0, 2, 0]), ("slide", [-2, 0]), ("roll", [2, 0, -2, 0]),
    ],
)  # fmt: skip
def test_a_written_ornament_is_played(name: str, steps: list[int]) -> None:
    assert figure(name) == steps


def test_a_roll_is_long_short_or_a_cut_by_the_length_of_its_note() -> None:
    assert figure("roll", Fraction(3, 8)) == [0, 2, 0, -2, 0]
    assert figure("roll", Fraction(1, 8))[1:] == [0]
    assert figure("roll", QUARTER, "banjo") == [0, 0, 0]


def test_a_trill_begins_and_ends_on_its_note() -> None:
    steps = figure("trill", Fraction(1, 2))
    assert steps == [0, 2] * (len(steps) // 2) + [0]
    assert len(steps) >= 9


@pytest.mark.parametrize("name", ORNAMENTS)
def test_without_what_is_added_the_note_stands_once(name: str) -> None:
    written = [note for note in played(tune(*[marked(name)] * 4)) if not note.ornament]
    assert [note.pitch for note in written] == [67, 69, 67, 69]


def test_grace_notes_are_played_on_the_beat_by_a_fiddle_and_before_it_by_a_harp() -> None:
    melody = tune(NO_SIGNS, graced(C5, B4), NO_SIGNS)
    for instrument, on_beat in (("fiddle", True), ("harp", False)):
        _, first, second, main, _ = played(melody, instrument)
        assert (first.pitch, second.pitch, main.pitch) == (72, 71, 69)
        assert first.ornament
        assert second.end == main.onset
        assert (abs(first.onset - QUARTER) < abs(main.onset - QUARTER)) is on_beat
        assert main.onset - first.onset < Fraction(1, 16)


@pytest.mark.parametrize("instrument", [name for name, one in INSTRUMENTS.items() if not one.partner])
def test_many_grace_notes_leave_at_least_half_of_their_note(instrument: str) -> None:
    notes = played(tune(*[graced(*[C5, B4] * 4)] * 8, length=Fraction(1, 32)), instrument)
    main = [note for note in notes if not note.ornament]
    assert [note.pitch for note in main] == [67, 69] * 4
    assert all(note.duration > 0 for note in notes)


def test_before_a_chord_grace_notes_come_first_and_all_of_it_after() -> None:
    chord = Note((Pitch("E", 4), Pitch("G", 4)), QUARTER, signs=graced(B4))
    grace, low, high = played(Melody(Meter(4, 4), Key("C", "maj"), (Bar((chord,)),)))
    assert (grace.pitch, low.pitch, high.pitch) == (71, 64, 67)
    assert grace.end <= low.onset == high.onset


@pytest.mark.parametrize("instrument", ["fiddle", "flute", "accordion", "piano"])
def test_dots_are_short_and_slurs_and_lines_are_not(instrument: str) -> None:
    def share(first: Signs) -> Fraction:
        one, other, *_ = played(tune(first, NO_SIGNS, NO_SIGNS, NO_SIGNS), instrument)
        return one.duration / (other.onset - one.onset)

    usual = share(NO_SIGNS)
    assert share(marked("wedge")) < share(marked("staccato")) < Fraction(6, 10) < usual
    assert usual < share(marked("tenuto")) < 1
    assert share(Signs(slurs_begin=1)) == 1


def test_a_slur_ends_with_its_last_note() -> None:
    notes = played(tune(Signs(slurs_begin=1), Signs(slurs_end=1), NO_SIGNS, NO_SIGNS), "flute")
    shares = [one.duration / (after.onset - one.onset) for one, after in pairwise(notes)]
    assert shares[0] == 1 > shares[1]


def test_an_accent_is_louder() -> None:
    usual, accented = (
        played(tune(*[NO_SIGNS] * 4)),
        played(tune(NO_SIGNS, NO_SIGNS, marked("accent"), NO_SIGNS)),
    )
    assert accented[2].velocity > usual[2].velocity + 5


def test_a_note_with_a_written_ornament_gets_no_other() -> None:
    signs = [marked("roll")] * 4
    melody = tune(*signs)
    bars = timeline(melody, 4)
    notes = perform(melody, bars, INSTRUMENTS["fiddle"], seed=1)[0].notes
    assert len(notes) == 4 * 4 * 4


def test_played_plainly_no_ornament_is_heard() -> None:
    melody = tune(graced(C5), marked("trill"), marked("staccato"), marked("fermata"))
    notes = play_plainly(timeline(melody), INSTRUMENTS["fiddle"])[0].notes
    assert [(note.onset, note.duration, note.pitch) for note in notes] == [
        (index * QUARTER, QUARTER, pitch) for index, pitch in enumerate([67, 69, 67, 69])
    ]


def test_what_is_an_ornament() -> None:
    assert has_ornament(graced(C5))
    assert has_ornament(marked("upbow", "trill"))
    assert not has_ornament(marked("staccato", "fermata", "upbow", "accent"))
