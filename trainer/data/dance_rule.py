"""The rule that finds waltzes and polkas among tunes without a sure label, by tempo, form and rhythm.

Its limits were set on 41 polkas and 29 waltzes of other tunebooks, of which it finds 41 and 27, and on the
default corpus. Of 30 more polkas it finds 28; no waltzes were left to check it on. In the default corpus it
takes 6 of 214 reels in 2/4, none of 207 hornpipes, but 15 of 39 marches for polkas: it cannot tell these
apart. What tells a waltz from a slow air is mostly the tempo mark. `prepare` counts in its report
(`dance_rule`) what it says of the tunes whose type is sure, in any source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from generator.notation.form import Form, form_of
from generator.notation.melody import Melody

_EIGHTH, _QUARTER = Fraction(1, 8), Fraction(1, 4)
_SHORT = Fraction(1, 12)
"""Shorter notes are sixteenths; an eighth in a triplet is not."""
_DOTTED_EIGHTH = Fraction(3, 16)

Lengths = tuple[Fraction, ...]
"""How long each note of a tune sounds, in whole notes."""


def _share(counts: Callable[[Fraction], bool]) -> Callable[[Lengths, Fraction], float]:
    """The share of the tune's time in notes of such lengths."""
    return lambda lengths, bar: float(sum(one for one in lengths if counts(one)) / sum(lengths))


def _per_bar(counts: Callable[[Fraction], bool]) -> Callable[[Lengths, Fraction], float]:
    """Notes of such lengths per bar of this length."""
    return lambda lengths, bar: float(sum(map(counts, lengths)) * bar / sum(lengths))


_FIGURES: Mapping[str, Callable[[Lengths, Fraction], float]] = {
    "notes per bar": _per_bar(lambda one: True),
    "dotted eighths per bar": _per_bar(lambda one: one == _DOTTED_EIGHTH),
    "dotted quarters per bar": _per_bar(lambda one: one == 3 * _EIGHTH),
    "time in sixteenths": _share(lambda one: one < _SHORT),
    "time in eighths": _share(lambda one: one == _EIGHTH),
    "time in quarters and longer": _share(lambda one: one >= _QUARTER),
}

_LIMITS: Mapping[str, tuple[str, Mapping[str, tuple[float, float]]]] = {
    "3/4": (
        "waltz",
        {
            "notes per bar": (1.5, 4.5),
            "time in sixteenths": (0, 0.08),
            "time in quarters and longer": (0.45, 1),
        },
    ),
    "2/4": (
        "polka",
        {
            "notes per bar": (3.4, 5.4),
            "dotted eighths per bar": (0, 0.75),
            "dotted quarters per bar": (0, 0.1),
            "time in sixteenths": (0.02, 0.42),
            "time in eighths": (0.4, 0.9),
            "time in quarters and longer": (0, 0.3),
        },
    ),
}
"""Meter -> the dance, and the lowest and highest value of each figure in it."""

DANCE_METERS = tuple(_LIMITS)
"""The meters in which the rule finds a dance."""
_TEMPO = {"3/4": (96, 240), "2/4": (88, 160)}
"""Quarters per minute at which each can be danced, if the tune has a tempo."""

_SLOW = re.compile(
    r"slow|tender|plaintive|mourn|sorrow|\bsad|lament|lullaby|hymn|anthem|largo|adagio|andante", re.IGNORECASE
)
"""Words in a title, tempo or note that tell a slow air from a dance."""
_OTHER_DANCE = re.compile(
    r"minuet|mazurka|polona|pollac|varso|schottis|galop|quadrille|cott?il|allemand|morris", re.IGNORECASE
)
"""Words in a title that name a dance of another kind."""
_PHRASE = 4
"""Bars of a phrase: each part of a dance has whole phrases."""
_FIGURE = 8
"""Bars of a dancer's figure: the whole tune has a multiple of them."""


def dance_of(melody: Melody, text: str) -> str | None:
    """`waltz` or `polka` if the tune can be danced as one, else None. `text` is its ABC. Raises FormError."""
    if melody.meter.name not in _LIMITS or not _has_whole_figures(form_of(melody)):
        return None
    dance, limits = _LIMITS[melody.meter.name]
    if _is_slow(melody, text) or _OTHER_DANCE.search(melody.title):
        return None
    found = figures(melody)
    return dance if all(low <= found[name] <= high for name, (low, high) in limits.items()) else None


def figures(melody: Melody) -> dict[str, float]:
    """The figures of a tune that the rule looks at, by name."""
    lengths = tuple(note.duration for bar in melody.bars for note in bar.notes if note.pitches)
    bar = Fraction(melody.meter.count, melody.meter.unit)
    return {name: figure(lengths, bar) for name, figure in _FIGURES.items()}


def _has_whole_figures(form: Form) -> bool:
    bars = dict(zip(sorted(set(form.parts)), form.bars, strict=True))
    return (
        all(count % _PHRASE == 0 for count in form.bars)
        and sum(map(bars.__getitem__, form.parts)) % _FIGURE == 0
    )


def _is_slow(melody: Melody, text: str) -> bool:
    """Whether the tune is marked as slower, or faster, than the dance."""
    if melody.tempo:
        beat, per_minute = melody.tempo
        low, high = _TEMPO[melody.meter.name]
        if not low <= per_minute * beat / _QUARTER <= high:
            return True
    return any(_SLOW.search(line) for line in re.findall(r"^[TNQ]:(.*)", text, re.MULTILINE))
