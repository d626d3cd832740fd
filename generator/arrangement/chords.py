"""A chord as a player reads it: root, quality and bass, spelled.

Knows nothing of tunes or of who plays it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from generator.notation.theory import CHORD_QUALITIES, FIFTHS, SEMITONES, Key, split_chord

QUALITIES = CHORD_QUALITIES
"""Quality -> its tones in semitones above the root."""

_ALTERS = {"": 0, "#": 1, "b": -1}
_NOTE = re.compile(r"[A-G][#b]?")


@dataclass(frozen=True, slots=True)
class Chord:
    """`root` and `bass` are spelled, "F#" or "Bb"; `quality` is one of `QUALITIES`. `bass` None: the root.

    `suffix`: what is written after the root instead of the quality, as the "m(add9)" of "Dm(add9)", which is
    played as Dm.
    Raises ValueError for what is no chord.
    """

    root: str
    quality: str = ""
    bass: str | None = None
    suffix: str = ""

    def __post_init__(self) -> None:
        notes = [self.root] if self.bass is None else [self.root, self.bass]
        if self.quality not in QUALITIES or not all(map(_NOTE.fullmatch, notes)):
            raise ValueError(f"no such chord: {self.root!r} {self.quality!r} {self.bass!r}")

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The chord that people mean by "Em", "F#min7", "D/F#"; None where the text is no chord."""
        parts = split_chord(text)
        return None if parts is None else cls(*parts)

    @property
    def text(self) -> str:
        """What is written after the root."""
        return self.suffix or self.quality

    @property
    def name(self) -> str:
        """As it stands above the staff: "Em", "D/F#"."""
        return self.root + self.text + (f"/{self.bass}" if self.bass else "")

    @property
    def root_class(self) -> int:
        """Pitch class of the root, 0..11."""
        return _pitch_class(self.root)

    @property
    def bass_class(self) -> int:
        """Pitch class of the lowest note, 0..11."""
        return _pitch_class(self.bass or self.root)

    @property
    def classes(self) -> tuple[int, ...]:
        """Pitch classes of its tones, the root first; a bass that is no chord tone is not among them."""
        return tuple((self.root_class + tone) % 12 for tone in QUALITIES[self.quality])


def _pitch_class(note: str) -> int:
    return (SEMITONES[note[0]] + _ALTERS[note[1:]]) % 12


def spelled(pitch_class: int, key: Key) -> str:
    """A root of this pitch class as it is written in a key: the note that lies nearest on the line of fifths.

    The line goes … Bb F C G D A E B F# …; F is 0 on it, and the scale of a key lies around its second degree
    in major. Roots have one sharp or flat at most.
    """
    middle = key.fifths + len(FIFTHS) // 2
    place = middle - 6 + (7 * pitch_class + 1 - middle + 6) % 12
    while place // 7 > 1:
        place -= 12
    while place // 7 < -1:
        place += 12
    return FIFTHS[place % 7] + {-1: "b", 0: "", 1: "#"}[place // 7]
