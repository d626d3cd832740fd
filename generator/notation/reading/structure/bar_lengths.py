"""Bars that do not add up: which are clear slips, and what is said of them.

A bar that is too long always is one. A short one is none where it may be meant: beside a double bar, a repeat
sign, an ending or the beginning or end of the tune or of a part; beside a bar line that is dotted or unseen;
and where the bar beside it has what it lacks. In a free meter no bar is too long or too short.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm

from generator.notation.changes import full_bars
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody

_MOST = 5
"""Bars that a sentence names."""


def uneven_bars(melody: Melody) -> tuple[str, int] | None:
    """A sentence on the bars that are longer or shorter than the meter, and the index of the first."""
    bars, full = melody.bars, full_bars(melody)
    lengths = [(bar.duration, whole) for bar, whole in zip(bars, full, strict=True)]
    plain = [not any(change.meter and change.onset for change in bar.changes) for bar in bars]
    inside = _inside(bars, lengths)
    longer = [at for at, (length, whole) in enumerate(lengths) if plain[at] and length > whole]
    shorter = [
        at for at, (length, whole) in enumerate(lengths) if plain[at] and inside[at] and length < whole
    ]
    if not longer and not shorter:
        return None
    said = [_said(melody, found, word) for found, word in ((longer, "longer"), (shorter, "shorter")) if found]
    said[0] = f"{said[0][0].upper()}{said[0][1:]} than the meter"
    return f"{', '.join(said)}; the notes stay as they are written.", min(longer + shorter)


def _inside(bars: Sequence[Bar], lengths: Sequence[tuple[Fraction, Fraction]]) -> list[bool]:
    """Whether each bar is to be full."""
    inside = [True] * len(bars)
    inside[0] = inside[-1] = False
    for at, (one, other) in enumerate(pairwise(bars)):
        (length, whole), (following, _) = lengths[at], lengths[at + 1]
        if _is_seam(one, other) or length + following == whole:
            inside[at] = inside[at + 1] = False
    return inside


def _is_seam(one: Bar, other: Bar) -> bool:
    """Whether more than a simple bar line stands between two bars."""
    ends = one.closes_repeat or one.ends_section or one.double_line or bool(one.line)
    return ends or other.opens_repeat or bool(other.ending) or bool(other.part)


def _said(melody: Melody, found: Sequence[int], word: str) -> str:
    pickups = pickup_offsets(melody)
    named = list(_named(melody.bars, [not offset for offset in pickups], found[:_MOST]))
    if len(found) > _MOST:
        named.append(f"{len(found) - _MOST} more")
    bars = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"bar{'s' * (len(found) > 1)} {bars} {'are' if len(found) > 1 else 'is'} {word}"


def _named(bars: Sequence[Bar], counted: Sequence[bool], found: Sequence[int]) -> Iterator[str]:
    """The number and the length of each, a pickup being no bar of its own."""
    for at in found:
        length = bars[at].duration
        unit = lcm(8, length.denominator)
        yield f"{1 + sum(counted[:at])} ({length * unit}/{unit})"
