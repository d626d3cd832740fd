"""A tune made easier to play: no tuplets, fewer sixteenths, no ornaments; form, bars and beats stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from generator.notation.joining import ORNAMENTS, signs_together
from generator.notation.melody import NO_SIGNS, Bar, Melody, Note

_SHORT = {Fraction(1, 32): "thirty-seconds", Fraction(1, 16): "sixteenths"}
"""Notes that are joined two by two, the shortest first, and what they are called."""


def simplify(melody: Melody) -> Melody:
    """The same tune with every tuplet as two plain notes, and two short notes on a beat's half as one.

    Of two notes the first one stays, at the end of a part the last one: tunes end as they did. What is sung
    to the other is sung to it too. Grace notes and ornaments are left out. Where a chord symbol or a change
    of key, meter or tempo stands between two notes, they stay two.
    """
    last = len(melody.bars) - 1
    return replace(
        melody,
        bars=tuple(
            _simpler(bar, ends=at == last or bar.ends_section or bar.closes_repeat)
            for at, bar in enumerate(melody.bars)
        ),
    )


def is_simple(melody: Melody) -> bool:
    """Whether there is nothing to make easier."""
    return simplify(melody) == melody


def what_is_easier(melody: Melody) -> tuple[str, ...]:
    """What `simplify` changes, each in words: "no tuplets", "fewer sixteenths"; empty for a simple tune."""
    before, after = (
        tuple(note for bar in one.bars for note in bar.notes) for one in (melody, simplify(melody))
    )
    said = []
    if any(note.tuplet for note in before):
        said.append("no tuplets")
    if any(ORNAMENTS.intersection(note.signs.decorations) for note in before):
        said.append("no ornaments")
    if any(note.signs.grace for note in before):
        said.append("no grace notes")
    for length, name in reversed(_SHORT.items()):
        left = _count(after, length)
        if left < _count(before, length):
            said.append(f"{'fewer' if left else 'no'} {name}")
    return tuple(said)


def _count(notes: tuple[Note, ...], length: Fraction) -> int:
    return sum(note.length == length and note.tuplet is None and bool(note.pitches) for note in notes)


def _simpler(bar: Bar, *, ends: bool) -> Bar:
    notes = tuple(map(_unornamented, _without_tuplets(bar.notes)))
    between = frozenset(onset for onset, _ in bar.chords) | {change.onset for change in bar.changes}
    for length in _SHORT:
        notes = tuple(_joined(notes, length, between, ends=ends))
    return replace(bar, notes=notes)


def _unornamented(note: Note) -> Note:
    if note.signs == NO_SIGNS:
        return note
    plain = tuple(name for name in note.signs.decorations if name not in ORNAMENTS)
    return replace(note, signs=replace(note.signs, grace=None, decorations=plain))


def _without_tuplets(notes: tuple[Note, ...]) -> Iterator[Note]:
    index = 0
    while index < len(notes):
        size = notes[index].first_of_tuplet
        group = notes[index : index + size] if size else notes[index : index + 1]
        yield from _plain(group) if size else group
        index += len(group)


def _plain(group: tuple[Note, ...]) -> Iterator[Note]:
    """A tuplet as two notes of half its time each: its first and its last."""
    half = sum((note.duration for note in group), Fraction(0)) / 2
    first, last = group[0], group[-1]
    signs = reduce(signs_together, (note.signs for note in group[1:-1]), first.signs)
    yield Note(first.pitches, half, tied=first.tied and first.pitches == last.pitches, signs=signs)
    yield Note(last.pitches, half, tied=last.tied, signs=last.signs)


def _joined(
    notes: tuple[Note, ...], length: Fraction, between: Collection[Fraction], *, ends: bool
) -> Iterator[Note]:
    """With pairs of notes of this length as one, where they begin on a multiple of twice the length.

    `between`: the onsets at which a note must begin.
    """
    index, position = 0, Fraction(0)
    while index < len(notes):
        pair = notes[index : index + 2]
        short = len(pair) == 2 and all(note.length == length and note.pitches for note in pair)
        if short and position % (2 * length) == 0 and position + length not in between:
            at_end = ends and index + 2 == len(notes)
            yield _one(*pair, last=at_end)
            index, position = index + 2, position + 2 * length
        else:
            yield notes[index]
            index, position = index + 1, position + notes[index].duration


def _one(first: Note, second: Note, *, last: bool) -> Note:
    stays = second if last else first
    tied = second.tied and stays.pitches == second.pitches
    signs = signs_together(first.signs, second.signs)
    return Note(stays.pitches, first.length + second.length, tied=tied, signs=signs)
