"""Transposes a tune to another key, chord symbols included, exactly and with the right spelling."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from generator.notation.changes import State, state_at
from generator.notation.melody import Bar, Melody, Note, Pitch
from generator.notation.theory import FIFTHS, FREE, SEMITONES, Key, split_chord

OCTAVES = (-2, -1, 0, 1)
"""Octaves by which a tune may be moved, on top of the interval up to its tonic."""

_STEPS = "CDEFGAB"
_SIGNS = {-1: "b", 0: "", 1: "#"}


def to_tonic(melody: Melody, tonic: str, *, octave: int = 0) -> Melody:
    """The tune with its tonic's letter moved up to that of `tonic`, then by `octave` octaves.

    The mode stays; keys that the tune changes to move with it, as F# or Gb where the other has no signature.
    Raises ValueError where the key has no signature of seven or fewer.
    """
    key = _key_on(tonic, melody.key)
    steps = (_STEPS.index(tonic[0]) - _STEPS.index(melody.key.tonic[0])) % 7
    move = _Move(steps + 7 * octave, semitones_up(melody.key, key) + 12 * octave)
    bars: list[Bar] = []
    now = melody.key
    for bar in melody.bars:
        moved, now = _bar_moved(bar, now, move)
        bars.append(moved)
    return replace(melody, key=key, bars=tuple(bars))


def semitones_up(key: Key, other: Key) -> int:
    """From the tonic of one key up to that of another on the letters above it."""
    naturals = (SEMITONES[other.tonic[0]] - SEMITONES[key.tonic[0]]) % 12
    return naturals + other.tonic_alter - key.tonic_alter


def in_octaves(melody: Melody, tonic: str) -> list[Melody]:
    """The tune on `tonic` in every octave that it could be played in."""
    return [to_tonic(melody, tonic, octave=octave) for octave in OCTAVES]


def is_transposed(one: Melody, other: Melody) -> bool:
    """Whether they have the same notes, bar by bar, in whatever key and octave; signs do not count."""
    return _outline(one) == _outline(other)


def _outline(melody: Melody) -> list[list[tuple[Fraction, bool, tuple[int, ...]]]]:
    """The notes of each bar: how long, whether tied, and the semitones from the tune's first pitch."""
    first = next((note.pitches[0].midi for bar in melody.bars for note in bar.notes if note.pitches), 0)
    return [
        [
            (note.duration, note.tied, tuple(pitch.midi - first for pitch in note.pitches))
            for note in bar.notes
        ]
        for bar in melody.bars
    ]


def lies_within(melody: Melody, lowest: int, highest: int) -> bool:
    """Whether every pitch, those of grace notes too, is within these MIDI pitches."""
    pitches = [pitch.midi for bar in melody.bars for note in bar.notes for pitch in _all_pitches(note)]
    return lowest <= min(pitches) and max(pitches) <= highest


def _all_pitches(note: Note) -> tuple[Pitch, ...]:
    return note.pitches + (note.signs.grace.pitches if note.signs.grace else ())


def nearest_to(melodies: list[Melody], centre: float) -> Melody:
    """The one whose mean pitch lies nearest to `centre`."""
    return min(melodies, key=lambda one: abs(mean_pitch(one) - centre))


def mean_pitch(melody: Melody) -> float:
    """Mean MIDI pitch, each note weighted by its duration."""
    weights = [
        (pitch.midi, note.duration) for bar in melody.bars for note in bar.notes for pitch in note.pitches
    ]
    return float(sum(midi * weight for midi, weight in weights) / sum((w for _, w in weights), Fraction(0)))


