"""The signs that were read and belong to the next note, and what becomes of those that have none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.notation.melody import NO_SIGNS, Bar, Grace, Note, Signs

MOST_GRACE_NOTES = 32
"""Before one note. More cannot be played before it, and take long to draw."""


_SEGNO = "segno"


class PendingSigns:
    """Signs whose note is still to come."""

    def __init__(self) -> None:
        self._signs = NO_SIGNS

    def set_grace(self, grace: Grace) -> bool:
        """Add grace notes; returns whether all of them are kept."""
        before = self._signs.grace
        if before:
            grace = replace(
                before, pitches=before.pitches + grace.pitches, lengths=before.lengths + grace.lengths
            )
        count, most = len(grace.pitches), MOST_GRACE_NOTES
        self._signs = replace(
            self._signs, grace=replace(grace, pitches=grace.pitches[:most], lengths=grace.lengths[:most])
        )
        return count <= most

    def drop_grace(self) -> bool:
        """Take away grace notes whose note is still to come; whether there were any."""
        dropped = self._signs.grace is not None
        self._signs = replace(self._signs, grace=None)
        return dropped

    def decorate(self, name: str) -> None:
        """Each decoration counts once for a note."""
        if name not in self._signs.decorations:
            self._signs = replace(self._signs, decorations=(*self._signs.decorations, name))

    def annotate(self, text: str) -> None:
        self._signs = replace(self._signs, annotations=(*self._signs.annotations, text))

    def begin_slur(self) -> None:
        self._signs = replace(self._signs, slurs_begin=self._signs.slurs_begin + 1)

    def take(self, *, hidden: bool = False) -> Signs:
        """The signs of the note that is there now."""
        signs, self._signs = self._signs, NO_SIGNS
        return replace(signs, hidden=True) if hidden else signs

    def moved_back(self, note: Note) -> Note:
        """The last note of a bar with what is written before the bar line (ABC 2.1, 4.14): `A"^Fine"|`.

        A segno belongs to what comes after the line.
        """
        waiting = self._signs
        moved = tuple(name for name in waiting.decorations if name != _SEGNO)
        if not moved and not waiting.annotations:
            return note
        left = tuple(name for name in waiting.decorations if name == _SEGNO)
        self._signs = replace(waiting, decorations=left, annotations=())
        signs = replace(
            note.signs,
            decorations=tuple(dict.fromkeys(note.signs.decorations + moved)),
            annotations=note.signs.annotations + waiting.annotations,
        )
        return replace(note, signs=signs)

    def left_over(self) -> list[str]:
        """What is to be said at the end of a tune."""
        return ["The grace notes after the last note are left out."] if self._signs.grace else []


def with_slur_end(note: Note) -> Note:
    """The note with one more slur that ends there."""
    return replace(note, signs=replace(note.signs, slurs_end=note.signs.slurs_end + 1))


def with_whole_slurs(bars: list[Bar]) -> tuple[list[Bar], bool]:
    """The bars without slurs that have no other end, and whether there were such.

    A slur that ends on a note began on one before it: in `(cd(e)fg)` one slur ends and one begins at `e`
    (ABC 2.1, 4.11).
    """
    notes = [note for bar in bars for note in bar.notes]
    if not any(note.signs.slurs_begin or note.signs.slurs_end for note in notes):
        return bars, False
    begun: list[int] = []  # the indices of notes, one for each slur that is open
    begins, ends = [0] * len(notes), [0] * len(notes)
    for index, note in enumerate(notes):
        for _ in range(min(note.signs.slurs_end, len(begun))):
            begins[begun.pop()] += 1
            ends[index] += 1
        begun += [index] * note.signs.slurs_begin
    slurs = list(zip(begins, ends, strict=True))
    lost = [(note.signs.slurs_begin, note.signs.slurs_end) for note in notes] != slurs
    return (list(_with_slurs(bars, iter(slurs))) if lost else bars), lost


def _with_slurs(bars: list[Bar], slurs: Iterator[tuple[int, int]]) -> Iterator[Bar]:
    for bar in bars:
        notes = []
        for note in bar.notes:
            begin, end = next(slurs)
            same = (note.signs.slurs_begin, note.signs.slurs_end) == (begin, end)
            signs = note.signs if same else replace(note.signs, slurs_begin=begin, slurs_end=end)
            notes.append(note if same else replace(note, signs=signs))
        yield replace(bar, notes=tuple(notes))
