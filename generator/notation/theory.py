"""Tables of keys, modes, meters and chord symbols, and the few rules that read them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
FIFTHS = ("F", "C", "G", "D", "A", "E", "B")
"""Letters in the order of sharps in a key signature; flats come from the right."""

MODES = {"maj": 0, "mix": -1, "dor": -2, "min": -3, "phr": -4, "loc": -5, "lyd": 1}
"""Mode -> how many fifths its signature lies from the major key on the same tonic (ABC 2.1, 3.1.14)."""

MINOR_THIRDS = ("min", "dor", "phr", "loc")
"""Modes with a minor third above the tonic."""

MODE_NAMES = {
    "maj": "major",
    "min": "minor",
    "dor": "Dorian",
    "mix": "Mixolydian",
    "lyd": "Lydian",
    "phr": "Phrygian",
    "loc": "Locrian",
}
MODE_SPELLINGS = {"": "maj", "m": "min", "ion": "maj", "aeo": "min", **{mode: mode for mode in MODES}}
"""What may follow the tonic in a K: field (first three letters, any case) -> mode."""

_MODE_WORDS = {name.lower(): mode for mode, name in MODE_NAMES.items()} | {"ionian": "maj", "aeolian": "min"}

ACCIDENTALS = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}
ALTERS = {alter: sign for sign, alter in ACCIDENTALS.items()}

CHORD_QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "mmaj7": (0, 3, 7, 11),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "9": (0, 4, 7, 10, 2),
    "m9": (0, 3, 7, 10, 2),
    "maj9": (0, 4, 7, 11, 2),
    "11": (0, 4, 7, 10, 2, 5),
    "13": (0, 4, 7, 10, 2, 9),
    "7b9": (0, 4, 7, 10, 1),
    "7#5": (0, 4, 8, 10),
    "add9": (0, 4, 7, 2),
    "madd9": (0, 3, 7, 2),
    "5": (0, 7),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "dim": (0, 3, 6),
    "dim7": (0, 3, 6, 9),
    "m7b5": (0, 3, 6, 10),
    "aug": (0, 4, 8),
}
"""What follows a chord's root -> its tones in semitones above the root."""

_CHORD_SPELLINGS = {quality: quality for quality in CHORD_QUALITIES} | {
    "M": "", "maj": "", "ma": "", "min": "m", "mi": "m", "-": "m",
    "dom7": "7", "min7": "m7", "mi7": "m7", "-7": "m7", "M7": "maj7", "ma7": "maj7",
    "mM7": "mmaj7", "min6": "m6", "M6": "6", "maj6": "6", "M9": "maj9", "min9": "m9", "add2": "add9",
    "2": "add9", "sus": "sus4", "4": "sus4", "7sus": "7sus4",
    "Δ": "maj7", "Δ7": "maj7",
    "d": "dim", "o": "dim", "°": "dim", "mb5": "dim", "d7": "dim7", "o7": "dim7", "°7": "dim7",
    "ø": "m7b5", "ø7": "m7b5", "+": "aug", "7+": "7#5", "+7": "7#5", "aug7": "7#5",
}  # fmt: skip
"""What people write after a root -> the quality; tune collections also have `d` (diminished)."""

_TRIADS = {text: quality for text, quality in _CHORD_SPELLINGS.items() if len(CHORD_QUALITIES[quality]) == 3}

NO_CHORD = "N.C."
_NO_CHORD = re.compile(r"n\.?c\.?", re.IGNORECASE)
_CHORD = re.compile(r"([A-G])([#b♯♭]?)((?:[^/\s]|(?<=\d)/\d)*)(?:/([A-Ga-g])([#b+♯♭]?))?")
_SUFFIX = re.compile(
    r"(?=.*[^(),])"
    r"(?:maj|min|ma|mi|m|M|dim|dom|aug|sus|add|omit|no|alt|[°oøΔ+\-(),]|[#b♯♭](?=\d)|1[13]|[245679]|/9)+"
)
"""What may stand after a root: words, signs, degrees of the scale."""
_TONIC = re.compile(r"([A-G])([#b]?)")


def mode_named(word: str) -> str | None:
    """The mode that a person means by "Dorian", "dor", "minor", "m" …, or None."""
    word = word.strip().lower()
    whole = [mode for name, mode in _MODE_WORDS.items() if len(word) >= 3 and name.startswith(word)]
    return whole[0] if whole else "min" if word == "m" else None


class ChordSymbol(NamedTuple):
    """A chord symbol taken apart.

    `suffix`: what is written after the root, if that is no quality in the tables; `quality` is then the triad
    that it begins with.
    """

    root: str
    quality: str
    bass: str | None
    suffix: str = ""


def split_chord(text: str) -> ChordSymbol | None:
    """The parts of a chord symbol (ABC 2.1, 4.18), as `D/F#`; None where the text is none."""
    text = text.strip().removeprefix("(")
    match = _CHORD.fullmatch(text.removesuffix(")") if text.count(")") > text.count("(") else text)
    if match is None:
        return None
    suffix = match[3]
    quality = _CHORD_SPELLINGS.get(suffix)
    if quality is None and not _SUFFIX.fullmatch(suffix):
        return None
    signs = str.maketrans("♯♭+", "#b#")
    root = match[1] + match[2].translate(signs)
    bass = match[4] and match[4].upper() + match[5].translate(signs)
    bass = None if bass == root else bass
    if quality is None:
        return ChordSymbol(root, _triad(suffix), bass, suffix)
    return ChordSymbol(root, quality, bass)


