"""Distributions of what tunes are made of: how far one set of tunes is from another, and how varied it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import pairwise

from generator.notation.intervals import pitches_of
from trainer.evaluation.tune_checks import CheckedTune

COMMONEST = 15
"""How many of the commonest forms `sameness` counts."""


def _pitches(tune: CheckedTune) -> list[int]:
    return pitches_of(tune.melody) if tune.melody else []


TRAITS: Mapping[str, Callable[[CheckedTune], Iterable[Hashable]]] = {
    "type": lambda tune: [tune.header["R"]],
    "meter": lambda tune: [tune.header["M"]],
    "mode": lambda tune: [tune.melody.key.mode] if tune.melody else [],
    "part_length": lambda tune: tune.form.bars if tune.form else (),
    "pitch_class": lambda tune: [pitch % 12 for pitch in _pitches(tune)],
    "interval": lambda tune: [two - one for one, two in pairwise(_pitches(tune))],
}
"""Name -> the values that one tune has.

Part lengths are in bars, pitch classes in semitones above the tonic C, intervals in semitones.
"""


def distances(tunes: Sequence[CheckedTune], corpus: Sequence[CheckedTune]) -> dict[str, float]:
    """The Jensen-Shannon divergence of each trait from that of the corpus, over the tunes that parse."""
    return {f"distance_{name}": divergence(count(name, tunes), count(name, corpus)) for name in TRAITS}


def count(trait: str, tunes: Iterable[CheckedTune]) -> Counter[Hashable]:
    """How often each value of a trait occurs in the tunes that parse."""
    return Counter(value for tune in tunes if tune.parses for value in TRAITS[trait](tune))


def divergence(one: Mapping[Hashable, int], two: Mapping[Hashable, int]) -> float:
    """Jensen-Shannon divergence in bits: 0 for equal distributions, 1 if they share no value (Lin 1991)."""
    if not one or not two:
        return float(bool(one) != bool(two))
    total_one, total_two = sum(one.values()), sum(two.values())
    bits = 0.0
    for value in {*one, *two}:
        p, q = one.get(value, 0) / total_one, two.get(value, 0) / total_two
        bits += sum(x / 2 * math.log2(2 * x / (p + q)) for x in (p, q) if x)
    return min(1.0, max(0.0, bits))


def sameness(tunes: Sequence[CheckedTune]) -> float:
    """Of the tunes that have a form, the share that has one of their 15 commonest forms."""
    forms = Counter(tune.form.field for tune in tunes if tune.form)
    return sum(count for _, count in forms.most_common(COMMONEST)) / forms.total() if forms else 1.0
