"""Writes the notes of one bar, and what stands between and over them."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from generator.notation.bare import bare_bar
from generator.notation.melody import TUPLET_TIMES, Bar, Change, Note, Pitch
from generator.notation.theory import Key
from generator.notation.writing.beats import Beats
from generator.notation.writing.fields import quoted, write_changes
from generator.notation.writing.notes import UNIT, Accidentals, write_note

_DOTTED = {Fraction(1, 2) * UNIT, Fraction(3, 2) * UNIT}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a bar is written in.

    `key`: in force where it begins. `beats`: where spaces belong, None for none. `start`: how long after a
    bar line it begins, if it is a pickup. `octave`: of the clef. `tied`: the pitches tied over the bar line.
    """

    key: Key
    beats: Beats | None = None
    start: Fraction = Fraction(0)
    octave: int = 0
    tied: tuple[Pitch, ...] = ()


def write_notes(bar: Bar, key: Key) -> str:
    """The notes of a bar alone, as the model writes them."""
    return write_bar(bare_bar(bar), Setting(key))


def write_bar(bar: Bar, setting: Setting) -> str:
    """One bar without its bar lines, with its changes, and its chord symbols over the notes sounding then."""
    return _BarWriter(bar, setting).write()


class _BarWriter:
    """Goes through the notes of a bar."""

    def __init__(self, bar: Bar, setting: Setting) -> None:
        self.notes = bar.notes
        self.setting = setting
        self.accidentals = Accidentals(setting.key, setting.octave, setting.tied)
        self.over = _symbols_over(bar)
        self.changes = deque(bar.changes)
        self.onset = Fraction(0)

    def write(self) -> str:
        words: list[str] = []
        index = 0
        beats = self.setting.beats
        while index < len(self.notes):
            if beats and words and beats.begin(self.setting.start + self.onset):
                words.append(" ")
            size = self.notes[index].first_of_tuplet or (2 if self.is_pair(index) else 1)
            words.append(self.write_group(index, self.notes[index : index + size]))
            index += size
        return "".join(words) + _inline(tuple(self.changes))

    def write_group(self, index: int, group: tuple[Note, ...]) -> str:
        first = group[0]
        if first.first_of_tuplet:
            before = self.change() + self.over[index] + _tuplet_mark(first)
            self.over[index] = ""
            return before + "".join(self.write_note(index + at, note.length) for at, note in enumerate(group))
        if len(group) == 2:
            unit = (group[0].length + group[1].length) / 2
            sign = ">" if group[0].length > unit else "<"
            return self.write_note(index, unit) + sign + self.write_note(index + 1, unit)
        return self.write_note(index, first.length)

    def write_note(self, index: int, length: Fraction) -> str:
        note = self.notes[index]
        written = self.change() + write_note(note, length, self.accidentals, self.over[index])
        self.onset += note.duration
        return written

    def change(self) -> str:
        """The changes that are due before the next note."""
        due: list[Change] = []
        while self.changes and self.changes[0].onset <= self.onset:
            due.append(self.changes.popleft())
            self.accidentals.key = due[-1].key or self.accidentals.key
        return _inline(tuple(due))

    def is_pair(self, index: int) -> bool:
        """Whether a dotted pair (3:1 or 1:3 of two eighths) begins here: written with `>` or `<`.

        Not over two beats: people, and programs that swing a hornpipe, take that for a mistake; such programs
        count a pickup's beats from its start.
        """
        if index + 1 >= len(self.notes) or not _breaks(*self.notes[index : index + 2]):
            return False
        second = self.onset + self.notes[index].duration
        if any(self.onset < change.onset <= second for change in self.changes):
            return False
        beats, start = self.setting.beats, self.setting.start
        return beats is None or (beats.hold_pair(start + self.onset) and beats.hold_pair(self.onset))


def _breaks(one: Note, two: Note) -> bool:
    """Whether `>` or `<` may join these. Nothing but grace notes and signs of the second stand between."""
    if one.tuplet or two.tuplet or one.tied or not one.pitches or not two.pitches:
        return False
    return {one.length, two.length} == _DOTTED and not one.signs.slurs_end and not two.signs.slurs_begin


def _tuplet_mark(first: Note) -> str:
    """`(3`, or `(3:2:4` where the size of the group or its time is not the usual one (ABC 2.1, 4.13)."""
    if first.tuplet is None:
        raise ValueError("a tuplet begins with a note that is in none")
    count, time = first.tuplet.count, first.tuplet.time
    usual = TUPLET_TIMES.get(count) == time and first.first_of_tuplet == count
    return f"({count}" if usual else f"({count}:{time}:{first.first_of_tuplet}"


def _inline(changes: tuple[Change, ...]) -> str:
    return "".join(f"[{field}]" for field in write_changes(changes))


def _symbols_over(bar: Bar) -> list[str]:
    """For each note the chord symbols, or the text in their place, that stand over it, in quotes."""
    ends = list(accumulate(note.duration for note in bar.notes))
    over = ["" for _ in bar.notes]
    for onset, text in bar.chords:
        over[min(bisect_right(ends, onset), len(over) - 1)] += quoted(text)
    return over
