"""The stage: a MIDI file as the synthesizer gets it, in a room and with time to ring out.

The files that people download have neither. Knows nothing of soundfonts or samples.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import mido

from generator.audio.sf2 import DRUMS, Place

ROOM = 84
"""The level of the synthesizer's own reverb (controller 91), a hall whose sound falls by 60 dB in 1.2 s. The
synthesizer computes it in any case; a convolution would take half as long again as a melody."""

TAIL_SECONDS = 4.0
"""How long the synthesizer goes on after the last event. What is silent of it is cut off later."""

_VOLUME, _REVERB = 7, 91
DRUM_CHANNEL = 9
_USUAL_TEMPO = 500_000
_CHANNELS = range(16)


@dataclass(frozen=True, slots=True)
class Staged:
    """A MIDI file, and the banks and presets that it plays."""

    midi: bytes
    presets: frozenset[Place]


def stage(midi: bytes, volumes: Sequence[int] = (), silence: float = 0) -> Staged:
    """The music in the room, with `TAIL_SECONDS` after its last event, and `silence` (seconds) before it.

    `volumes`: controller 7 for each track with a player, in their order; none: as the file has it.
    """
    music = mido.MidiFile(file=io.BytesIO(midi))
    if silence:
        _begin_later(music, silence)
    messages = [message for track in music.tracks for message in track]
    tempo = next((one.tempo for one in reversed(messages) if one.type == "set_tempo"), _USUAL_TEMPO)
    end = max(sum(message.time for message in track) for track in music.tracks)
    end += mido.second2tick(TAIL_SECONDS, music.ticks_per_beat, tempo)
    settings = [_control(channel, _REVERB, ROOM) for channel in _CHANNELS]
    if volumes:
        channels = [channel for track in music.tracks if (channel := _channel(track)) is not None]
        settings += [
            _control(*one) for one in zip(channels, repeat(_VOLUME, len(volumes)), volumes, strict=True)
        ]
    music.tracks.append(mido.MidiTrack([*settings, mido.MetaMessage("end_of_track", time=end)]))
    music.type = 1  # several tracks
    target = io.BytesIO()
    music.save(file=target)
    return Staged(target.getvalue(), _presets(messages))


def _begin_later(music: mido.MidiFile, seconds: float) -> None:
    """Put so much time before the music; what stands at its beginning beside notes stays there."""
    tempo = next(
        (one.tempo for track in music.tracks for one in track if one.type == "set_tempo"), _USUAL_TEMPO
    )
    ticks = mido.second2tick(seconds, music.ticks_per_beat, tempo)
    for track in music.tracks:
        for message in track:
            if message.time or message.type == "note_on":
                message.time += ticks
                break


def _channel(track: mido.MidiTrack) -> int | None:
    """The first that a player of the track uses."""
    return next((message.channel for message in track if hasattr(message, "channel")), None)


def _control(channel: int, control: int, value: int) -> mido.Message:
    return mido.Message("control_change", channel=channel, control=control, value=value)


def _presets(messages: Sequence[mido.Message]) -> frozenset[Place]:
    """A channel that plays without having been given a program plays the first one."""
    changes = [(one.channel, one.program) for one in messages if one.type == "program_change"]
    playing = {one.channel for one in messages if one.type == "note_on"}
    return frozenset(
        _place(channel, program)
        for channel, program in [*changes, *((one, 0) for one in playing - dict(changes).keys())]
    )


def _place(channel: int, program: int) -> Place:
    return (DRUMS if channel == DRUM_CHANNEL else 0), program
