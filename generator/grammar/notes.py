"""The notes of a tune, bar by bar: reads them as they are written and says which characters may follow.

Knows nothing of the order of the bars: what the open bar requires, and what comes after it, a matcher of
whole tunes says.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from generator.grammar.lengths import LENGTHS, PAIRS, TUPLETS, UNIT, OpenTuplet
from generator.grammar.pitches import NO_PITCH, SIGNS, Pitch, PitchState
from generator.grammar.situation import Bar, Situation, options


class NoteMatcher(ABC):
    """The state of the open bar as far as it is written, and the pitches so far."""

    def __init__(self, pitch_state: PitchState) -> None:
        self._pitch_state = pitch_state
        self._elapsed = 0
        self._pitch, self._length, self._second = NO_PITCH, "", 0
        self._pitch_options = self._pitch_state.options(NO_PITCH)
        self._tied = ""
        self._tuplet: OpenTuplet | None = None
        self._digit_due = self._after_bar = False
        self._silent = True
        self._settled = False

    @property
    @abstractmethod
    def _bar(self) -> Bar:
        """What the open bar requires."""

    @property
    @abstractmethod
    def _left(self) -> tuple[int, ...]:
        """Ticks to each length that the open bar may have, ascending."""

    @property
    @abstractmethod
    def _besides(self) -> str | None:
        """Just after a bar line: what may follow it besides notes. Elsewhere None."""

    @property
    @abstractmethod
    def _roomy(self) -> bool:
        """Whether the note being written, tied into the next bar, leaves room there for the last note."""

    @abstractmethod
    def _take_bar_sign(self, character: str) -> None:
        """Take a character of a bar line."""

    def _note_options(self) -> str:
        """The characters one of which must come next, if no bar line has been begun."""
        if self._digit_due:
            return "".join(digit for digit in TUPLETS if self._opened(digit).lengths)
        return options(self._situation())

    def _situation(self) -> Situation:
        return Situation(  # by position: it is made for every character
            self._bar,
            self._left,
            self._tuplet,
            self._pitch.kind,
            self._length,
            self._second,
            self._pitch_options,
            self._tied[:1],
            self._silent,
            self._besides,
            self._settled,
            self._roomy,
        )

    @property
    def _written_ticks(self) -> int:
        """Ticks of the note as far as it is written; those of a dotted pair are counted already."""
        return 0 if self._second else LENGTHS.get(self._length, 0)

    def _take_note(self, character: str) -> None:
        """Take a character that is allowed, and no later one of a bar line."""
        if self._digit_due:
            self._tuplet, self._digit_due = self._opened(character), False
        elif self._pitch.letter and character in "',":
            sign, letter, marks = self._pitch
            self._spell(Pitch(sign, letter, marks + character))
        elif self._pitch.letter and (character.isdigit() or character == "/"):
            self._length += character
        else:
            self._take(character)

    def _opened(self, digit: str) -> OpenTuplet:
        count, time = TUPLETS[digit]
        return OpenTuplet(count, time, self._bar.tuplet_lengths(digit, self._left[-1]))

    def _take(self, character: str) -> None:
        """Take a character that ends the note being written, if there is one."""
        if character in "><" and self._pitch.letter:
            self._end_note(2 * UNIT)
            self._second = PAIRS[character]
            return
        if self._pitch.letter:
            pitch = str(self._pitch)
            self._end_note(self._written_ticks)
            if character == "-":
                self._tied = pitch
                return
        if character in "|:1\n":
            self._take_bar_sign(character)
        elif character == "(":
            self._digit_due, self._after_bar = True, False
        else:
            self._after_bar = False
            self._spell(Pitch(character) if character in SIGNS else Pitch(self._pitch.sign, character))

    def _spell(self, pitch: Pitch) -> None:
        """Set the note's pitch so far; a tied one is spelled as the note before it."""
        self._pitch, self._pitch_options = pitch, self._pitch_state.options(pitch)
        self._tied = self._tied[1:]

    def _end_note(self, value: int) -> None:
        self._silent = self._silent and not self._pitch.sounds
        if self._tuplet is None:
            self._elapsed += value
        else:
            taken, self._tuplet = self._tuplet.after(value)
            self._elapsed += taken
        self._enter(self._pitch_state.after(self._pitch))
        self._length, self._second = "", 0

    def _enter(self, state: PitchState) -> None:
        """Go on from this pitch state, with no note being written."""
        self._pitch_state, self._pitch, self._pitch_options = state, NO_PITCH, state.options(NO_PITCH)

    def _open_bar(self) -> None:
        """Go on in a new bar, in which the accidentals of the last one are forgotten."""
        self._tied = self._pitch_state.respelled_after_bar_line(self._tied)
        self._elapsed, self._silent = 0, True
        self._enter(self._pitch_state.after_bar_line())
