"""The stretches of a long piece of music sound as the whole does, to the last bit but one."""

from __future__ import annotations

import io

import mido
import numpy as np
import pytest

from generator.audio import stretches, synth
from generator.audio.soundfonts import presets_file
from generator.audio.stage import stage
from generator.audio.stretches import BLOCK, LENGTH, RATE
from generator.audio.synth import synthesise
from tests.generator.audio.band import bass, chords, drum, melody, midi, performance

BAND = performance(melody("fiddle"), chords(25), bass(), drum())
DRONE = performance(melody("pipes"))
SHORT = 3 * RATE // BLOCK


def held_for_ever(content: bytes) -> bytes:
    """The same music, in which the first note never ends."""
    music = mido.MidiFile(file=io.BytesIO(content))
    for track in music.tracks:
        for index, message in enumerate(track):
            if message.type == "note_off":
                track[index] = mido.Message(
                    "control_change", control=1, channel=message.channel, time=message.time
                )
                music.save(file=(target := io.BytesIO()))
                return target.getvalue()
    raise AssertionError


@pytest.mark.parametrize(
    "music",
    [midi(BAND), midi(DRONE), held_for_ever(midi(DRONE))],
    ids=["band", "drone", "a note that never ends"],
)
def test_they_sound_as_the_whole(music: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    staged = stage(music)
    soundfont = presets_file(None, staged.presets)
    whole = synthesise(staged.midi, soundfont).recorded
    monkeypatch.setattr(stretches, "LENGTH", SHORT)
    played, by_midirenderer = list[bytes](), synth._by_midirenderer

    def counted(midi: bytes, font: bytes) -> bytes:
        played.append(midi)
        return by_midirenderer(midi, font)

    monkeypatch.setattr(synth, "_by_midirenderer", counted)
    parts = synthesise(staged.midi, soundfont).recorded
    assert len(played) > 2
    assert 0 <= len(parts) - len(whole) < BLOCK
    assert np.abs(parts[: len(whole)].astype(int) - whole).max() <= 1


def test_what_is_not_long_is_left_whole() -> None:
    content = stage(midi(BAND)).midi
    (only,) = stretches.stretches(content)
    assert only.midi == content


def test_no_stretch_is_much_longer_than_the_others() -> None:
    """However long the music is: else the last one would need the memory that the others save."""
    for seconds in (89, 91, 149, 151, 600):
        file = mido.MidiFile(ticks_per_beat=500)
        on, off = mido.Message("note_on", note=62), mido.Message("note_off", note=62, time=500)
        file.tracks.append(mido.MidiTrack([on, off] * (2 * seconds)))
        file.save(file=(target := io.BytesIO()))
        parts = stretches.stretches(target.getvalue())
        assert sum(part.length for part in parts) == seconds * RATE
        assert max(part.length for part in parts) <= 1.5 * LENGTH * BLOCK
        assert max(part.skip for part in parts) <= 10 * RATE
