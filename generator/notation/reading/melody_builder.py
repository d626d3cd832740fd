"""Builds a melody note by note: bars, repeats, accidentals, tuplets, ties, broken rhythms, chord symbols.

Knows nothing of the text: the reader knows where in the ABC something stands. A ValueError says in words what
cannot be played.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from generator.notation.melody import Bar, Change, Note, Pitch, Tuplet
from generator.notation.reading.signs.lyrics import LinesUnderNotes, sing
from generator.notation.reading.signs.pending import PendingSigns, with_slur_end, with_whole_slurs
from generator.notation.reading.signs.symbol_lines import put_symbols
from generator.notation.theory import Key

MAX_NOTES = 5_000
LONGEST_NOTE = Fraction(16)
"""In whole notes; `C99999` is ABC, but no tune."""


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
        self._opens_repeat = False
        self._ending: tuple[int, ...] = ()
        self._carried: dict[str, int] = {}  # an accidental holds for the bar, in every octave (ABC 2.1, 11.3)
        self._tuplet: tuple[Tuplet, int, int] | None = None  # with the notes it has in all, and those to come
        self._broken = Fraction(1)

    @property
    def has_notes(self) -> bool:
        """Whether a note or a rest was added."""
        return self._count > 0

    def finish(self) -> tuple[Bar, ...]:
        """All bars, the last one ended. Raises ValueError."""
        if self._broken != 1 or self._in_tuplet:
            raise ValueError("the tune ends inside a tuplet or a broken rhythm")
        self.end_bar()
        if not any(note.pitches for bar in self._bars for note in bar.notes):
            raise ValueError("there are no notes")
        for text in self.signs.left_over():
            self._notice(text)
        self._bars, lost = with_whole_slurs(self._bars)
        if lost:
            self._notice("A slur that has only one end is left out.")
        return tuple(_without_false_ties(self._bars))

    # bars

    def bar_line(self, *, opens_repeat: bool, closes_repeat: bool, ends_section: bool) -> None:
        """End the bar; what follows may open a repeat."""
        self.end_bar(closes_repeat=closes_repeat, ends_section=ends_section)
        self._opens_repeat = self._opens_repeat or opens_repeat

    def start_ending(self, passes: tuple[int, ...]) -> None:
        """The bar to come is played on these passes only."""
        self._ending = passes

    def end_bar(self, *, closes_repeat: bool = False, ends_section: bool = False) -> None:
        """End the bar being filled. Signs with no notes before them belong to the bar that ended last."""
        self._carried = {}
        if self._notes and self._in_tuplet:
            raise ValueError("a bar ends inside a tuplet")
        if self._notes:
            self._notes[-1] = self.signs.moved_back(self._notes[-1])
            signs = (self._opens_repeat, closes_repeat, self._ending, ends_section)
            bar = Bar(tuple(self._notes), *signs, self._end_chords(), changes=self._end_changes())
            self._bars.append(bar)
            self._notes, self._opens_repeat, self._ending = [], False, ()
        elif self._bars and (closes_repeat or ends_section):
            last = self._bars[-1]
            self._bars[-1] = replace(
                last,
                closes_repeat=last.closes_repeat or closes_repeat,
                ends_section=last.ends_section or ends_section,
            )

    def _end_chords(self) -> tuple[tuple[Fraction, str], ...]:
        """The bar's chord symbols with their onsets; those after its last note belong to the next bar."""
        here = [(at, text) for at, text in self._chords if at < len(self._notes)]
        self._chords = [(0, text) for _, text in self._chords[len(here) :]]
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
        previous = self._previous
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
        length, self._broken = length * self._broken, Fraction(1)
        signs = self.signs.take(hidden=hidden)
        if self._tuplet and self._tuplet[2]:
            tuplet, size, left = self._tuplet
            self._notes.append(Note(pitches, length, tuplet, size if left == size else 0, signs=signs))
            self._tuplet = (tuplet, size, left - 1)
        else:
            self._notes.append(Note(pitches, length, signs=signs))

    def open_tuplet(self, tuplet: Tuplet, size: int) -> None:
        """The next `size` notes are a tuplet."""
        if self._in_tuplet:
            raise ValueError("a tuplet begins inside a tuplet")
        if not tuplet.time or not size:
            raise ValueError("a tuplet without notes")
        self._tuplet = (tuplet, size, size)

    def break_rhythm(self, signs: str) -> None:
        """`a>b`: the first note lasts longer by what the second loses (ABC 2.1, 4.4)."""
        if not self._notes or self._broken != 1:
            raise ValueError(f"{signs!r} must stand between two notes")
        short = Fraction(1, 2 ** len(signs))
        first, self._broken = (2 - short, short) if signs[0] == ">" else (short, 2 - short)
        self._notes[-1] = replace(self._notes[-1], length=self._notes[-1].length * first)

    def tie(self) -> None:
        """Tie the last note to the next."""
        previous = self._notes and self._notes[-1]
        if previous and previous.pitches:
            self._notes[-1] = replace(previous, tied=True)

    def end_slur(self) -> None:
        """A slur ends at the last note."""
        if self._notes:
            self._notes[-1] = with_slur_end(self._notes[-1])
        elif self._bars:
            last = self._bars[-1]
            self._bars[-1] = replace(last, notes=(*last.notes[:-1], with_slur_end(last.notes[-1])))

    def lyrics(self, text: str) -> str:
        """A w: line under the notes since the last one. What to say of it, "" for nothing."""
        return sing(text, self._verses, self._bars, self._notes)

    def symbol_line(self, symbols: list[str]) -> str:
        """An s: line, likewise."""
        return put_symbols(symbols, self._symbol_lines, self._bars, self._notes, self._chords)

    @property
    def _in_tuplet(self) -> bool:
        return bool(self._tuplet and self._tuplet[2])

    @property
    def _previous(self) -> Note | None:
        return self._notes[-1] if self._notes else self._bars[-1].notes[-1] if self._bars else None


def _without_false_ties(bars: list[Bar]) -> Iterator[Bar]:
    """A tie to another pitch is a slur, which is not part of the melody."""
    notes = [note for bar in bars for note in bar.notes]
    following = iter([*notes[1:], None])
    for bar in bars:
        yield replace(bar, notes=tuple(_rightly_tied(note, next(following)) for note in bar.notes))


def _rightly_tied(note: Note, following: Note | None) -> Note:
    wrong = note.tied and (following is None or following.pitches != note.pitches)
    return replace(note, tied=False) if wrong else note
