"""Symbol lines: decorations, annotations and chord symbols under the notes they belong to (ABC 2.1, 4.15)."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from operator import itemgetter

from generator.notation.melody import Bar, Note
from generator.notation.reading.signs.lyrics import NEXT_BAR, LinesUnderNotes, align, put
from generator.notation.reading.tokens import ANNOTATION_SIGNS

_SYMBOL = re.compile(r'"[^"]*"|![^!]*!|\+[^+]*\+|\*|\||[^\s"!+*|]')


def read_symbols(text: str) -> list[str]:
    """The symbols of an s: field, one for each note; "" skips a note, `NEXT_BAR` the rest of a bar."""
    return [symbol.replace("*", "") if symbol[0] == "*" else symbol for symbol in _SYMBOL.findall(text)]


def put_symbols(
    symbols: list[str],
    lines: LinesUnderNotes,
    bars: list[Bar],
    notes: list[Note],
    chords: list[tuple[int, str]],
) -> str:
    """Set symbols at the notes that there are: names of decorations, or `"` and a text. What to say of it.

    `notes` and `chords` are those of the bar that is not ended yet.
    """
    at, left = align(symbols, lines.next_line(bars, notes))
    named = {place: symbol for place, symbol in at.items() if symbol and symbol != NEXT_BAR}
    over = {place: text[1:] for place, text in named.items() if text[0] == '"' and not _is_annotation(text)}
    put({place: text for place, text in named.items() if place not in over}, bars, notes, _with_symbol)
    for bar in {bar for bar, _ in over}:
        here = [(index, text) for (at_bar, index), text in over.items() if at_bar == bar]
        if bar == len(bars):
            chords[:] = sorted([*chords, *here], key=itemgetter(0))
        else:
            bars[bar] = _with_chords(bars[bar], here)
    return "This symbol line has more symbols than there are notes." if left else ""


def _is_annotation(text: str) -> bool:
    return text.startswith(tuple(f'"{sign}' for sign in ANNOTATION_SIGNS))


def _with_symbol(note: Note, symbol: str) -> Note:
    signs = note.signs
    if symbol.startswith('"'):
        return replace(note, signs=replace(signs, annotations=(*signs.annotations, symbol[1:])))
    if not symbol or symbol in signs.decorations:
        return note
    return replace(note, signs=replace(signs, decorations=(*signs.decorations, symbol)))


def _with_chords(bar: Bar, chords: list[tuple[int, str]]) -> Bar:
    onsets = [Fraction(0), *accumulate(note.duration for note in bar.notes)]
    both = sorted([*bar.chords, *((onsets[index], text) for index, text in chords)], key=itemgetter(0))
    return replace(bar, chords=tuple(both))
