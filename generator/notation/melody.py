"""A one-voice tune as data: what ABC text means, however it was typed.

Lengths and durations are exact fractions of a whole note. Accidentals are resolved:
every pitch says how it sounds, whatever the key signature or the bar before it said.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from generator.notation.theory import SEMITONES, Key, Meter


@dataclass(frozen=True, slots=True)
class Pitch:
    """A spelled pitch: letter `step` (C..B), scientific `octave` (middle C is C4), `alter` in semitones."""

    step: str
    octave: int
    alter: int = 0

    @property
    def midi(self) -> int:
        return 12 * (self.octave + 1) + SEMITONES[self.step] + self.alter


@dataclass(frozen=True, slots=True)
class Tuplet:
    """`count` notes in the time of `time` (ABC 2.1, 4.13): a triplet is Tuplet(3, 2)."""

    count: int
    time: int


TUPLET_TIMES = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}
"""Notes of a tuplet -> in the time of how many (ABC 2.1, 4.13); 5, 7 and 9 depend on the meter."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note, a chord of several pitches, or a rest (no pitch).

    `length` is what is written; inside a tuplet it sounds shorter (`duration`).
    `first_of_tuplet` holds the size of the group, in notes, on its first note, else 0.
    `tied` joins this note to the next one of the same pitch.
    """

    pitches: tuple[Pitch, ...]
    length: Fraction
    tuplet: Tuplet | None = None
    first_of_tuplet: int = 0
    tied: bool = False

    @property
    def duration(self) -> Fraction:
        return self.length if self.tuplet is None else self.length * self.tuplet.time / self.tuplet.count


@dataclass(frozen=True, slots=True)
class Bar:
    """The notes between two bar lines, and what the lines mean.

    `ending`: the passes this bar begins an ending for, e.g. (1,) after `|1`; empty elsewhere.
    `ends_section`: a double bar or the end of a repeat follows it.
    `chords`: the chord symbols as written, each with its onset in whole notes from the bar's beginning.
    """

    notes: tuple[Note, ...]
    opens_repeat: bool = False
    closes_repeat: bool = False
    ending: tuple[int, ...] = ()
    ends_section: bool = False
    chords: tuple[tuple[Fraction, str], ...] = ()

    @property
    def duration(self) -> Fraction:
        return sum((note.duration for note in self.notes), Fraction(0))


@dataclass(frozen=True, slots=True)
class Melody:
    """A whole tune. `rhythm` is the R: field, `tempo` beats per minute and the beat's length, if given."""

    meter: Meter
    key: Key
    bars: tuple[Bar, ...]
    rhythm: str = ""
    title: str = ""
    tempo: tuple[Fraction, int] | None = None
