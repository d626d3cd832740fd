"""Marks that say where players go on: D.C., D.S., segno, coda, Fine, as signs or in words (ABC 2.1, 4.14)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from fractions import Fraction
from itertools import accumulate

from generator.notation.melody import Bar, Note, Signs
from generator.notation.theory import says_chord


class Kind(Enum):
    """What a mark says; `OTHER`: a jump in words that are not understood."""

    FROM_THE_BEGINNING = auto()
    FROM_THE_SIGN = auto()
    SIGN = auto()
    TO_THE_CODA = auto()
    CODA = auto()
    FINE = auto()
    OTHER = auto()


JUMPS = (Kind.FROM_THE_BEGINNING, Kind.FROM_THE_SIGN, Kind.OTHER)


@dataclass(frozen=True, slots=True)
class Mark:
    """`until`: the mark at which players end or leave after the jump, `FINE` or `CODA`, if it names one.

    `bar`: its index. `first`, `last`: nothing sounds in the bar before the note at which it stands, or after
    it. `text`: as people read it.
    """

    kind: Kind
    until: Kind | None
    text: str
    bar: int = 0
    first: bool = False
    last: bool = False


_SIGNS = {
    "D.C.": Mark(Kind.FROM_THE_BEGINNING, None, "D.C."),
    "dacapo": Mark(Kind.FROM_THE_BEGINNING, None, "Da capo"),
    "D.C.alfine": Mark(Kind.FROM_THE_BEGINNING, Kind.FINE, "D.C. al Fine"),
    "D.C.alcoda": Mark(Kind.FROM_THE_BEGINNING, Kind.CODA, "D.C. al Coda"),
    "D.S.": Mark(Kind.FROM_THE_SIGN, None, "D.S."),
    "D.S.alfine": Mark(Kind.FROM_THE_SIGN, Kind.FINE, "D.S. al Fine"),
    "D.S.alcoda": Mark(Kind.FROM_THE_SIGN, Kind.CODA, "D.S. al Coda"),
    "segno": Mark(Kind.SIGN, None, "Segno"),
    "dacoda": Mark(Kind.TO_THE_CODA, None, "To Coda"),
    "coda": Mark(Kind.CODA, None, "Coda"),
    "fine": Mark(Kind.FINE, None, "Fine"),
}
_UNTIL = r"(?: (?:al|to|to the) (?P<{}>fine|coda))?"
_WORDS = re.compile(
    rf"(?P<capo>d\. ?c\.?|(?-i:D ?C)\.?|da ?capo){_UNTIL.format('capo_until')}"
    rf"|(?P<segno>d\. ?s\.?|(?-i:D ?S)\.?|dal segno){_UNTIL.format('segno_until')}"
    r"|(?P<sign>segno)|(?P<to>(?:to|al|da) coda)|(?P<coda>coda)|(?P<fine>fine)"
    r"|(?P<other>(?:d\. ?[cs]\.|da ?capo|dal segno)(?!\w).*)",
    re.IGNORECASE,
)
_KINDS = {
    "capo": Kind.FROM_THE_BEGINNING, "segno": Kind.FROM_THE_SIGN, "sign": Kind.SIGN, "to": Kind.TO_THE_CODA,
    "coda": Kind.CODA, "fine": Kind.FINE, "other": Kind.OTHER,
}  # fmt: skip
_ENDS = {"fine": Kind.FINE, "coda": Kind.CODA}
_LONGEST = 40


def marks_of(bars: Sequence[Bar]) -> list[Mark]:
    """All marks in their order; of those of a kind in a bar one, with what any of them says."""
    found: dict[tuple[int, Kind], Mark] = {}
    for index, bar in enumerate(bars):
        sounding = [at for at, note in enumerate(bar.notes) if note.pitches]
        for at, mark in _marks(bar):
            first = not sounding or at <= sounding[0]
            last = not sounding or at >= sounding[-1]
            before = found.get((index, mark.kind))
            found[index, mark.kind] = replace(
                mark,
                bar=index,
                until=mark.until or (before.until if before else None),
                text=before.text if before and before.until else mark.text,
                first=first and (before is None or before.first),
                last=last or (before is not None and before.last),
            )
    return list(found.values())


def _marks(bar: Bar) -> Iterator[tuple[int, Mark]]:
    """Each with the index of its note."""
    for at, note in enumerate(bar.notes):
        for name in note.signs.decorations:
            if name in _SIGNS:
                yield at, _SIGNS[name]
        for text in note.signs.annotations:
            yield from ((at, mark) for mark in _in_words(text[1:]))
    if bar.chords:
        ends = list(accumulate(note.duration for note in bar.notes))
        for onset, text in bar.chords:
            at = bisect_right(ends, onset, hi=len(ends) - 1)
            yield from ((at, mark) for mark in _in_words(text))


def is_mark(text: str) -> bool:
    """Whether text in quotes, without a sign for its place, is a mark."""
    return any(_in_words(text))


def ends_a_bar(text: str) -> bool:
    """Whether it is a mark that belongs to what is before it: any but segno and coda."""
    return any(mark.kind not in (Kind.SIGN, Kind.CODA) for mark in _in_words(text))


def _in_words(text: str) -> Iterator[Mark]:
    if len(text) > _LONGEST or says_chord(text):
        return
    text = " ".join(text.split()).strip("<>()[] ")
    match = _WORDS.fullmatch(text) or _WORDS.fullmatch(text.removesuffix("."))
    if match:
        name = next(name for name in _KINDS if match[name])
        until = match["capo_until"] or match["segno_until"]
        yield Mark(_KINDS[name], _ENDS.get((until or "").lower()), text)


def keep_marks(bar: Bar, notes: Sequence[Note]) -> tuple[Note, ...]:
    """Other notes of a bar with the marks at its notes: those of the first there, all others at the last."""
    kept = list(notes)
    for at, note in enumerate(bar.notes):
        decorations = tuple(name for name in note.signs.decorations if name in _SIGNS)
        annotations = tuple(text for text in note.signs.annotations if is_mark(text[1:]))
        if decorations or annotations:
            place = 0 if at == 0 and len(bar.notes) > 1 else -1
            signs = kept[place].signs
            kept[place] = replace(
                kept[place],
                signs=replace(
                    signs,
                    decorations=(*signs.decorations, *decorations),
                    annotations=(*signs.annotations, *annotations),
                ),
            )
    return tuple(kept)


def marks_alone(bar: Bar) -> tuple[Note, ...]:
    """The notes of a bar without signs but for the marks, those in words as signs."""
    names = {(mark.kind, mark.until): name for name, mark in reversed(_SIGNS.items())}
    at_notes: dict[int, list[str]] = {}
    for at, mark in _marks(bar):
        if mark.kind != Kind.OTHER:
            at_notes.setdefault(at, []).append(names[mark.kind, mark.until])
    return tuple(
        replace(note, signs=Signs(decorations=tuple(dict.fromkeys(at_notes.get(at, ())))))
        for at, note in enumerate(bar.notes)
    )


def keep_words(bar: Bar, chords: Sequence[tuple[Fraction, str]]) -> tuple[tuple[Fraction, str], ...]:
    """Other chord symbols of a bar, with the marks that stand among its own."""
    marks = [(onset, text) for onset, text in bar.chords if is_mark(text)]
    return tuple(sorted([*chords, *marks], key=lambda one: one[0])) if marks else tuple(chords)
