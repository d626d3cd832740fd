"""Builds a melody note by note: bars, repeats, accidentals, tuplets, ties, broken rhythms, chord symbols.

Knows nothing of the text: the reader knows where in the ABC something stands. A ValueError says in words what
cannot be played.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from generator.notation.melody import Bar, Change, Note, Pitch, Tuplet
from generator.notation.order.marks import ends_a_bar
from generator.notation.reading.rhythm import Rhythm
from generator.notation.reading.signs.lyrics import LinesUnderNotes, sing
from generator.notation.reading.signs.pending import PendingSigns, with_slur_end, with_whole_slurs
from generator.notation.reading.signs.symbol_lines import put_symbols
from generator.notation.reading.structure.bar_lines import BarLine
from generator.notation.theory import Key, says_chord

MAX_NOTES = 5_000
LONGEST_NOTE = Fraction(16)
"""In whole notes; `C99999` is ABC, but no tune."""
NO_NOTES = "there are no notes"


class MelodyBuilder:
    """The bars that are finished, the bar being filled, and what affects the next note."""

    def __init__(self, notice: Callable[[str], None]) -> None:
        self.signs = PendingSigns()
        self.propagation = "pitch"
        self._notice = notice
        self._verses, self._symbol_lines = LinesUnderNotes(), LinesUnderNotes()
        self._bars: list[Bar] = []
        self._notes: list[Note] = []
        self._chords: list[tuple[int, str]] = []  # each with the index in the bar of the note that follows it
        self._changes: list[tuple[int, Change]] = []  # likewise
        self._count = 0
        self._opening = 0  # how often the part is played that begins with the next note, 0 without a repeat
        self._ending: tuple[int, ...] = ()
        self._part = ""
        self._carried: dict[str, int] = {}  # an accidental holds for the bar, in every octave (ABC 2.1, 11.3)
        self._rhythm = Rhythm(notice)
        self._before_endings: Note | None = None
        self._untied: dict[int, tuple[Pitch, ...]] = {}  # of a chord that is tied in part, by its number

    @property
    def has_notes(self) -> bool:
        """Whether a note or a rest was added."""
        return self._count > 0

    @property
    def in_bar(self) -> bool:
        """Whether a note or a rest was added since the last bar line."""
        return bool(self._notes)

    @property
    def finished(self) -> int:
        """How many bars are finished."""
        return len(self._bars)

    @property
    def has_music(self) -> bool:
        """Whether there is more than rests."""
        return any(note.pitches for notes in [self._notes, *(b.notes for b in self._bars)] for note in notes)

    def finish(self) -> tuple[list[Bar], dict[int, tuple[Pitch, ...]]]:
        """All bars, the last one ended, and the pitches that no tie holds, by the number of their chord.

        The bars are raw, as `structure.repeats` takes them. Raises ValueError.
        """
        if self._rhythm.is_open:
            raise ValueError("the tune ends inside a tuplet or a broken rhythm")
        self.end_bar(BarLine())
        if not self.has_music:
            raise ValueError(NO_NOTES)
        self._add_what_follows()
        for text in self.signs.left_over():
            self._notice(text)
        self._bars, lost = with_whole_slurs(self._bars)
        if lost:
            self._notice("A slur that has only one end is left out.")
        return self._bars, self._untied

    def _add_what_follows(self) -> None:
        """What is written after the last bar line, `:|!D.C.!`, stands at the last note."""
        last = self._bars[-1]
        onset = last.duration - last.notes[-1].duration
        words = ((onset, text) for _, text in self._chords if not says_chord(text))
        note = self.signs.moved_back(last.notes[-1])
        self._bars[-1] = replace(last, notes=(*last.notes[:-1], note), chords=(*last.chords, *words))

    # bars

    def end_bar(self, line: BarLine) -> None:
        """End the bar being filled. A line with no notes before it adds to the one before."""
        self._carried = {}
        if line.closes and self.signs.drop_grace():
            self._notice("Grace notes before a repeat sign have no note that follows; they are left out.")
        if self._notes:
            self._add_bar(line)
        elif self._bars:
            last = self._bars[-1]
            self._bars[-1] = replace(
                last,
                closes_repeat=last.closes_repeat or line.closes > 0,
                double_line=last.double_line or line.double,
                times=max(last.times, line.closes),
            )
        if line.opens:
            self._opening, self._ending = line.opens, ()  # an ending without a bar is none

    def _add_bar(self, line: BarLine) -> None:
        self._notes[-1] = self.signs.moved_back(self._notes[-1])
        self._rhythm.end_bar(self._notes)
        self._bars.append(
            Bar(
                tuple(self._notes),
                opens_repeat=self._opening > 0,
                closes_repeat=line.closes > 0,
                ending=self._ending,
                chords=self._end_chords(),
                double_line=line.double,
                times=max(self._opening, line.closes, 2),
                changes=self._end_changes(),
                part=self._part,
                line=line.look,
            )
        )
        self._notes, self._opening, self._ending, self._part = [], 0, (), ""

    def start_ending(self, passes: tuple[int, ...]) -> None:
        """The bar to come is played on these passes only."""
        self._ending = passes
        if 1 in passes:
            self._before_endings = self._previous

    def start_part(self, name: str, *, at_once: bool) -> None:
        """The bar to come begins a part; `at_once`: even if that cuts a bar in two."""
        if at_once and self._notes:
            self.end_bar(BarLine())
        self._part = name

    def _end_chords(self) -> tuple[tuple[Fraction, str], ...]:
        """The bar's chord symbols with their onsets; those after its last note belong to the next bar.

        Words such as "Fine" belong to the last note.
        """
        end = len(self._notes)
        here = [(min(at, end - 1), text) for at, text in self._chords if at < end or ends_a_bar(text)]
        self._chords = [(0, text) for at, text in self._chords if at >= end and not ends_a_bar(text)]
        onsets = self._onsets()
        return tuple((onsets[at], text) for at, text in here)

    def _end_changes(self) -> tuple[Change, ...]:
        """The bar's changes with their onsets; those after its last note belong to the next bar."""
        here = [(at, change) for at, change in self._changes if at < len(self._notes)]
        self._changes = [(0, change) for _, change in self._changes[len(here) :]]
        onsets = self._onsets()
        return tuple(replace(change, onset=onsets[at]) for at, change in here)

    def _onsets(self) -> list[Fraction]:
        return [Fraction(0), *accumulate(note.duration for note in self._notes)]

    # notes

    def chord_symbol(self, text: str) -> None:
        """A chord symbol stands over the next note."""
        self._chords.append((len(self._notes), text))

    def change(self, change: Change) -> None:
        """The next note is the first in another meter, key or tempo; its onset is found here."""
        self._changes.append((len(self._notes), change))

    def pitch(self, step: str, octave: int, accidental: int | None, key: Key) -> Pitch:
        """The pitch as it sounds here; `accidental` in semitones, None where none is written."""
        if not 0 <= octave <= 9:
            raise ValueError("the note is outside the range of every instrument")
        if accidental is not None:
            return self._altered(step, octave, accidental)
        alter = self._carried.get(self._reach(step, octave), key.signature[step])
        previous = (self._ending and self._before_endings) or self._previous
        if previous and previous.tied and not self._notes:
            alter = next((p.alter for p in previous.pitches if (p.step, p.octave) == (step, octave)), alter)
        return Pitch(step, octave, alter)

    def _altered(self, step: str, octave: int, alter: int) -> Pitch:
        if self.propagation != "not":
            self._carried[self._reach(step, octave)] = alter
        return Pitch(step, octave, alter)

    def _reach(self, step: str, octave: int) -> str:
        """What an accidental holds for in its bar, as a name (ABC 2.1, 11.3)."""
        return f"{step}{octave}" if self.propagation == "octave" else step

    def add(self, pitches: tuple[Pitch, ...], length: Fraction, *, hidden: bool = False) -> None:
        """Add a note, a chord or, without pitches, a rest; `length` as written, in whole notes."""
        self._count += 1
        if self._count > MAX_NOTES:
            raise ValueError(f"there are more than {MAX_NOTES} notes")
        if not 0 < length <= LONGEST_NOTE:
            raise ValueError("the note is too long or too short")
        note = self._rhythm.note(Note(pitches, length, signs=self.signs.take(hidden=hidden)))
        first = self._previous
        if first:
            first, note = self._rhythm.pair(first, note)
            self._replace_previous(first)
        self._notes.append(note)

    def open_tuplet(self, tuplet: Tuplet, size: int) -> None:
        """The next `size` notes are a tuplet."""
        self._rhythm.open_tuplet(tuplet, size)

    def break_rhythm(self, signs: str) -> None:
        """`a>b`: the first note lasts longer by what the second loses (ABC 2.1, 4.4)."""
        if not self._previous:
            raise ValueError(f"{signs!r} must stand between two notes")
        self._rhythm.break_pair(signs)

    def tie(self, untied: tuple[Pitch, ...] = ()) -> None:
        """Tie the last note to the next, also over a bar line before the sign (`D4|-D4`).

        `untied`: the pitches of a chord that are not held.
        """
        last = self._previous
        if not self._notes and self._ending and 1 not in self._ending:
            if not (self._before_endings and self._before_endings.tied):
                self._notice(
                    "A tie at the beginning of an ending is left out; write it before the first one."
                )
        elif last is None or not last.pitches:
            self._notice("A tie that has no note before it is left out.")
        else:
            self._replace_previous(replace(last, tied=True))
            if not self._notes and self._ending:
                self._before_endings = self._previous
            self._untied[self._count - 1] = untied

    def _replace_previous(self, note: Note) -> None:
        if self._notes:
            self._notes[-1] = note
        elif self._bars:
            last = self._bars[-1]
            self._bars[-1] = replace(last, notes=(*last.notes[:-1], note))

    def end_slur(self) -> None:
        """A slur ends at the last note."""
        if self._previous:
            self._replace_previous(with_slur_end(self._previous))

    def lyrics(self, text: str) -> str:
        """A w: line under the notes since the last one. What to say of it, "" for nothing."""
        return sing(text, self._verses, self._bars, self._notes)

    def symbol_line(self, symbols: list[str]) -> str:
        """An s: line, likewise."""
        return put_symbols(symbols, self._symbol_lines, self._bars, self._notes, self._chords)

    @property
    def _previous(self) -> Note | None:
        return self._notes[-1] if self._notes else self._bars[-1].notes[-1] if self._bars else None