@dataclass(frozen=True, slots=True)
class _Move:
    """Up by so many letters and semitones."""

    steps: int
    semitones: int

    def __call__(self, pitch: Pitch) -> Pitch:
        natural = _on_letters(pitch, self.steps)
        return replace(natural, alter=pitch.midi + self.semitones - natural.midi)

    def spelled_for(self, key: Key) -> _Move:
        """The same interval on letters that give a key from this one, the nearest ones first."""
        for steps in (self.steps, self.steps - 1, self.steps + 1):
            move = replace(self, steps=steps)
            with suppress(ValueError):
                move.key(key)
                return move
        raise ValueError(f"{key.name} cannot be moved there")

    def key(self, key: Key) -> Key:
        """The key moved. Raises ValueError."""
        tonic = self(Pitch(key.tonic[0], 4, key.tonic_alter))
        if abs(tonic.alter) > 1:
            raise ValueError(f"{key.name} cannot be moved there")
        return _key_on(tonic.step + _SIGNS[tonic.alter], key)

    def note(self, note: Note) -> Note:
        grace = note.signs.grace
        signs = (
            replace(note.signs, grace=replace(grace, pitches=self.all(grace.pitches)))
            if grace
            else note.signs
        )
        return replace(note, pitches=self.all(note.pitches), signs=signs)

    def all(self, pitches: tuple[Pitch, ...]) -> tuple[Pitch, ...]:
        return tuple(_simpler(self(pitch), most=2) for pitch in pitches)


def _on_letters(pitch: Pitch, steps: int) -> Pitch:
    octaves, index = divmod(_STEPS.index(pitch.step) + steps, 7)
    return Pitch(_STEPS[index], pitch.octave + octaves)


def _key_on(tonic: str, key: Key) -> Key:
    """The key on another tonic, with the same degrees altered as in `key`. Raises ValueError."""
    plain, moved = replace(key, altered=()), Key(tonic, key.mode)
    steps = _STEPS.index(tonic[0]) - _STEPS.index(key.tonic[0])
    altered: dict[str, int] = {}
    for letter, alter in key.altered:
        on = _STEPS[(_STEPS.index(letter) + steps) % 7]
        altered[on] = moved.signature[on] + alter - plain.signature[letter]
    if any(abs(alter) > 2 for alter in altered.values()):
        raise ValueError(f"{key.name} has an accidental in its signature that cannot be moved there")
    return replace(moved, altered=tuple((on, altered[on]) for on in FIFTHS if on in altered))


def _bar_moved(bar: Bar, key: Key, move: _Move) -> tuple[Bar, Key]:
    """The bar moved, `key` being in force before it; the key that is in force after it, not moved."""
    if not bar.changes:
        here = move.spelled_for(key)
        chords = tuple((onset, _chord_moved(text, here)) for onset, text in bar.chords)
        return replace(bar, notes=tuple(map(here.note, bar.notes)), chords=chords), key
    before = State(FREE, key, None)

    def at(onset: Fraction) -> _Move:
        return move.spelled_for(state_at(bar, before, onset).key)

    onsets = accumulate((note.duration for note in bar.notes), initial=Fraction(0))
    notes = tuple(at(onset).note(note) for note, onset in zip(bar.notes, onsets, strict=False))
    chords = tuple((onset, _chord_moved(text, at(onset))) for onset, text in bar.chords)
    changes = tuple(
        replace(change, key=move.spelled_for(change.key).key(change.key)) if change.key else change
        for change in bar.changes
    )
    after = state_at(bar, before, bar.duration).key
    return replace(bar, notes=notes, chords=chords, changes=changes), after


def _chord_moved(text: str, move: _Move) -> str:
    """The chord symbol with its root and bass moved; other text stays."""
    parts = split_chord(text)
    if parts is None:
        return text
    root, quality, bass, suffix = parts

    def named(note: str) -> str:
        alter = {"": 0, "#": 1, "b": -1}[note[1:]]
        moved = _simpler(move(Pitch(note[0], 4, alter)), most=1)
        return moved.step + _SIGNS[moved.alter]

    return named(root) + (suffix or quality) + (f"/{named(bass)}" if bass else "")


def _simpler(pitch: Pitch, most: int) -> Pitch:
    """The same sound on the next letters, until `most` sharps or flats are enough: ABC has no triple ones."""
    while abs(pitch.alter) > most:
        towards = 1 if pitch.alter > 0 else -1
        natural = _on_letters(pitch, towards)
        pitch = replace(natural, alter=pitch.midi - natural.midi)
    return pitch
