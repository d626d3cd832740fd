"""A one-voice tune as data: what ABC text means, however it was typed.

Lengths and durations are exact fractions of a whole note. Accidentals are resolved:
every pitch says how it sounds, whatever the key signature or the bar before it said.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

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


Tempo = tuple[Fraction, int]
"""The beat, in whole notes, and beats per minute."""


@dataclass(frozen=True, slots=True)
class Grace:
    """The grace notes before a note (ABC 2.1, 4.12). `lengths` as written, in whole notes, one per pitch.

    `slashed`: the first has a stroke through its stem (`{/g}`).
    """

    pitches: tuple[Pitch, ...]
    lengths: tuple[Fraction, ...]
    slashed: bool = False


@dataclass(frozen=True, slots=True)
class Signs:
    """What is written at a note beside its pitches and length.

    `decorations`: names as between exclamation marks, "trill" (ABC 2.1, 4.14). `slurs_begin`, `slurs_end`:
    how many slurs do so here. `annotations`: text with its sign for the place, "^slowly" (4.19).
    `syllables`: one for each verse, "" where there is none; it ends in "-" if its word goes on, and is "_" if
    the one before it is held (5.1). `hidden`: a rest that is not printed.
    """

    grace: Grace | None = None
    decorations: tuple[str, ...] = ()
    slurs_begin: int = 0
    slurs_end: int = 0
    annotations: tuple[str, ...] = ()
    syllables: tuple[str, ...] = ()
    hidden: bool = False


NO_SIGNS = Signs()


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
    signs: Signs = NO_SIGNS

    @property
    def duration(self) -> Fraction:
        return self.length if self.tuplet is None else self.length * self.tuplet.time / self.tuplet.count


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from `onset` on, in whole notes from the bar's beginning; None: as before."""

    onset: Fraction
    meter: Meter | None = None
    key: Key | None = None
    tempo: Tempo | None = None


LineLook = Literal["", "dotted", "invisible"]


@dataclass(frozen=True)  # without slots, for the cached duration
class Bar:
    """The notes between two bar lines, and what the lines mean.

    `ending`: the passes this bar begins an ending for, e.g. (1,) after `|1`; empty elsewhere.
    `ends_section`: a double bar or the end of a repeat follows it. `double_line`: a double bar follows that
    ends no section, inside a repeat. `times`: how often the part is played that the repeat after it closes.
    `chords`: the chord symbols as written, each with its onset in whole notes from the bar's beginning.
    `changes` of key, meter and tempo in the order of their onsets. `part`: the name that a P: field gives to
    what begins here, "" for none. `line`: how the simple line after it is drawn, if it is not plain.
    """

    notes: tuple[Note, ...]
    opens_repeat: bool = False
    closes_repeat: bool = False
    ending: tuple[int, ...] = ()
    ends_section: bool = False
    chords: tuple[tuple[Fraction, str], ...] = ()
    double_line: bool = False
    times: int = 2
    changes: tuple[Change, ...] = ()
    part: str = ""
    line: LineLook = ""

    @cached_property
    def duration(self) -> Fraction:
        return sum((note.duration for note in self.notes), Fraction(0))


@dataclass(frozen=True, slots=True)
class Clef:
    """As it is drawn; the pitches are what sounds. `octave`: -1 with a small 8 below, 1 with one above."""

    name: Literal["treble", "alto", "tenor", "bass"] = "treble"
    octave: int = 0


@dataclass(frozen=True, slots=True)
class Melody:
    """A whole tune. `rhythm` is the R: field, `tempo` that of the beginning, if given.

    `order`: the names of the parts as they are played, where a P: field in the head says so, else empty.
    `texts`: the other text fields of the head, (letter, text), in their order: composer, origin, notes.
    """

    meter: Meter
    key: Key
    bars: tuple[Bar, ...]
    rhythm: str = ""
    title: str = ""
    tempo: Tempo | None = None
    order: tuple[str, ...] = ()
    clef: Clef = Clef()
    texts: tuple[tuple[str, str], ...] = ()
