"""The situation of a tune: all that decides which characters may come next, and which those are.

A tune has many states, but few differ in what may follow: how much of the bar is left counts, not which bar
it is; which pitches are in reach, not which notes came before. So the results are cached over all tunes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from generator.grammar import endings
from generator.grammar.lengths import (
    GRID,
    LENGTHS,
    PAIRS,
    TUPLETS,
    UNIT,
    OpenTuplet,
    reachable,
    tuplet_lengths,
)
from generator.grammar.pitches import PitchOptions

_REMEMBERED = 30_000


class Bar(NamedTuple):
    """What the open bar requires.

    `closer`: the character that closes it; `ends`: with it the tune ends, on the tonic; `closing`: it is the
    last one of its run; `sealed`: no note may be tied over its bar line; `whole`: it may become as long as
    the meter says. `cadence`: the least ticks from the beginning of the last tonic to the bar's end, if it
    `ends`. `rests`: it comes to rest as `endings` says.
    """

    closer: str
    ends: bool
    closing: bool
    sealed: bool
    whole: bool
    cadence: int
    rests: bool

    def as_given(self) -> Bar:
        """What the same bar requires of notes that a user gave, which may end in any rhythm."""
        return self._replace(cadence=GRID, rests=False)

    def comes_to_rest(self, room: int) -> bool:
        """Whether the last `room` ticks must have the rhythm of a last bar; given notes may prevent it."""
        return self.rests and endings.holds(room)

    def tuplet_lengths(self, digit: str, room: int) -> frozenset[int]:
        """Written lengths of the notes of a tuplet that begins `room` ticks before the end."""
        if not self.comes_to_rest(room):
            return tuplet_lengths(TUPLETS[digit][1], room)
        return endings.last_bar_tuplets(digit, room, self.cadence if self.ends else 0)


class Situation(NamedTuple):
    """The state of a tune, as far as it matters for the next character.

    `left`: ticks to each length that the bar may have, ascending. `kind`: what is being written (see Pitch);
    `length`: as far as it is written; `second`: its ticks as the second of a dotted pair, else 0. `pitch`:
    what may follow its pitch. `tied`: the character that a tie from the note before requires. `silent`:
    nothing has sounded in this bar. `after_bar`: just after a bar line, what may come there besides notes,
    else None. `settled`: the note is the last of an opening, and may not become another one. `roomy`: tied
    over the bar line, it leaves room for the last note.
    """

    bar: Bar
    left: tuple[int, ...]
    tuplet: OpenTuplet | None
    kind: str
    length: str
    second: int
    pitch: PitchOptions
    tied: str
    silent: bool
    after_bar: str | None
    settled: bool
    roomy: bool

    def options(self) -> str:
        """The characters that may come next."""
        match self.kind:
            case "sign":
                return self.tied or self._notes(0, self.tuplet)
            case "note" | "rest":
                return self._within_note()
        if self.second:
            return self._notes(0, None)
        return self._between(0, self.tuplet)

    def _within_note(self) -> str:
        """Marks, lengths, and what may follow the note if it is complete."""
        options = "" if self.length or self.settled else self._marks()
        if self.kind == "note" and (self.tied or not self.pitch.in_range):
            return options
        if self.second:
            return options + self._between(0, None, last=self.second) + self._ties(0)
        for missing, value in reachable(self.length):
            if missing and not self.settled and missing[0] not in options and self._fits(value):
                options += missing[0]
        value = LENGTHS.get(self.length, 0)
        if not value or not self._fits(value):
            return options + self._pairs()
        taken, tuplet = (value, None) if self.tuplet is None else self.tuplet.after(value)
        last = value if self.tuplet is None else 0
        options += "".join(sign for sign in self._between(taken, tuplet, last) if sign not in options)
        return options + self._pairs() + self._ties(taken)

    def _marks(self) -> str:
        """Octave marks: as in the note this one is tied to, or as far as the range goes."""
        return self.tied or self.pitch.marks if self.kind == "note" else ""

    @property
    def _joins(self) -> bool:
        """Whether a tie or the sign of a dotted pair may follow such a note, if its length allows it."""
        return self.kind == "note" and self.tuplet is None and not self.settled

    def _ties(self, taken: int) -> str:
        """`-`, if a note can follow."""
        if not self._joins:
            return ""
        open_end = taken < self.left[-1] and taken not in self.left
        over = not self.bar.closing and not self.bar.sealed
        ties = (open_end or over) and not self.pitch.leans
        ties = ties and (self.pitch.resolved or self._can_resolve_later(taken))
        return "-" if ties else ""

    def _pairs(self) -> str:
        """`>` and `<`, if another eighth note fits after this one."""
        if not self._joins or self.length:
            return ""
        return "".join(sign for sign in PAIRS if self._may_pair(sign))

    def _may_pair(self, sign: str) -> bool:
        room = self.left[-1]
        if not self.bar.comes_to_rest(room):
            return room >= 2 * UNIT
        to_second = room - 2 * UNIT + PAIRS[sign]
        resolves = self.pitch.resolved or to_second >= self.bar.cadence
        return (resolves or not self.bar.ends) and endings.may_pair(sign, room)

    def _can_resolve_later(self, taken: int) -> bool:
        """Whether the same note once more leaves room for the last one."""
        if not self.bar.closing:
            return self.roomy
        room = self.left[-1]
        least = endings.STEP if self.bar.comes_to_rest(room) else GRID
        return not self.bar.ends or taken + least + self.bar.cadence <= room

    def _between(self, taken: int, tuplet: OpenTuplet | None, last: int = 0) -> str:
        """What may come between two notes, `taken` ticks from here.

        `last`: ticks of the note before, 0 if it is one of a tuplet.
        """
        if tuplet is not None:
            return self._notes(taken, tuplet)
        if self.after_bar is not None and not self.kind:
            return self._after_bar_line(self.after_bar)
        closes = taken in self.left and (self.pitch.resolved or not self.bar.ends)
        closers = self.bar.closer if closes else ""
        room = self.left[-1]
        if taken == room:
            return closers
        if last < endings.LEAST_LAST and not self.settled and self.bar.comes_to_rest(room):
            closers = ""
        return closers + self._openers(taken)

    def _after_bar_line(self, besides: str) -> str:
        return besides if besides.startswith("\n") else self._openers(0) + besides

    def _openers(self, taken: int) -> str:
        """What may begin a note, rest or tuplet."""
        if self.tied:
            return self.tied
        room = self.left[-1] - taken
        opens = any(self.bar.tuplet_lengths(digit, room) for digit in TUPLETS)
        silent = self.silent and self.kind != "note" and self.bar.whole
        least = endings.LEAST_LAST if self.bar.comes_to_rest(room) else GRID
        unresolved = self.bar.ends and not self.pitch.resolved
        rest = "" if (silent and room == least) or (unresolved and room <= self.bar.cadence) else "z"
        return self._notes(taken, None) + rest + ("(" if opens else "")

    def _notes(self, taken: int, tuplet: OpenTuplet | None) -> str:
        """What may begin a note, or follow its accidental."""
        return self.pitch.tonics if self._must_resolve(taken, tuplet) else self.pitch.notes

    def _must_resolve(self, taken: int, tuplet: OpenTuplet | None) -> bool:
        """Whether the note that begins now has to be the tonic, so that the last tonic begins in time."""
        if not self.bar.ends:
            return False
        room = self.left[-1] - taken
        if tuplet is not None:
            return tuplet.left == 1 and tuplet.sounds == room
        begins_second = self.second and self.kind in ("", "sign")  # its time is counted already
        return room < self.bar.cadence if begins_second else room <= self.bar.cadence

    def _fits(self, value: int) -> bool:
        """Whether a note, or a rest, may be so long. No whole bar is only a rest."""
        if self.tuplet is not None:
            return value in self.tuplet.lengths
        room = longest = self.left[-1]
        bar = self.bar.as_given() if self.settled else self.bar
        if bar.ends and not self.pitch.resolved:
            if room <= bar.cadence:  # it is tied to a given note
                return value <= room - GRID
            longest -= bar.cadence
        elif self.kind == "rest" and self.silent and self.bar.whole:
            longest -= GRID
        return value <= longest and (not bar.comes_to_rest(room) or endings.may_last(value, room))


@lru_cache(_REMEMBERED)
def options(situation: Situation) -> str:
    """`Situation.options`, cached."""
    return situation.options()
