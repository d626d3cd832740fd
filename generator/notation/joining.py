"""Signs at notes that become one."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from generator.notation.melody import NO_SIGNS, Signs

ORNAMENTS = frozenset({
    "trill", "trill(", "trill)", "roll", "lowermordent", "uppermordent", "turn", "turnx", "invertedturn",
    "invertedturnx", "slide", "arpeggio",
})  # fmt: skip
"""Decorations that add notes (ABC 2.1, 4.14)."""


def signs_together(first: Signs, second: Signs) -> Signs:
    """The signs of two notes that follow each other, at one note. Slurs from one to the other are gone."""
    if NO_SIGNS in (first, second):
        return second if first == NO_SIGNS else first
    inside = min(first.slurs_begin, second.slurs_end)
    sung = zip_longest(first.syllables, second.syllables, fillvalue="")
    return replace(
        first,
        decorations=tuple(dict.fromkeys(first.decorations + second.decorations)),
        slurs_begin=first.slurs_begin - inside + second.slurs_begin,
        slurs_end=first.slurs_end + second.slurs_end - inside,
        annotations=first.annotations + second.annotations,
        syllables=tuple(_sung_together(one, other) for one, other in sung),
        hidden=first.hidden and second.hidden,
    )


def _sung_together(one: str, other: str) -> str:
    """Two syllables on one note: "hel-" and "lo" are "hello", "of" and "the" "of the"."""
    if not other or other == "_":
        return one
    if one in ("", "_"):
        return other
    return one.removesuffix("-") + other if one.endswith("-") else f"{one} {other}"
