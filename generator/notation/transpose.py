"""Transposes a tune to another key, chord symbols included, exactly and with the right spelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from generator.notation.melody import Bar, Melody, Pitch
from generator.notation.theory import SEMITONES, Key, split_chord

OCTAVES = (-2, -1, 0, 1)
"""Octaves by which a tune may be moved, on top of the interval up to its tonic."""

_STEPS = "CDEFGAB"


def to_tonic(melody: Melody, tonic: str, *, octave: int = 0) -> Melody:
    """The tune with its tonic's letter moved up to that of `tonic`, then by `octave` octaves.

    The mode stays. Raises ValueError where the key has no signature of seven or fewer.
    """
    key = Key(tonic, melody.key.mode)
    steps = (_STEPS.index(tonic[0]) - _STEPS.index(melody.key.tonic[0])) % 7
    semitones = semitones_up(melody.key, key)
    return replace(_moved(melody, steps + 7 * octave, semitones + 12 * octave), key=key)


def semitones_up(key: Key, other: Key) -> int:
    """From the tonic of one key up to that of another on the letters above it."""
    naturals = (SEMITONES[other.tonic[0]] - SEMITONES[key.tonic[0]]) % 12
    return naturals + other.tonic_alter - key.tonic_alter


def in_octaves(melody: Melody, tonic: str) -> list[Melody]:
    """The tune on `tonic` in every octave that it could be played in."""
    return [to_tonic(melody, tonic, octave=octave) for octave in OCTAVES]


def lies_within(melody: Melody, lowest: int, highest: int) -> bool:
    """Whether every pitch is within these MIDI pitches."""
    pitches = [pitch.midi for bar in melody.bars for note in bar.notes for pitch in note.pitches]
    return lowest <= min(pitches) and max(pitches) <= highest


def nearest_to(melodies: list[Melody], centre: float) -> Melody:
    """The one whose mean pitch lies nearest to `centre`."""
    return min(melodies, key=lambda one: abs(mean_pitch(one) - centre))


def mean_pitch(melody: Melody) -> float:
    """Mean MIDI pitch, each note weighted by its duration."""
    weights = [
        (pitch.midi, note.duration) for bar in melody.bars for note in bar.notes for pitch in note.pitches
    ]
    return float(sum(midi * weight for midi, weight in weights) / sum((w for _, w in weights), Fraction(0)))


def _moved(melody: Melody, steps: int, semitones: int) -> Melody:
    def move(pitch: Pitch) -> Pitch:
        octaves, index = divmod(_STEPS.index(pitch.step) + steps, 7)
        natural = Pitch(_STEPS[index], pitch.octave + octaves)
        alter = pitch.midi + semitones - natural.midi
        return replace(natural, alter=alter)

    def bar_moved(bar: Bar) -> Bar:
        notes = (
            replace(note, pitches=tuple(_simpler(move(p), most=2) for p in note.pitches))
            for note in bar.notes
        )
        chords = ((onset, _chord_moved(text, move)) for onset, text in bar.chords)
        return replace(bar, notes=tuple(notes), chords=tuple(chords))

    return replace(melody, bars=tuple(map(bar_moved, melody.bars)))


def _chord_moved(text: str, move: Callable[[Pitch], Pitch]) -> str:
    """The chord symbol with its root and bass moved; text that is no chord symbol stays."""
    parts = split_chord(text)
    if parts is None:
        return text
    root, quality, bass, suffix = parts

    def named(note: str) -> str:
        alter = {"": 0, "#": 1, "b": -1}[note[1:]]
        moved = _simpler(move(Pitch(note[0], 4, alter)), most=1)
        return moved.step + {0: "", 1: "#", -1: "b"}[moved.alter]

    return named(root) + (suffix or quality) + (f"/{named(bass)}" if bass else "")


def _simpler(pitch: Pitch, most: int) -> Pitch:
    """The same sound on the next letters, until `most` sharps or flats are enough: ABC has no triple ones."""
    while abs(pitch.alter) > most:
        towards = 1 if pitch.alter > 0 else -1
        octaves, index = divmod(_STEPS.index(pitch.step) + towards, 7)
        step, octave = _STEPS[index], pitch.octave + octaves
        alter = pitch.midi - (12 * (octave + 1) + SEMITONES[step])
        pitch = Pitch(step, octave, alter)
    return pitch
