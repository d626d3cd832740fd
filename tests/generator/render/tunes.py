"""Tunes for the tests, typed as words: "D4" a quarter note, "F#5:3/8", "C4+E4:1/2" a chord, "z:1/8" a rest.

A "-" at a word's end ties it; "(3" before three words makes a triplet of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from generator.notation.melody import Bar, Melody, Note, Pitch, Tuplet
from generator.notation.theory import Key, Meter

ALTERS = {"": 0, "#": 1, "b": -1}
SCALE = "D4 E4 F#4 G4|A4 B4 C#5 D5"
SCALE_PITCHES = [62, 64, 66, 67, 69, 71, 73, 74]


def note(word: str) -> Note:
    names, _, length = word.removesuffix("-").partition(":")
    pitches = []
    for name in names.split("+") if names != "z" else []:
        step, sign, octave = re.fullmatch(r"([A-G])([#b]?)(\d)", name).groups()  # type: ignore[union-attr]
        pitches.append(Pitch(step, int(octave), ALTERS[sign]))
    return Note(tuple(pitches), Fraction(length or "1/4"), tied=word.endswith("-"))


def bar(words: str, **marks: object) -> Bar:
    notes: list[Note] = []
    left = 0
    for word in words.split():
        if word == "(3":
            left = 3
            continue
        made = note(word)
        if left:
            made = replace(made, tuplet=Tuplet(3, 2), first_of_tuplet=3 if left == 3 else 0)
            left -= 1
        notes.append(made)
    return Bar(tuple(notes), **marks)  # type: ignore[arg-type]


def tune(*bars: Bar | str, meter: tuple[int, int] = (4, 4), key: tuple[str, str] = ("D", "maj")) -> Melody:
    made = [one if isinstance(one, Bar) else bar(one) for text in bars for one in _split(text)]
    return Melody(Meter(*meter), Key(*key), tuple(made), rhythm="reel")


def _split(text: Bar | str) -> list[Bar] | list[str]:
    return [text] if isinstance(text, Bar) else text.split("|")


def reel() -> Melody:
    """AABB, 32 bars as played: a pickup, triplets, a tie, endings."""
    eighths = "A4:1/8 F#4:1/8 D4:1/8 F#4:1/8 A4 F#4:1/8 A4:1/8"
    triplet = "(3 B4:1/8 C#5:1/8 D5:1/8 E5:1/8 D5:1/8 F#5:1/8 D5:1/8 E5 "
    last = "F#4:1/8 D4:1/8 E4:1/8 C#4:1/8 D4"
    first_part = [bar("A4:1/8 B4:1/8", opens_repeat=True), *[bar(eighths)] * 6, bar(triplet)]
    second_part = [
        bar(triplet, opens_repeat=True),
        *[bar(triplet)] * 5,
        bar(eighths),
        bar("D5:1/2 G#4:3/8 A4:1/8-"),
    ]
    return tune(
        *first_part,
        bar(last, ending=(1,), closes_repeat=True, ends_section=True),
        bar(last + " z", ending=(2,), ends_section=True),
        *second_part[:-1],
        bar(last + " z", closes_repeat=True, ends_section=True),
    )
