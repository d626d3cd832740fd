"""The MIDI file, read by symusic: it knows nothing of music21, which wrote it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from symusic import Score

from generator.arrangement.arranger import arrange_set, tunes_of_set
from generator.errors import RenderError
from generator.instruments import INSTRUMENTS, Instrument
from generator.notation.melody import Melody
from generator.notation.unfold import unfold
from generator.playing import Playing
from generator.render.midi import make_midi
from tests.generator.render.tunes import SCALE, bar, reel, tune

QUARTER = Fraction(1, 4)
Played = list[tuple[float, float, int]]


def midi(melody: Melody, beat: Fraction = QUARTER, tempo: int = 120, instrument: str = "fiddle") -> bytes:
    playing = Playing(instrument=instrument, plain=True, times=1)
    timed = replace(melody, tempo=(beat, tempo))
    return make_midi(arrange_set(tunes_of_set([timed], playing), playing), title="A Tune")


def score(content: bytes) -> Any:
    """Times in quarter notes."""
    return Score.from_midi(content, ttype="quarter")


def played(content: bytes) -> Played:
    """(onset, duration, pitch) of every note, in quarter notes."""
    (track,) = score(content).tracks  # symusic drops the one without notes
    return sorted((note.time, note.duration, note.pitch) for note in track.notes)


def expected(melody: Melody) -> Played:
    return sorted(
        (float(sounding.onset * 4), float(sounding.duration * 4), pitch)
        for sounding in unfold(melody)
        for pitch in sounding.pitches
    )


def assert_played(melody: Melody, notes: Played) -> None:
    got = played(midi(melody))
    assert [pitch for *_, pitch in got] == [pitch for *_, pitch in notes]
    for one, other in zip(got, notes, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_a_reel_is_played_with_its_repeats_ties_and_triplets() -> None:
    assert_played(reel(), expected(reel()))


def test_a_scale_is_eight_quarters() -> None:
    assert played(midi(tune(SCALE))) == [
        (float(index), 1.0, pitch) for index, pitch in enumerate([62, 64, 66, 67, 69, 71, 73, 74])
    ]


def test_a_repeated_pitch_is_struck_again() -> None:
    assert_played(
        tune("D4 D4 D4:1/8 D4:1/8 D4"), [(0, 1, 62), (1, 1, 62), (2, 0.5, 62), (2.5, 0.5, 62), (3, 1, 62)]
    )


def test_a_tie_is_not_struck_again() -> None:
    assert_played(tune("D4:1/2 D4:1/2-|D4 E4"), [(0, 2, 62), (2, 3, 62), (5, 1, 64)])


def test_a_rest_is_silent() -> None:
    assert_played(tune("D4 z D4"), [(0, 1, 62), (2, 1, 62)])


def test_a_chord_sounds_at_once() -> None:
    assert_played(tune("D4+F#4+A4:1/2 D4"), [(0, 2, 62), (0, 2, 66), (0, 2, 69), (2, 1, 62)])


def test_a_triplet_takes_the_time_of_two() -> None:
    third = 1 / 3
    assert_played(
        tune("(3 D4:1/8 E4:1/8 F#4:1/8 G4"),
        [(0, third, 62), (third, third, 64), (2 * third, third, 66), (1, 1, 67)],
    )


def test_lengths_off_the_tick_grid_never_swallow_the_next_note() -> None:
    assert len(played(midi(tune(" ".join(["D4:1/44"] * 44))))) == 44


@pytest.mark.parametrize(
    ("beat", "tempo", "quarters"), [("1/2", 100, 200), ("3/8", 112, 168), ("1/8", 180, 90)]
)
def test_the_tempo_counts_beats(beat: str, tempo: int, quarters: float) -> None:
    (mark,) = score(midi(tune(SCALE), Fraction(beat), tempo)).tempos
    assert mark.qpm == pytest.approx(quarters, rel=1e-5)


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_the_program_is_the_instruments(instrument: Instrument) -> None:
    content = midi(tune(SCALE), instrument=instrument.name)
    assert score(content).tracks[0].program == instrument.program


def test_beats_are_accented_and_a_pickup_is_not() -> None:
    melody = tune(bar("A4:1/8"), "D4:1/8 E4:1/8 F#4:1/8 G4:1/8 A4:1/2")
    velocities = [note.velocity for note in score(midi(melody)).tracks[0].notes]
    pickup, down, off, beat, *_ = velocities
    assert down > beat > off == pickup


def test_the_same_tune_is_the_same_file() -> None:
    assert midi(reel()) == midi(reel())


@pytest.mark.parametrize("words", ["z:1", "C9 C9 B9 C9"])
def test_what_cannot_be_played_is_refused(words: str) -> None:
    with pytest.raises(RenderError):
        midi(tune(words))
