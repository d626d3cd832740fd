"""A tiny tune for each construct of ABC 2.1 that one voice can have, and what is right for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from generator.notation.melody import Melody
from generator.notation.reading.books.book import first_tune
from generator.notation.reading.reader import Reading, read_tune

Sound = tuple[Fraction, Fraction, int]
"""Onset and duration in quarters, and a MIDI pitch."""

HEAD = "X:1\nT:t\nM:4/4\nL:1/4\nK:C\n"
SCALE = "C4 D4 E4 F4"

_SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ALTERS = {"": 0, "#": 1, "b": -1, "##": 2, "bb": -2}
_NOTE = re.compile(r"([A-G])(##|#|bb|b|)(-?\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """What is written, and what has to come of it.

    `section` of the standard. `abc`: a whole tune. `notes`: as they sound, repeats played (`sounds`).
    `meters`, `keys`, `tempi`: the marks of the MIDI file, each with its onset in quarters; tempi in quarters
    a minute (None: any). `printed_meters`: those of MusicXML, if they are others. `signature`: the
    accidentals of the first key signature, where it is no usual one. `chords`, `lyrics`: as MusicXML has
    them. `drawn`: groups of the SVG and how many of them; `words` on it. `said`: a part of each notice.
    `by_abc2midi`: why abc2midi plays something else, with the section by which it is wrong, or what the
    standard leaves open.
    `by_music21`: why music21 plays something else from the MusicXML.
    """

    section: str
    abc: str
    notes: str = SCALE
    meters: tuple[tuple[float, str], ...] = ((0, "4/4"),)
    printed_meters: tuple[str, ...] | None = None
    keys: tuple[tuple[float, int], ...] = ((0, 0),)
    signature: tuple[str, ...] | None = None
    tempi: tuple[tuple[float, float], ...] | None = None
    chords: tuple[str, ...] = ()
    lyrics: tuple[str, ...] = ()
    drawn: dict[str, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    by_abc2midi: str = ""
    by_music21: str = ""

    @property
    def reading(self) -> Reading:
        return read_tune(first_tune(self.abc).text)

    @property
    def melody(self) -> Melody:
        return self.reading.melody


def sounds(notes: str) -> list[Sound]:
    """`C4 Eb4+G4:2 z D4:1/2 C4-E4`: pitches, chords, and lengths in quarters, 1 if none is given.

    `@3` goes to the third quarter, for what does not follow the note before it.
    """
    return sorted(_sounds(notes))


def _sounds(notes: str) -> Iterator[Sound]:
    now = Fraction(0)
    for word in notes.split():
        if word.startswith("@"):
            now = Fraction(word[1:])
            continue
        names, _, length = word.partition(":")
        duration = Fraction(length or 1)
        for name in names.split("+") if names != "z" else ():
            match = _NOTE.fullmatch(name)
            assert match is not None, name
            pitch = 12 * (int(match[3]) + 1) + _SEMITONES[match[1]] + _ALTERS[match[2]]
            yield now, duration, pitch
        now += duration
