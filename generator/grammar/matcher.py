"""The matcher: reads a tune's body as it is written and says which characters may follow.

Whichever of them is chosen, the tune can be finished: until it ends there is always a next character,
bars add up to the meter, repeats and endings close, and the form is the one that was asked for. It accepts
only the canonical notation of `notation.writing`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.grammar.bars import BODY, FIRST, first_place
from generator.grammar.lengths import LENGTHS, PAIRS, TUPLETS, UNIT, OpenTuplet, ticks
from generator.grammar.pitches import (
    LETTERS,
    NO_PITCH,
    REST,
    SIGNS,
    Pitch,
    PitchState,
    Window,
    pitch_state,
)
from generator.grammar.protocol import Matcher
from generator.grammar.script import Script, ScriptMatcher
from generator.grammar.situation import Bar, Situation, options
from generator.notation.form import Form
from generator.notation.theory import Key, Meter

END = "\n\n"

CHARACTERS = frozenset(f"|:]12\n()<>-{SIGNS}{LETTERS}{REST}',{''.join(LENGTHS)}{''.join(TUPLETS)}") - {")"}
"""All characters that a tune's body may need; a model must know them."""


@dataclass(frozen=True, slots=True)
class Task:
    """What the tune must be.

    `windows`: one for each octave in which the instrument can play the tune, each an octave wide or more.
    `cadence`: the last note must be the tonic. `script`: the tune to change, if any; it has this form.
    """

    form: Form
    meter: Meter
    key: Key
    windows: tuple[Window, ...]
    cadence: bool = False
    script: Script | None = None


def make_matcher(task: Task, opening: str = "") -> Matcher:
    """The matcher of a new tune that begins with `opening`. Raises ValueError if it cannot begin so."""
    matcher = TuneMatcher(task, opening)
    return matcher if task.script is None else ScriptMatcher(matcher, task.script)


class TuneMatcher:
    """The state of one tune as far as it is written. `allowed()` is never empty before `done`."""

    def __init__(self, task: Task, opening: str = "") -> None:
        """`opening` is there already, its last note complete. Raises ValueError if no tune can begin so."""
        full, beat = ticks(task.meter.bar), ticks(task.meter.beat)
        self._place = first_place(task.form, full, beat, cadence=task.cadence, script=task.script)
        self._pitch_state = pitch_state(task.key, task.windows)
        self._forced = "|:" if self._place.repeated else ""
        self._elapsed = 0
        self._pitch, self._length, self._second = NO_PITCH, "", 0
        self._pitch_options = self._pitch_state.options(NO_PITCH)
        self._tied = ""
        self._tuplet: OpenTuplet | None = None
        self._digit_due = self._after_bar = False
        self._silent = True
        self._options: str | None = None
        self._settled = False
        self._given = bool(opening)
        self.done = False
        for character in opening:
            self.advance(character)
        self._settled, self._given = self._given, False
        if not self.allowed():
            raise ValueError("nothing could follow the opening")

    @property
    def bars(self) -> int:
        """See Matcher."""
        return self._place.closed_bars

    def allowed(self) -> str:
        """The characters one of which must come next."""
        if self._options is None:
            self._options = self._find_options()
        return self._options

    def _find_options(self) -> str:
        if self.done:
            return ""
        if self._forced:
            return self._forced[0]
        if self._digit_due:
            return "".join(digit for digit in TUPLETS if self._opened(digit).lengths)
        return options(self._situation())

    def _situation(self) -> Situation:
        place, elapsed = self._place, self._elapsed
        return Situation(  # by position: it is made for every character
            self._bar,
            place.left(elapsed),
            self._tuplet,
            self._pitch.kind,
            self._length,
            self._second,
            self._pitch_options,
            self._tied[:1],
            self._silent,
            place.after_bar_line(tied=bool(self._tied)) if self._after_bar else None,
            self._settled,
            not (place.nears_end and self._length in LENGTHS)
            or place.leaves_room(elapsed + self._written_ticks, given=self._given),
        )

    @property
    def _bar(self) -> Bar:
        return self._place.bar_as_given if self._given else self._place.bar

    @property
    def _written_ticks(self) -> int:
        """Ticks of the note as far as it is written; those of a dotted pair are counted already."""
        return 0 if self._second else LENGTHS.get(self._length, 0)

    def advance(self, character: str) -> None:
        """Take a character that is allowed. Raises ValueError for any other."""
        if not character or character not in self.allowed():
            raise ValueError(f"{character!r} cannot come here")
        self._options, self._settled = None, False
        if self._forced:
            self._forced = self._forced[1:]
            self.done = not self._forced and self._place.part == len(self._place.form.bars)
        elif self._digit_due:
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
        room = self._place.targets[-1] - self._elapsed
        return OpenTuplet(count, time, self._bar.tuplet_lengths(digit, room))

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

    def _take_bar_sign(self, character: str) -> None:
        place, elapsed = self._place, self._elapsed
        if character == "\n":
            self._after_bar = False
            return
        if character == "1":
            self._place, self._after_bar = place.first_ending(), False
            return
        self._tied = self._pitch_state.respelled_after_bar_line(self._tied)
        self._elapsed, self._silent = 0, True
        self._enter(self._pitch_state.after_bar_line())
        if not place.closing:
            self._place, self._after_bar = place.bar_closed(elapsed), True
        elif place.repeated and place.run == FIRST:
            self._place, self._forced = place.second_ending(), "|2"
        else:
            self._end_part(elapsed)

    def _end_part(self, elapsed: int) -> None:
        place = self._place
        repeats_from_here = place.repeated and place.run == BODY
        self._forced = "|" if repeats_from_here or not place.last_part else "]"
        if place.last_part:
            self._forced += END
            self._place = replace(place, part=place.part + 1, bars=0)
            return
        self._place = place.next_part(elapsed)
        self._forced += "\n" + ("|:" if self._place.repeated else "")
