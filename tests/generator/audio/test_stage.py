"""The stage: what is added to a MIDI file before it is played."""

from __future__ import annotations

import io

import mido
import pytest

from generator.audio.sf2 import DRUMS
from generator.audio.stage import ROOM, TAIL_SECONDS, stage
from tests.generator.audio.band import bass, chords, drum, melody, midi, performance

BAND = performance(melody("fiddle"), chords(25), bass(), drum())


def played(content: bytes) -> list[mido.Message]:
    """The messages with their time in seconds from the beginning."""
    seconds, messages = 0.0, []
    for message in mido.MidiFile(file=io.BytesIO(content)):
        seconds += message.time
        messages.append(message.copy(time=seconds))
    return messages


def test_every_note_stays_as_it_is() -> None:
    notes = [one for one in played(midi(BAND)) if one.type.startswith("note")]
    assert [one for one in played(stage(midi(BAND)).midi) if one.type.startswith("note")] == notes


def test_there_is_time_to_ring_out() -> None:
    assert played(stage(midi(BAND)).midi)[-1].time == pytest.approx(BAND.seconds + TAIL_SECONDS, abs=0.01)


def test_silence_before_the_music_moves_every_note_and_nothing_else() -> None:
    before = [one for one in played(midi(BAND)) if one.type.startswith("note")]
    staged = played(stage(midi(BAND), silence=0.25).midi)
    notes = [one for one in staged if one.type.startswith("note")]
    assert [one.time for one in notes] == pytest.approx([one.time + 0.25 for one in before], abs=0.001)
    assert {one.time for one in staged if one.type == "program_change"} == {0}
    assert staged[-1].time == pytest.approx(0.25 + BAND.seconds + TAIL_SECONDS, abs=0.01)


def test_every_channel_is_in_the_room() -> None:
    rooms = [one for one in played(stage(midi(BAND)).midi) if one.is_cc(91)]
    assert {one.channel for one in rooms} == set(range(16))
    assert {(one.value, one.time) for one in rooms} == {(ROOM, 0)}


def test_the_presets_are_those_of_the_players() -> None:
    assert stage(midi(BAND)).presets == {(0, 40), (0, 25), (0, 32), (DRUMS, 0)}


def test_each_player_gets_their_volume() -> None:
    last = {
        one.channel: one.value for one in played(stage(midi(BAND), (100, 50, 60, 70)).midi) if one.is_cc(7)
    }
    assert last == {0: 100, 1: 50, 2: 60, 9: 70}


def test_a_volume_too_few_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        stage(midi(BAND), (100, 50, 60))
