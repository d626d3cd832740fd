"""A melody as MIDI: one track, one instrument, an exact tempo, a light accent on the beat.

Knows nothing of synthesis, nor of which notes an instrument can play.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from music21 import chord, instrument, note, stream, tempo
from music21.midi.translate import streamToMidiFile

from generator.errors import RenderError
from generator.instruments import Instrument
from generator.notation.melody import Melody
from generator.notation.unfold import Sounding, played_duration, unfold

TICKS_PER_QUARTER = 10080
"""music21's own grid. It is divisible by 2..10, so tuplets lie on it exactly."""

DOWNBEAT, BEAT, OFFBEAT = 100, 94, 84
"""Velocities. Close together, for a light accent."""


@dataclass(frozen=True, slots=True)
class TimedMelody:
    """A melody and its speed. `beat` is in whole notes, `tempo` in beats per minute."""

    melody: Melody
    beat: Fraction
    tempo: int


def make_midi(melody: Melody, instrument_: Instrument, beat: Fraction, tempo_: int) -> bytes:
    """A standard MIDI file. `beat` is in whole notes, `tempo_` in beats per minute."""
    return make_medley_midi([TimedMelody(melody, beat, tempo_)], instrument_)


def make_medley_midi(melodies: Sequence[TimedMelody], instrument_: Instrument) -> bytes:
    """The melodies one after the other without a gap, each at its own tempo. Raises RenderError."""
    part = stream.Part()
    part.insert(0, _player(instrument_))
    start, before = Fraction(0), None
    for timed in melodies:
        if before != (timed.beat, timed.tempo):  # a tempo is written once
            mark = tempo.MetronomeMark(number=float(timed.tempo * timed.beat * 4))
            part.insert(_on_grid(start), mark)
        before = (timed.beat, timed.tempo)
        soundings = _playable(timed.melody)
        for sounding, velocity in zip(
            soundings, _velocities(timed.melody, soundings, timed.beat), strict=True
        ):
            _add(part, replace(sounding, onset=start + sounding.onset), velocity)
        start += played_duration(timed.melody)
    return bytes(streamToMidiFile(part, addStartDelay=False).writestr())


def _playable(melody: Melody) -> list[Sounding]:
    soundings = unfold(melody)
    if not soundings:
        raise RenderError("There is nothing to hear in this tune: it has no notes.")
    if any(not 0 <= pitch <= 127 for sounding in soundings for pitch in sounding.pitches):
        raise RenderError("This tune has notes too high or too low to be played.")
    return soundings


def _player(instrument_: Instrument) -> instrument.Instrument:
    player = instrument.Instrument(instrument_.name)
    player.midiProgram = instrument_.program
    return player


def _add(part: stream.Part, sounding: Sounding, velocity: int) -> None:
    """Both ends are on the tick grid, so that a repeated pitch never ends after the next one begins."""
    start, end = _on_grid(sounding.onset), _on_grid(sounding.onset + sounding.duration)
    if end <= start:
        return
    sound = (
        note.Note(sounding.pitches[0], quarterLength=end - start)
        if len(sounding.pitches) == 1
        else chord.Chord(sorted(set(sounding.pitches)), quarterLength=end - start)
    )
    sound.volume.velocity = velocity
    part.insert(start, sound)


def _on_grid(position: Fraction) -> Fraction:
    """Whole notes -> quarter notes on the tick grid."""
    return Fraction(round(position * 4 * TICKS_PER_QUARTER), TICKS_PER_QUARTER)


def _velocities(melody: Melody, soundings: Sequence[Sounding], beat: Fraction) -> list[int]:
    """The first note of a bar loudest, then those on a beat. A pickup shifts where the bars lie."""
    bar = melody.meter.bar
    pickup = melody.bars[0].duration if melody.bars[0].duration < bar else Fraction(0)
    return [_velocity((sounding.onset - pickup) % bar, beat) for sounding in soundings]


def _velocity(position: Fraction, beat: Fraction) -> int:
    if position == 0:
        return DOWNBEAT
    return BEAT if position % beat == 0 else OFFBEAT
