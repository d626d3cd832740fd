"""Lyrics and symbol lines under the notes they belong to (ABC 2.1, 5.1, 5.2 and 4.15)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from generator.notation.melody import Bar, Note
from generator.notation.reading.values.text import plain_text

NEXT_BAR = "|"
"""Among syllables: go on with the next bar."""
HELD = "_"

MOST_VERSES = 24
TOO_MANY_VERSES = f"Only {MOST_VERSES} verses are kept of one line of music."
_PART = re.compile(r"\s+|[-_*|]|[^\s\-_*|]+")
_HYPHEN = "\ue000"
"""In place of a hyphen that is printed, while a line is read."""

Place = tuple[int, int]
"""A note: the index of its bar and its index in the bar."""


def read_syllables(text: str) -> list[str]:
    """The syllables of a w: field, one for each note; "" skips a note, `HELD` and `NEXT_BAR` are themselves.

    A syllable whose word goes on ends in "-".
    """
    found: list[str] = []
    before = " "
    for part in _PART.findall(plain_text(text.replace(r"\-", _HYPHEN))):
        if part == "-" and before[0] in " -*|":
            found.append(HELD if found else "")
        elif part == "-":
            found[-1] += "" if before == HELD else "-"
        elif not part.isspace():
            found.append("" if part == "*" else part.replace("~", " ").replace(_HYPHEN, "-"))
        before = " " if part.isspace() else part
    return found


def align(syllables: Iterable[str], notes: Sequence[Place]) -> tuple[dict[Place, str], int]:
    """Which note each syllable belongs to, and how many syllables are left when the notes are over."""
    sung: dict[Place, str] = {}
    left = at = 0
    bar = notes[0][0] if notes else 0
    for syllable in syllables:
        if syllable == NEXT_BAR:
            while at < len(notes) and notes[at][0] <= bar:
                at += 1
            bar += 1
        elif at == len(notes):
            left += 1
        else:
            sung[notes[at]] = syllable
            bar, at = notes[at][0], at + 1
    return sung, left


def places(begin: Place, bars: list[Bar], notes: list[Note]) -> list[Place]:
    """The notes from `begin` on, without rests; `notes` are those of the bar that is not ended yet."""
    tail = [*(bar.notes for bar in bars[begin[0] :]), notes]
    return [
        (bar, index)
        for bar, group in enumerate(tail, begin[0])
        for index in range(begin[1] if bar == begin[0] else 0, len(group))
        if group[index].pitches
    ]


def put(what: dict[Place, str], bars: list[Bar], notes: list[Note], at: Callable[[Note, str], Note]) -> None:
    """Change the notes at these places in the lists."""
    for (bar, index), text in what.items():
        if bar == len(bars):
            notes[index] = at(notes[index], text)
    for bar in sorted({bar for bar, _ in what if bar < len(bars)}):
        changed = [at(note, what.get((bar, j), "")) for j, note in enumerate(bars[bar].notes)]
        bars[bar] = replace(bars[bar], notes=tuple(changed))


class LinesUnderNotes:
    """Which notes a line of lyrics or symbols belongs to: those since the last one, or the same again."""

    def __init__(self) -> None:
        self._begin: Place = (0, 0)
        self._end: Place = (0, 0)
        self.verse = 0

    def next_line(self, bars: list[Bar], notes: list[Note]) -> list[Place]:
        """The notes of a further line; `notes` are those of the bar that is not ended yet."""
        end = (len(bars), len(notes))
        self._begin, self.verse = (self._end, 0) if end > self._end else (self._begin, self.verse + 1)
        self._end = end
        return places(self._begin, bars, notes) if self.verse < MOST_VERSES else []


def sing(text: str, verses: LinesUnderNotes, bars: list[Bar], notes: list[Note]) -> str:
    """Set a w: line under the notes that there are. What to say of it, "" for nothing."""
    under = verses.next_line(bars, notes)
    if verses.verse >= MOST_VERSES:
        return TOO_MANY_VERSES
    sung, left = align(read_syllables(text), under)

    def with_syllable(note: Note, syllable: str) -> Note:
        before = note.signs.syllables
        syllables = (*before, *[""] * (verses.verse - len(before)), syllable)
        return replace(note, signs=replace(note.signs, syllables=syllables)) if syllable else note

    put(sung, bars, notes, with_syllable)
    return "This line of lyrics has more syllables than there are notes." if left else ""