def _triad(suffix: str) -> str:
    """The quality of the longest spelling of a triad that a suffix begins with."""
    return _TRIADS[next(suffix[:end] for end in range(len(suffix), -1, -1) if suffix[:end] in _TRIADS)]


def says_no_chord(text: str) -> bool:
    """Whether players of chords are told to be silent: `N.C.` or `NC`."""
    return _NO_CHORD.fullmatch(text.strip()) is not None


def signature(fifths: int) -> dict[str, int]:
    """Letter -> alteration, for every letter, with so many sharps or, below 0, flats."""
    sharp = dict.fromkeys(FIFTHS[: max(fifths, 0)], 1)
    flat = dict.fromkeys(FIFTHS[7 + min(fifths, 0) :], -1) if fifths < 0 else {}
    return dict.fromkeys(FIFTHS, 0) | sharp | flat


def says_chord(text: str) -> bool:
    """Whether text over the notes is for players of chords: a chord symbol, or that there is none."""
    return split_chord(text) is not None or says_no_chord(text)


@dataclass(frozen=True)
class Key:
    """A tonic such as "D", "Bb" or "F#" and a mode from `MODES`.

    `altered`: letters whose alteration differs from the mode's signature, in the order of `FIFTHS`:
    (("F", 1),) in `K:Dphr ^f` (ABC 2.1, 3.1.14).
    """

    tonic: str
    mode: str
    altered: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if not _TONIC.fullmatch(self.tonic) or self.mode not in MODES:
            raise ValueError(f"no such key: {self.tonic!r} {self.mode!r}")
        if abs(self.fifths) > 7:
            raise ValueError(f"{self.name} has more than seven sharps or flats")

    @property
    def tonic_alter(self) -> int:
        """Alteration of the tonic's letter: -1 of Bb."""
        return {"": 0, "#": 1, "b": -1}[self.tonic[1:]]

    @cached_property
    def fifths(self) -> int:
        """Sharps (positive) or flats (negative) of the mode's signature."""
        return FIFTHS.index(self.tonic[0]) - 1 + 7 * self.tonic_alter + MODES[self.mode]

    @cached_property
    def signature(self) -> dict[str, int]:
        """Letter -> alteration, for every letter."""
        return signature(self.fifths) | dict(self.altered)

    @property
    def tonic_class(self) -> int:
        """Pitch class of the tonic, 0..11."""
        return (SEMITONES[self.tonic[0]] + self.tonic_alter) % 12

    @property
    def field(self) -> str:
        """As in a K: field: "Ddor", "Dphr ^f"."""
        signs = "".join(f" {ALTERS[alter]}{letter.lower()}" for letter, alter in self.altered)
        return self.tonic + self.mode + signs

    @property
    def name(self) -> str:
        """As a musician says it: "D Dorian"."""
        return f"{self.tonic} {MODE_NAMES[self.mode]}"


@dataclass(frozen=True)
class Meter:
    """A time signature, `count` notes of 1/`unit`.

    `groups`: how its beats are written to be grouped, (2, 2, 3) in `(2+2+3)/8`. `free`: bars are of any
    length and nothing is printed, as `M:none` asks; what still needs a beat counts as in 4/4. `sign`: 4/4 and
    2/2 as C and the cut C; they are the same meters.
    """

    count: int
    unit: int
    groups: tuple[int, ...] = ()
    free: bool = False
    sign: bool = field(default=False, compare=False)

    @classmethod
    def parse(cls, name: str) -> Meter:
        """From its name: "6/8"."""
        count, unit = map(int, name.split("/"))
        return cls(count, unit)

    @property
    def bar(self) -> Fraction:
        """Length of a full bar in whole notes."""
        return Fraction(self.count, self.unit)

    @property
    def compound(self) -> bool:
        """Whether the beat falls into three: 6/8, 9/8, 12/8."""
        return self.unit == 8 and self.count % 3 == 0 and self.count > 3

    @property
    def beat(self) -> Fraction:
        """The beat that one taps, in whole notes; of an uneven meter, what its beats have in common."""
        return Fraction(3 if self.compound else 1, self.unit)

    @property
    def beats(self) -> tuple[Fraction, ...]:
        """The lengths of the beats of a bar, in whole notes: of 7/8, 1/4 1/4 3/8."""
        groups = self.groups or _UNEVEN.get((self.count, self.unit))
        if groups:
            return tuple(Fraction(one, self.unit) for one in groups)
        return (self.beat,) * int(self.bar / self.beat)

    @property
    def default_unit(self) -> Fraction:
        """Unit note length where L: is missing (ABC 2.1, 3.1.7)."""
        return Fraction(1, 16 if self.bar < Fraction(3, 4) else 8)

    @property
    def name(self) -> str:
        return "none" if self.free else f"{self.count}/{self.unit}"

    @property
    def field(self) -> str:
        """As in an M: field: "(2+2+3)/8", "C|"."""
        if self.sign:
            return "C" if self.unit == 4 else "C|"
        return f"({'+'.join(map(str, self.groups))})/{self.unit}" if self.groups else self.name


FREE = Meter(4, 4, free=True)
"""Bars of any length."""

_UNEVEN = {
    (5, 2): (3, 2), (5, 4): (3, 2), (7, 4): (4, 3),
    (5, 8): (3, 2), (7, 8): (2, 2, 3), (8, 8): (3, 3, 2), (10, 8): (3, 2, 2, 3), (11, 8): (2, 2, 3, 2, 2),
    (5, 16): (2, 3), (7, 16): (2, 2, 3), (11, 16): (2, 2, 3, 2, 2),
}  # fmt: skip
"""Count and unit -> the beats, where nothing else is written."""
