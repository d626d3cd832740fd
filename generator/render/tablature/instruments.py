"""The instruments of the tablatures, by the pitches that are written for them: strings and frets, or holes.

Pitches are MIDI numbers as written. Guitar and tenor banjo sound an octave lower than their music is written,
so their open strings stand an octave higher here than they sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.notation.theory import SEMITONES

MOST_FRETS = 12
_LETTERS = {number: letter for letter, number in SEMITONES.items()}


@dataclass(frozen=True, slots=True)
class Fretted:
    """`strings`: the open strings from low to high, as written; they sound `transposes` semitones higher."""

    strings: tuple[int, ...]
    transposes: int = 0

    @property
    def letters(self) -> str:
        """The strings by name, from low to high: "DADGAD"."""
        return "".join(_LETTERS[string % 12] for string in self.strings)


FRETTED = {
    "mandolin": Fretted((55, 62, 69, 76)),
    "banjo": Fretted((55, 62, 69, 76), transposes=-12),
    "guitar": Fretted((52, 57, 62, 67, 71, 76), transposes=-12),
    "guitar DADGAD": Fretted((50, 57, 62, 67, 69, 74), transposes=-12),
}

OPEN, HALF, CLOSED = "o", "h", "x"
_FINGERINGS = (
    "xxxxxx", "xxxxxh", "xxxxxo", "xxxxho", "xxxxoo", "xxxooo",
    "xxhooo", "xxoooo", "xhoooo", "xooooo", "oxxooo", "oooooo",
)  # fmt: skip
"""Of the first octave of a six-holed whistle, by semitones over its lowest note; the first letter is the hole
next to the mouth. The second octave is blown harder, with the same fingers but for its lowest note.
"""
_SECOND_OCTAVE_BEGINS = "oxxxxx"
_LOWEST = 57
"""The lowest note of a whistle in A, as written; those in G sharp are the highest."""


@dataclass(frozen=True, slots=True)
class Fingering:
    """`holes`: six letters, the hole next to the mouth first. `octave`: 1 is blown harder, a "+"."""

    holes: str
    octave: int


def whistle_chart(key: str) -> dict[int, Fingering]:
    """Written pitch -> how a whistle in this key plays it, over two octaves."""
    lowest = _LOWEST + (_tonic(key) - _LOWEST) % 12
    chart = {lowest + step: Fingering(holes, 0) for step, holes in enumerate(_FINGERINGS)}
    chart |= {lowest + 12 + step: Fingering(holes, 1) for step, holes in enumerate(_FINGERINGS)}
    return chart | {lowest + 12: Fingering(_SECOND_OCTAVE_BEGINS, 1)}


def octave_above(chart: Mapping[int, Fingering]) -> int:
    """The note above a whistle's two octaves: players reach it, but the charts disagree about the fingers."""
    return max(chart) + 1


def _tonic(key: str) -> int:
    return SEMITONES[key[0]] + key.count("#") - key[1:].count("b")
