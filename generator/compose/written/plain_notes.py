"""Notes as the model writes them: one voice, in lengths that it knows, for its eyes only.

A tune that people wrote has more: chords, tuplets of five, lengths that are rare. What the model goes on from
is as near to it as its own text comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from generator.grammar.lengths import GRID, LENGTHS, TUPLETS, UNIT
from generator.notation.melody import Bar, Note

_WHOLE = 8 * UNIT
_LONGEST_FIRST = sorted(LENGTHS.values(), reverse=True)
_LONGEST_IN_TUPLETS = 2 * UNIT


def plain_bars(bars: Sequence[Bar]) -> list[Bar]:
    """Bars of plain notes only: the highest of each chord, on a grid of thirty-seconds."""
    plain = [list(_plain(bar.notes)) for bar in bars]
    notes = [note for one in plain for note in one]
    tied = [_joins(*pair) for pair in pairwise(notes)] + [False]
    ties = iter(tied)
    return [Bar(tuple(replace(note, tied=next(ties)) for note in one)) for one in plain]


def has_notes(bars: Iterable[Bar]) -> bool:
    """Whether anything sounds in them."""
    return any(note.pitches for bar in bars for note in bar.notes)


def _joins(note: Note, following: Note) -> bool:
    """Whether a tie can stay."""
    in_tuplets = note.tuplet or following.tuplet
    return note.tied and not in_tuplets and bool(note.pitches) and note.pitches == following.pitches


def _plain(notes: Sequence[Note]) -> Iterator[Note]:
    position, index = Fraction(0), 0
    while index < len(notes):
        group = notes[index : index + (notes[index].first_of_tuplet or 1)]
        if _can_be_written(group):
            yield from map(_bare, group)
            position += sum((note.duration for note in group), Fraction(0))
        else:
            for note in group:
                yield from _on_the_grid(note, position)
                position += note.duration
        index += len(group)


def _bare(note: Note) -> Note:
    """The highest pitch, without signs."""
    highest = sorted(note.pitches, key=lambda pitch: pitch.midi)[-1:]
    return Note(tuple(highest), note.length, note.tuplet, note.first_of_tuplet, note.tied)


def _can_be_written(group: Sequence[Note]) -> bool:
    """Whether it is a note of a known length, or a tuplet that the model writes."""
    first = group[0]
    lengths = {note.length * _WHOLE for note in group}
    if first.tuplet is None:
        return lengths <= set(LENGTHS.values())
    known = (first.tuplet.count, first.tuplet.time) in TUPLETS.values() and len(group) == first.tuplet.count
    short = max(lengths) <= _LONGEST_IN_TUPLETS and lengths <= set(LENGTHS.values())
    return known and short and len(lengths) == 1 and first.first_of_tuplet == len(group)


def _on_the_grid(note: Note, position: Fraction) -> Iterator[Note]:
    """The note from and to the nearest places of the grid, as tied notes of known lengths; none if it is
    shorter than the grid."""
    begin, end = (round(at * _WHOLE / GRID) * GRID for at in (position, position + note.duration))
    bare, room = _bare(note), end - begin
    while room:
        length = next(one for one in _LONGEST_FIRST if one <= room)
        room -= length
        tied = bool(note.pitches) and (note.tied or room > 0)
        yield Note(bare.pitches, Fraction(length, _WHOLE), tied=tied)
