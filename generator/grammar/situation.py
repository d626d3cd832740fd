"""The situation of a tune: all that decides which characters may come next, and which those are.

A tune has many states, but few differ in what may follow: how much of the bar is left counts, not which bar
it is; which pitches are in reach, not which notes came before. So the results are cached over all tunes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from generator.grammar.lengths import (
    GRID,
    LENGTHS,
    TUPLETS,
    UNIT,
    OpenTuplet,
    reachable,
    tuplet_lengths,
)
from generator.grammar.pitches import PitchOptions

LAST = UNIT
"""Least ticks of the last note, if the tune must end on the tonic and its last bar has room."""

_REMEMBERED = 30_000


class Bar(NamedTuple):
    """What the open bar requires.

    `closer`: the character that closes it; `ends`: with it the tune ends, on the tonic; `closing`: it is the
    last one of its run; `sealed`: no note may be tied over its bar line; `whole`: it may become as long as
    the meter says.
    """

    closer: str
    ends: bool
    closing: bool
    sealed: bool
    whole: bool


class Situation(NamedTuple):
    """The state of a tune, as far as it matters for the next character.

    `left`: ticks to each length that the bar may have, ascending. `kind`: what is being written (see Pitch);
    `length`: as far as it is written; `second`: of a dotted pair. `pitch`: what may follow its pitch. `tied`:
    the character that a tie from the note before requires. `silent`: nothing has sounded in this bar.
    `after_bar`: just after a bar line, what may come there besides notes, else None. `settled`: the note may
    not become another one. `roomy`: tied over the bar line, it leaves room for the last note.
    """

    bar: Bar
    left: tuple[int, ...]
    tuplet: OpenTuplet | None
    kind: str
    length: str
    second: bool
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
            return options + self._between(0, None) + ("" if self.settled else self._joins(0))
        for missing, value in reachable(self.length):
            if missing and not self.settled and missing[0] not in options and self._fits(value):
                options += missing[0]
        value = LENGTHS.get(self.length, 0)
        if not value or not self._fits(value):
            return options
        taken, tuplet = (value, None) if self.tuplet is None else self.tuplet.after(value)
        options += "".join(sign for sign in self._between(taken, tuplet) if sign not in options)
        if self.kind == "note" and self.tuplet is None and not self.settled:
            options += self._joins(taken)
        return options

    def _marks(self) -> str:
        """Octave marks: as in the note this one is tied to, or as far as the range goes."""
        return self.tied or self.pitch.marks if self.kind == "note" else ""

    def _joins(self, taken: int) -> str:
        """`>` and `<`, if another eighth note fits after this one; `-`, if a note can follow."""
        plain = not self.length and not self.second
        pair = plain and self.left[-1] >= 2 * UNIT
        open_end = taken < self.left[-1] and taken not in self.left
        over = not self.bar.closing and not self.bar.sealed
        ties = (open_end or over) and not self.pitch.leans
        ties = ties and (self.pitch.resolved or self._can_resolve_later(taken))
        return ("><" if pair else "") + ("-" if ties else "")

    def _can_resolve_later(self, taken: int) -> bool:
        """Whether the same note once more leaves room for the last one."""
        if not self.bar.closing:
            return self.roomy
        return not self.bar.ends or taken + GRID + LAST <= self.left[-1]

    def _between(self, taken: int, tuplet: OpenTuplet | None) -> str:
        """What may come between two notes, `taken` ticks from here."""
        if tuplet is not None:
            return self._notes(taken, tuplet)
        if self.after_bar is not None and not self.kind:
            return self._after_bar_line(self.after_bar)
        closes = taken in self.left and (self.pitch.resolved or not self.bar.ends)
        closers = self.bar.closer if closes else ""
        if taken == self.left[-1]:
            return closers
        return closers + self._openers(taken)

    def _after_bar_line(self, besides: str) -> str:
        return besides if besides.startswith("\n") else self._openers(0) + besides

    def _openers(self, taken: int) -> str:
        """What may begin a note, rest or tuplet."""
        if self.tied:
            return self.tied
        room = self.left[-1] - taken
        opens = any(tuplet_lengths(time, room) for _, time in TUPLETS.values())
        silent = self.silent and self.kind != "note" and self.bar.whole
        unresolved = self.bar.ends and not self.pitch.resolved
        rest = "" if (silent and room == GRID) or (unresolved and room <= LAST) else "z"
        return self._notes(taken, None) + rest + ("(" if opens else "")

    def _notes(self, taken: int, tuplet: OpenTuplet | None) -> str:
        """What may begin a note, or follow its accidental."""
        return self.pitch.tonics if self._must_resolve(taken, tuplet) else self.pitch.notes

    def _must_resolve(self, taken: int, tuplet: OpenTuplet | None) -> bool:
        """Whether the note that begins now has to be the tonic, so that the last tonic is long enough."""
        if not self.bar.ends:
            return False
        room = self.left[-1] - taken
        if tuplet is not None:
            return tuplet.left == 1 and tuplet.sounds == room
        begins_second = self.second and self.kind in ("", "sign")  # its time is counted already
        return room < LAST if begins_second else room <= LAST

    def _fits(self, value: int) -> bool:
        """Whether a note, or a rest, may be so long. No whole bar is only a rest."""
        if self.tuplet is not None:
            return value in self.tuplet.lengths
        longest = self.left[-1]
        if self.bar.ends and not self.pitch.resolved:
            longest -= LAST
        elif self.kind == "rest" and self.silent and self.bar.whole:
            longest -= GRID
        return value <= longest


@lru_cache(_REMEMBERED)
def options(situation: Situation) -> str:
    """`Situation.options`, cached."""
    return situation.options()
