"""Notes in bars: cut and tied at bar lines, and put into tuplets where their lengths need it.

A length that no power of two divides belongs to a tuplet: the notes from the last place that one divides to
the next such place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from generator.importing.unusable import Unusable
from generator.notation.melody import Bar, Note, Tuplet

FINEST = 128
"""Of a whole note: no printed note is shorter."""
MOST_IN_TUPLET = 9
_TIMES = {3: 2, 5: 4, 7: 8, 9: 8}
"""Notes of a tuplet -> in the time of how many, where lengths are divided by that."""


def in_tuplets(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes of a bar, whose lengths say how they sound, with those in tuplets as they are written.

    Raises Unusable for lengths that cannot be written.
    """
    made: list[Note] = []
    group: list[Note] = []
    position = Fraction(0)
    for note in notes:
        position += note.length
        group.append(note)
        if _is_binary(position):
            made += _written(group)
            group = []
    return tuple(made + _written(group))


def _is_binary(position: Fraction) -> bool:
    return position.denominator & (position.denominator - 1) == 0


def _written(group: Sequence[Note]) -> list[Note]:
    """Notes that begin and end where a power of two divides: one plain note, or a tuplet."""
    common = lcm(1, *(note.length.denominator for note in group))
    binary = common & -common
    if binary > FINEST:
        raise Unusable("it has notes shorter than a 128th")
    count = common // binary
    if count == 1:
        return list(group)
    if count not in _TIMES or len(group) > MOST_IN_TUPLET:
        raise Unusable("it has tuplets that cannot be written in ABC")
    tuplet = Tuplet(count, _TIMES[count])
    lengths = [note.length * count / tuplet.time for note in group]
    made = [replace(note, length=length, tuplet=tuplet) for note, length in zip(group, lengths, strict=True)]
    return [replace(made[0], first_of_tuplet=len(group)), *made[1:]]


def barred(line: Iterable[Note], lengths: Iterator[Fraction]) -> list[Bar]:
    """Notes one after the other, in bars of these lengths; the last bar may be shorter.

    Raises Unusable.
    """
    bars: list[Bar] = []
    bar: list[Note] = []
    room = next(lengths)
    for note in line:
        while note.length > room:
            first = replace(note, length=room, tied=bool(note.pitches))
            bar += [first] if room else []
            note = replace(note, length=note.length - room)
            bars.append(Bar(in_tuplets(bar)))
            bar, room = [], next(lengths)
        bar.append(note)
        room -= note.length
    return [*bars, Bar(in_tuplets(bar), ends_section=True)] if bar else bars
