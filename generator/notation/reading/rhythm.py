"""Broken rhythms and tuplets: how long a note lasts beside what is written for it (ABC 2.1, 4.4 and 4.13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from generator.notation.melody import Note, Tuplet


class Rhythm:
    """The tuplet and the broken pair that the next notes belong to."""

    def __init__(self, notice: Callable[[str], None]) -> None:
        self._notice = notice
        self._tuplet = Tuplet(1, 1)
        self._size = self._left = 0  # the notes of the tuplet in all, and those to come
        self._broken = ""

    @property
    def is_open(self) -> bool:
        """Whether a tuplet or a pair lacks notes."""
        return bool(self._left or self._broken)

    def open_tuplet(self, tuplet: Tuplet, size: int) -> None:
        """The next `size` notes are a tuplet. Raises ValueError."""
        if self._left:
            raise ValueError("a tuplet begins inside a tuplet")
        if not tuplet.time or not size:
            raise ValueError("a tuplet without notes")
        self._tuplet, self._size, self._left = tuplet, size, size

    def note(self, note: Note) -> Note:
        """The note as one of its tuplet."""
        if not self._left:
            return note
        first = self._size if self._left == self._size else 0
        self._left -= 1
        return replace(note, tuplet=self._tuplet, first_of_tuplet=first)

    def end_bar(self, notes: list[Note]) -> None:
        """A bar line inside a tuplet: what is before it and what comes after are tuplets of their own."""
        here = self._size - self._left
        if self._left and here:
            notes[-here] = replace(notes[-here], first_of_tuplet=here)
            self._size = self._left

    def break_pair(self, signs: str) -> None:
        """`>` or `<` stands between the last note and the next. Raises ValueError."""
        if self._broken:
            raise ValueError(f"{signs!r} must stand between two notes")
        self._broken = signs

    def pair(self, first: Note, second: Note) -> tuple[Note, Note]:
        """Two notes in a row, the rhythm between them broken if a sign says so.

        The standard leaves open what it means where the two are not equally long. People who write `A>B/`
        want a dotted note and the short one they wrote. Anything else lasts as it is written, as with
        abc2midi, so that the bar adds up.
        """
        if not self._broken:
            return first, second
        short = Fraction(1, 2 ** len(self._broken))
        one, other = (2 - short, short) if self._broken[0] == ">" else (short, 2 - short)
        signs, self._broken = self._broken, ""
        alike = first.tuplet == second.tuplet and not second.first_of_tuplet
        if alike and second.length == first.length:
            second = replace(second, length=second.length * other)
        elif not alike or second.length != first.length * other:
            self._notice(f"{signs} between notes of unequal lengths or before a tuplet is not followed.")
            return first, second
        return replace(first, length=first.length * one), second
