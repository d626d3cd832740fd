"""The note being written, and which pitches are still in reach of an instrument."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from generator.notation.theory import ACCIDENTALS, SEMITONES, Key

LETTERS = "CDEFGABcdefgab"
REST = "z"

_REMEMBERED = 50_000
"""Answers of each kind that are kept, of all tunes together."""

Window = tuple[int, int]
"""Lowest and highest MIDI pitch."""


class Written(NamedTuple):
    """A note as far as its text goes: accidental, letter (or `REST`), octave marks, length."""

    sign: str = ""
    letter: str = ""
    marks: str = ""
    length: str = ""
    second_of_pair: bool = False

    @property
    def pitch(self) -> str:
        return self.sign + self.letter + self.marks

    @property
    def sounds(self) -> bool:
        return self.letter not in ("", REST)

    @property
    def mark(self) -> str:
        """The octave mark that may follow: capitals go down, small letters up."""
        return "," if self.letter.isupper() else "'"


@dataclass(frozen=True)
class Ear:
    """What has been heard: `carried` accidentals of this bar; of `windows`, those that every pitch was in.

    `resolved`: the last note was the tonic, in whatever octave. There are few different ears in a tune, and
    each is asked again and again: what it says is remembered.
    """

    key: Key
    windows: tuple[Window, ...]
    carried: tuple[tuple[str, int], ...] = ()
    resolved: bool = False

    @cached_property
    def _hash(self) -> int:
        return hash((self.key, self.windows, self.carried, self.resolved))

    def __hash__(self) -> int:
        return self._hash

    def _alter(self, note: Written) -> int:
        step = note.letter.upper()
        carried = dict(self.carried).get(step, self.key.signature[step])
        return ACCIDENTALS[note.sign] if note.sign else carried

    def midi(self, note: Written) -> int:
        octave = 4 + note.letter.islower() + note.marks.count("'") - note.marks.count(",")
        return 12 * (octave + 1) + SEMITONES[note.letter.upper()] + self._alter(note)

    def on_tonic(self, note: Written) -> bool:
        """Whether it is the tonic, in any octave."""
        step = note.letter.upper()
        return step == self.key.tonic[0] and self._alter(note) == self.key.signature[step]

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def in_range(self, note: Written) -> bool:
        midi = self.midi(note)
        return any(low <= midi <= high for low, high in self.windows)

    def can_reach(self, note: Written) -> bool:
        """Whether the letter, with its sign and at most one octave mark, is a pitch in range."""
        return self.in_range(note) or self.in_range(note._replace(marks=note.mark))

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def letters(self, sign: str = "", *, on_tonic: bool = False) -> str:
        """The letters that may follow an accidental, or begin a note; only the tonic's if wanted."""
        notes = (Written(sign=sign, letter=letter) for letter in LETTERS)
        return "".join(
            note.letter for note in notes if self.can_reach(note) and (not on_tonic or self.on_tonic(note))
        )

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def after(self, note: Written) -> Ear:
        """Having heard a note."""
        if not note.sounds:
            return self
        midi = self.midi(note)
        windows = tuple((low, high) for low, high in self.windows if low <= midi <= high)
        carried = self.carried
        if note.sign:
            carried = (*(pair for pair in carried if pair[0] != note.letter.upper()),
                       (note.letter.upper(), ACCIDENTALS[note.sign]))  # fmt: skip
        return replace(self, windows=windows, carried=carried, resolved=self.on_tonic(note))

    def leans(self, note: Written) -> bool:
        """Whether the pitch hangs on an accidental before it: behind a bar line it would be another."""
        return bool(self.carried) and self.after_bar_line().midi(note) != self.midi(note)

    def behind_bar_line(self, pitch: str) -> str:
        """How a pitch tied over a bar line is spelled there: an accidental of the key's is left out."""
        sign, letter = pitch[:1], pitch[1:2].upper()
        redundant = sign in ACCIDENTALS and ACCIDENTALS[sign] == self.key.signature[letter]
        return pitch[1:] if redundant else pitch

    def after_bar_line(self) -> Ear:
        return replace(self, carried=()) if self.carried else self
