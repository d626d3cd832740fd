"""Pitches: the one being written, and which an instrument can still reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from generator.notation.theory import ACCIDENTALS, SEMITONES, Key

SIGNS = "^_="
LETTERS = "CDEFGABcdefgab"
REST = "z"

_REMEMBERED = 50_000
"""How many results of each function are cached, over all tunes."""

Window = tuple[int, int]
"""Lowest and highest MIDI pitch."""

Carried = tuple[tuple[str, int], ...]
"""Accidentals of the bar: letter and semitones."""


class Pitch(NamedTuple):
    """A note's pitch as far as it is written: accidental, letter (or `REST`), octave marks."""

    sign: str = ""
    letter: str = ""
    marks: str = ""

    def __str__(self) -> str:
        return self.sign + self.letter + self.marks

    @property
    def sounds(self) -> bool:
        return self.letter not in ("", REST)

    @property
    def kind(self) -> str:
        """What is being written: "note", "rest", "sign" or nothing."""
        if self.letter:
            return "rest" if self.letter == REST else "note"
        return "sign" if self.sign else ""

    @property
    def mark(self) -> str:
        """The octave mark that may follow: capitals go down, small letters up."""
        return "," if self.letter.isupper() else "'"

    def marked(self) -> Pitch:
        """With one more octave mark."""
        return Pitch(self.sign, self.letter, self.marks + self.mark)


NO_PITCH = Pitch()


class PitchOptions(NamedTuple):
    """What may follow a pitch as far as it is written.

    `marks`: the octave mark that may follow. `leans`: it depends on an accidental before it, so that after a
    bar line it would be another pitch. `resolved`: the last note is then the tonic. `notes`: how the next
    note may begin, or go on after an accidental; `tonics`: the same if it must be the tonic.
    """

    marks: str
    in_range: bool
    leans: bool
    resolved: bool
    notes: str
    tonics: str


@dataclass(frozen=True, eq=False)
class PitchState:
    """The pitches so far, as far as they matter: `carried` accidentals, `windows` that hold all of them.

    `resolved`: the last note was the tonic, in any octave. A tune has few different states, and each is asked
    often: the results are cached. States are compared by identity (see `pitch_state`).
    """

    key: Key
    windows: tuple[Window, ...]
    carried: Carried
    resolved: bool

    def _alter(self, note: Pitch) -> int:
        step = note.letter.upper()
        carried = dict(self.carried).get(step, self.key.signature[step])
        return ACCIDENTALS[note.sign] if note.sign else carried

    def midi(self, note: Pitch) -> int:
        octave = 4 + note.letter.islower() + note.marks.count("'") - note.marks.count(",")
        return 12 * (octave + 1) + SEMITONES[note.letter.upper()] + self._alter(note)

    def on_tonic(self, note: Pitch) -> bool:
        """Whether it is the tonic, in any octave."""
        step = note.letter.upper()
        return step == self.key.tonic[0] and self._alter(note) == self.key.signature[step]

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def in_range(self, note: Pitch) -> bool:
        midi = self.midi(note)
        return any(low <= midi <= high for low, high in self.windows)

    def can_reach(self, note: Pitch) -> bool:
        """Whether the letter, with its sign and at most one octave mark, is a pitch in range."""
        return self.in_range(note) or self.in_range(note.marked())

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def letters(self, sign: str = "", *, on_tonic: bool = False) -> str:
        """The letters that may follow an accidental, or begin a note; with `on_tonic` only the tonic's."""
        notes = (Pitch(sign, letter) for letter in LETTERS)
        return "".join(
            note.letter for note in notes if self.can_reach(note) and (not on_tonic or self.on_tonic(note))
        )

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def options(self, note: Pitch) -> PitchOptions:
        """What may be written next."""
        if not note.sounds:
            notes, tonics = self._letters_after(note.sign) if note.sign else self._beginnings()
            return PitchOptions("", True, False, self.resolved, notes, tonics)
        marks = note.mark if len(note.marks) < 2 and self.in_range(note.marked()) else ""
        if not self.in_range(note):
            return PitchOptions(marks, False, False, False, "", "")
        after = self.after(note)
        return PitchOptions(marks, True, self._leans(note), after.resolved, *after._beginnings())

    def _beginnings(self) -> tuple[str, str]:
        """How a note may begin: with an accidental or a letter; the same if it must be the tonic."""
        signs = "".join(sign for sign in SIGNS if self.letters(sign, on_tonic=True))
        return SIGNS + self.letters(), signs + self.letters(on_tonic=True)

    def _letters_after(self, sign: str) -> tuple[str, str]:
        """The letters that may follow an accidental; the same if it must be the tonic."""
        return self.letters(sign), self.letters(sign, on_tonic=True)

    def _leans(self, note: Pitch) -> bool:
        return bool(self.carried) and self.after_bar_line().midi(note) != self.midi(note)

    @lru_cache(_REMEMBERED)  # noqa: B019 - bounded
    def after(self, note: Pitch) -> PitchState:
        """The state after this note."""
        if not note.sounds:
            return self
        midi = self.midi(note)
        windows = tuple((low, high) for low, high in self.windows if low <= midi <= high)
        carried = self.carried
        if note.sign:
            carried = (*(pair for pair in carried if pair[0] != note.letter.upper()),
                       (note.letter.upper(), ACCIDENTALS[note.sign]))  # fmt: skip
        return pitch_state(self.key, windows, carried, self.on_tonic(note))

    def after_bar_line(self) -> PitchState:
        return pitch_state(self.key, self.windows, (), self.resolved) if self.carried else self

    def respelled_after_bar_line(self, pitch: str) -> str:
        """How a pitch tied over a bar line is spelled there: without an accidental that the key has."""
        sign, letter = pitch[:1], pitch[1:2].upper()
        redundant = sign in ACCIDENTALS and ACCIDENTALS[sign] == self.key.signature[letter]
        return pitch[1:] if redundant else pitch


@lru_cache(_REMEMBERED)
def pitch_state(
    key: Key, windows: tuple[Window, ...], carried: Carried = (), resolved: bool = False
) -> PitchState:
    """The one state with these values."""
    return PitchState(key, windows, carried, resolved)
