"""The matcher: reads a tune's body as it is written and says which characters may follow.

Whichever of them is chosen, the tune can be finished: until it ends there is always a next character,
bars add up to the meter, repeats and endings close, and the form is the one that was asked for. It accepts
only the canonical notation of `notation.writing`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.grammar.bars import BODY, FIRST, first_place
from generator.grammar.lengths import LENGTHS, TUPLETS, ticks
from generator.grammar.notes import NoteMatcher
from generator.grammar.pitches import LETTERS, REST, SIGNS, Window, pitch_state
from generator.grammar.protocol import Matcher
from generator.grammar.script import Script, ScriptMatcher
from generator.grammar.situation import Bar
from generator.notation.form import Form
from generator.notation.theory import Key, Meter

END = "\n\n"

CHARACTERS = frozenset(f"|:]12\n()<>-{SIGNS}{LETTERS}{REST}',{''.join(LENGTHS)}{''.join(TUPLETS)}") - {")"}
"""All characters that a tune's body may need; a model must know them."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a new tune must be.

    `windows`: one for each octave in which the instrument can play the tune, each an octave wide or more.
    `cadence`: the last note must be the tonic.
    """

    form: Form
    meter: Meter
    key: Key
    windows: tuple[Window, ...]
    cadence: bool = False


def make_matcher(task: Task | Script, opening: str = "") -> Matcher:
    """The matcher of a tune to change, or of a new one that begins with `opening`.

    Raises ValueError if it cannot begin so.
    """
    return ScriptMatcher(task) if isinstance(task, Script) else TuneMatcher(task, opening)


class TuneMatcher(NoteMatcher):
    """The state of one tune as far as it is written. `allowed()` is never empty before `done`."""

    def __init__(self, task: Task, opening: str = "") -> None:
        """`opening` is there already, its last note complete. Raises ValueError if no tune can begin so."""
        super().__init__(pitch_state(task.key, task.windows))
        full, beat = ticks(task.meter.bar), ticks(task.meter.beat)
        self._place = first_place(task.form, full, beat, cadence=task.cadence)
        self._forced = "|:" if self._place.repeated else ""
        self._options: str | None = None
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
            self._options = "" if self.done else self._forced[:1] or self._note_options()
        return self._options

    @property
    def _bar(self) -> Bar:
        return self._place.bar_as_given if self._given else self._place.bar

    @property
    def _left(self) -> tuple[int, ...]:
        return self._place.left(self._elapsed)

    @property
    def _besides(self) -> str | None:
        return self._place.after_bar_line(tied=bool(self._tied)) if self._after_bar else None

    @property
    def _roomy(self) -> bool:
        place = self._place
        if not (place.nears_end and self._length in LENGTHS):
            return True
        return place.leaves_room(self._elapsed + self._written_ticks, given=self._given)

    def advance(self, character: str) -> None:
        """Take a character that is allowed. Raises ValueError for any other."""
        if not character or character not in self.allowed():
            raise ValueError(f"{character!r} cannot come here")
        self._options, self._settled = None, False
        if self._forced:
            self._forced = self._forced[1:]
            self.done = not self._forced and self._place.part == len(self._place.form.bars)
        else:
            self._take_note(character)

    def _take_bar_sign(self, character: str) -> None:
        place, elapsed = self._place, self._elapsed
        if character == "\n":
            self._after_bar = False
            return
        if character == "1":
            self._place, self._after_bar = place.first_ending(), False
            return
        self._open_bar()
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
