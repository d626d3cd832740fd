"""A recording: from MIDI to what people hear."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import mido
import numpy as np
import pytest

from generator.audio.balance import volumes
from generator.audio.mastering import LOUDNESS, master
from generator.audio.playback import on_sides, play
from generator.audio.sound import Sound
from generator.errors import RenderError
from tests.generator.audio.band import bass, chords, drum, melody, midi, performance
from tests.generator.audio.measures import correlation, loudness


def record(content: bytes, seconds: float, soundfont: Path | None = None, loud: Sequence[int] = ()) -> Sound:
    return master(play(content, soundfont, loud), seconds)


BAND = performance(melody("fiddle"), chords(25), bass(), drum())


def test_a_band_is_recorded_in_stereo_at_the_usual_loudness() -> None:
    sound = record(midi(BAND), BAND.seconds, loud=volumes(BAND))
    assert BAND.seconds < sound.seconds < BAND.seconds + 3
    assert correlation(sound.samples.astype(np.float64)) < 0.97
    assert abs(loudness(sound.samples.astype(np.float64)) - LOUDNESS) < 0.3


def test_a_player_on_the_left_is_heard_on_the_left() -> None:
    left = performance(chords(25, pan=-0.8))
    powers = np.square(record(midi(left), left.seconds).samples).mean(axis=0)
    assert powers[0] > 4 * powers[1]


def test_the_same_midi_is_the_same_recording() -> None:
    first, second = (record(midi(BAND), BAND.seconds) for _ in range(2))
    assert first.samples.tobytes() == second.samples.tobytes()


def test_the_soundfont_is_the_one_that_was_chosen(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"own\.sf2"):
        record(midi(BAND), BAND.seconds, tmp_path / "own.sf2")


def test_a_file_of_one_track_can_be_recorded_too() -> None:
    """Format 0, without a program."""
    track = mido.MidiTrack([mido.Message("note_on", note=62), mido.Message("note_off", note=62, time=480)])
    single = mido.MidiFile(type=0, tracks=[track])
    single.save(file=(target := io.BytesIO()))
    assert record(target.getvalue(), 0.5).seconds > 0.5


def test_each_of_two_sounds_is_on_its_own_side() -> None:
    """The shorter one is followed by silence."""
    left = Sound(np.full((100_000, 2), [300, 100], np.int16), 48_000)
    right = Sound(np.full((90_000, 2), 50, np.int16), 48_000)
    both = on_sides(iter((left, right)))
    assert (both.rate, both.recorded.shape) == (48_000, (100_000, 2))
    assert np.unique(both.recorded[:, 0]).tolist() == [200]
    assert np.unique(both.recorded[:90_000, 1]).tolist() == [50]
    assert not both.recorded[90_000:, 1].any()
