"""A performance as a MIDI file: a track for each player, and one for tempo, meter, key and title.

Knows nothing of how a tune is played, nor of synthesis.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction

from music21.midi import ChannelVoiceMessages as Voice
from music21.midi import DeltaTime, MetaEvents, MidiEvent, MidiFile, MidiTrack

from generator.arrangement.parts import Performance, PlayedNote, Player
from generator.errors import RenderError
from generator.notation.theory import Key, Meter, signature

TICKS_PER_QUARTER = 10080
"""music21's own grid. It is divisible by 2..10, so tuplets lie on it exactly."""

DRUM_CHANNEL = 10
"""Of General MIDI, counted from 1."""

_PAN = 10
"""The controller."""
_CHANNELS = [channel for channel in range(1, 17) if channel != DRUM_CHANNEL]
_LONGEST_QUARTER = 2**24 - 1
"""Microseconds, in three bytes."""
_MOST_CLOCKS = 255
_FIRST, _LAST = 0, 2
"""At one tick notes end (1) before others begin (2); what sets up a track comes first."""

Timed = tuple[int, int, MidiEvent]
"""Tick, order at that tick, event."""


def make_midi(performance: Performance, *, title: str = "") -> bytes:
    """A standard MIDI file, format 1. Raises RenderError without a note."""
    players = performance.players
    if not any(player.notes for player in players):
        raise RenderError("There is nothing to hear in this tune: it has no notes.")
    end = max(_ticks(performance.length), *(_ticks(note.end) for one in players for note in one.notes))
    file = MidiFile()
    file.ticksPerQuarterNote = TICKS_PER_QUARTER
    channels = iter(_CHANNELS)
    file.tracks = [_track(0, _conducting(performance, title), end)]
    for index, player in enumerate(players, 1):
        channel = DRUM_CHANNEL if player.program is None else next(channels)
        file.tracks.append(_track(index, _playing(player, channel), end))
    return bytes(file.writestr())


def _conducting(performance: Performance, title: str) -> Iterator[Timed]:
    """What all tracks share."""
    if title:
        yield 0, _FIRST, _meta(MetaEvents.SEQUENCE_TRACK_NAME, title.encode())
    for onset, meter in performance.meters:
        yield _ticks(onset), _FIRST, _meta(MetaEvents.TIME_SIGNATURE, _time_signature(meter))
    for onset, key in performance.keys:
        yield _ticks(onset), _FIRST, _meta(MetaEvents.KEY_SIGNATURE, _key_signature(key))
    for onset, tempo in performance.tempos:
        yield _ticks(onset), _FIRST, _meta(MetaEvents.SET_TEMPO, _tempo(tempo))


def _playing(player: Player, channel: int) -> Iterator[Timed]:
    yield 0, _FIRST, _meta(MetaEvents.SEQUENCE_TRACK_NAME, _ascii(player.name))
    if player.program is not None:
        program = MidiEvent(type=Voice.PROGRAM_CHANGE, channel=channel)
        program.data = player.program
        yield 0, _FIRST, program
    yield 0, _FIRST, _voice(Voice.CONTROLLER_CHANGE, channel, _PAN, _pan_value(player.pan))
    for note in player.notes:
        yield from _sounding(note, channel)


def _sounding(note: PlayedNote, channel: int) -> Iterator[Timed]:
    """Its beginning and its end, both on the tick grid; the shortest note is one tick long."""
    if not 0 <= note.pitch <= 127:
        raise RenderError("This tune has notes too high or too low to be played.")
    start = _ticks(note.onset)
    end = max(start + 1, _ticks(note.end))
    yield start, 2, _voice(Voice.NOTE_ON, channel, note.pitch, note.velocity)
    yield end, 1, _voice(Voice.NOTE_OFF, channel, note.pitch, 0)


def _track(index: int, timed: Iterable[Timed], end: int) -> MidiTrack:
    track = MidiTrack(index)
    last = _meta(MetaEvents.END_OF_TRACK, b"")
    before = 0
    for tick, _, event in [*sorted(timed, key=lambda one: one[:2]), (end, _LAST, last)]:
        event.track = track
        track.events += [DeltaTime(track, time=tick - before), event]
        before = tick
    return track


def _voice(kind: Voice, channel: int, first: int, second: int) -> MidiEvent:
    event = MidiEvent(type=kind, channel=channel)
    event.parameter1, event.parameter2 = first, second
    return event


def _meta(kind: MetaEvents, data: bytes) -> MidiEvent:
    event = MidiEvent(type=kind, channel=1)
    event.data = data
    return event


def _ascii(name: str) -> bytes:
    """A name without its accents: programs do not agree on how to read others."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore")


def _ticks(position: Fraction) -> int:
    """Whole notes -> ticks."""
    return round(position * 4 * TICKS_PER_QUARTER)


def _tempo(quarters_a_minute: Fraction) -> bytes:
    """Microseconds a quarter note."""
    microseconds = round(60_000_000 / quarters_a_minute)
    if not 0 < microseconds <= _LONGEST_QUARTER:
        raise RenderError("This tune has a tempo too fast or too slow to be played.")
    return microseconds.to_bytes(3, "big")


def _time_signature(meter: Meter) -> bytes:
    """Numerator, power of two of the denominator, MIDI clocks a beat, 32nds a quarter note.

    Of an uneven meter the beat is what its beats have in common: a program clicks on every eighth of 7/8.
    """
    clocks = min(max(1, int(meter.beat * 96)), _MOST_CLOCKS)
    return bytes([meter.count, meter.unit.bit_length() - 1, clocks, 8])


def _key_signature(key: Key) -> bytes:
    """Sharps or flats, and whether it is minor; MIDI knows no other mode.

    A signature with accidentals of its own becomes the nearest one that MIDI has.
    """
    return (_nearest_signature(key) % 256).to_bytes(1, "big") + bytes([key.mode == "min"])


def _nearest_signature(key: Key) -> int:
    """The sharps or flats with which the fewest letters differ; of several the nearest to the mode's own."""

    def differing(fifths: int) -> tuple[int, int]:
        letters = signature(fifths)
        return sum(letters[one] != alter for one, alter in key.signature.items()), abs(fifths - key.fifths)

    return min(range(-7, 8), key=differing) if key.altered else key.fifths


def _pan_value(pan: float) -> int:
    """-1..1 -> 0..127, the middle being 64."""
    return max(0, min(127, round(64 + 63 * pan)))
