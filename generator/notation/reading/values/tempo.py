"""The values of Q: (ABC 2.1, 3.1.8 and, for the old forms, 10.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from generator.notation.melody import Tempo

_QUOTED = re.compile(r'"([^"]*)"')
_BEATS = re.compile(r"((?:\d{1,3}/\d{1,3}\s*){1,4})=\s*(\d{1,4})(?:\.\d{1,3})?", re.ASCII)
_UNITS = re.compile(r"C(\d{0,2})\s*=\s*(\d{1,4})", re.ASCII)
_NUMBER = re.compile(r"(\d{1,4})(?:\.\d{1,3})?", re.ASCII)
_WORDS = re.compile(r"[^\W\d_][\w '.,-]*")

_QUARTER = Fraction(1, 4)
TEMPO_WORDS = {
    "grave": 40, "largo": 48, "lento": 52, "larghetto": 60, "adagio": 66, "adagietto": 72,
    "andante": 80, "andantino": 88, "moderato": 104, "allegretto": 112, "allegro moderato": 116,
    "allegro": 126, "vivo": 152, "vivace": 160, "presto": 184, "prestissimo": 208,
}  # fmt: skip
"""Quarters per minute, in the middle of what metronomes print beside the word."""


@dataclass(frozen=True, slots=True)
class TempoField:
    """What a Q: field says. `units`: the beat in unit note lengths, where it is given so, else 0."""

    words: str = ""
    beat: Fraction = _QUARTER
    units: int = 0
    a_minute: int = 0

    @property
    def is_known(self) -> bool:
        """Whether it says how fast, in numbers or in a word of the table."""
        return self.a_minute > 0

    def tempo(self, unit: Fraction) -> Tempo | None:
        """With this unit note length."""
        return (self.units * unit if self.units else self.beat, self.a_minute) if self.a_minute else None


def read_tempo(value: str) -> TempoField | None:
    """`1/4=120`, `3/8 1/8=40`, `120` (quarters, as players take it), `C3=90`, `"Allegro"`; None for others.

    Several beats are one, as long as all of them. `C` is the unit note length.
    """
    quoted = _QUOTED.search(value)
    bare = _QUOTED.sub("", value).strip()
    words = quoted[1].strip() if quoted else ""
    if not words and _WORDS.fullmatch(bare) and not _UNITS.fullmatch(bare):
        words, bare = bare, ""
    if not bare:
        return TempoField(words, a_minute=_of_words(words)) if words else None
    return _read_numbers(bare, words)


def _read_numbers(bare: str, words: str) -> TempoField | None:
    if match := _NUMBER.fullmatch(bare):
        field = TempoField(words, a_minute=int(match[1]))
    elif match := _UNITS.fullmatch(bare):
        field = TempoField(words, units=int(match[1] or 1), a_minute=int(match[2]))
        return field if int(match[1] or 1) and field.a_minute else None
    elif match := _BEATS.fullmatch(bare):
        pairs = [tuple(map(int, one.split("/"))) for one in match[1].split()]
        if not all(above and below for above, below in pairs):
            return None
        beat = sum((Fraction(above, below) for above, below in pairs), Fraction(0))
        field = TempoField(words, beat, a_minute=int(match[2]))
    else:
        return None
    return field if field.a_minute else None


def _of_words(words: str) -> int:
    """Quarters per minute: of the longest word of the table that stands in the text, 0 for none."""
    found = [name for name in TEMPO_WORDS if re.search(rf"\b{name}\b", words.lower())]
    return TEMPO_WORDS[max(found, key=len)] if found else 0
