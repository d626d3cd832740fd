"""How far a set of tunes is from another, trait by trait, and how varied it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import pairwise

from generator.compose.originality import pitches_of
from trainer.evaluation.tune_checks import Judged

COMMONEST = 15
"""Variety is measured by how much this many structures make up."""


def _pitches(tune: Judged) -> list[int]:
    return pitches_of(tune.melody) if tune.melody else []


TRAITS: Mapping[str, Callable[[Judged], Iterable[Hashable]]] = {
    "type": lambda tune: [tune.header["R"]],
    "meter": lambda tune: [tune.header["M"]],
    "mode": lambda tune: [tune.melody.key.mode] if tune.melody else [],
    "part_length": lambda tune: tune.form.bars if tune.form else (),
    "pitch_class": lambda tune: [pitch % 12 for pitch in _pitches(tune)],
    "interval": lambda tune: [two - one for one, two in pairwise(_pitches(tune))],
}
"""Name -> the values of a tune: bars of each written part, notes above the tonic, semitone steps."""


def distances(tunes: Sequence[Judged], corpus: Sequence[Judged]) -> dict[str, float]:
    """Jensen-Shannon divergence of each trait's distribution from the corpus', over what parses."""
    return {f"distance_{name}": divergence(count(name, tunes), count(name, corpus)) for name in TRAITS}


def count(trait: str, tunes: Iterable[Judged]) -> Counter[Hashable]:
    """How often each value of a trait occurs in those tunes that parse."""
    return Counter(value for tune in tunes if tune.parses for value in TRAITS[trait](tune))


def divergence(one: Mapping[Hashable, int], two: Mapping[Hashable, int]) -> float:
    """Jensen-Shannon divergence in bits: 0 for equal distributions, 1 where they share nothing (Lin 1991)."""
    if not one or not two:
        return float(bool(one) != bool(two))
    total_one, total_two = sum(one.values()), sum(two.values())
    bits = 0.0
    for value in {*one, *two}:
        p, q = one.get(value, 0) / total_one, two.get(value, 0) / total_two
        bits += sum(x / 2 * math.log2(2 * x / (p + q)) for x in (p, q) if x)
    return min(1.0, max(0.0, bits))


def sameness(tunes: Sequence[Judged]) -> float:
    """Share of the tunes with a form that has one of their 15 commonest forms (parts and bars of each)."""
    forms = Counter(tune.form.field for tune in tunes if tune.form)
    return sum(count for _, count in forms.most_common(COMMONEST)) / forms.total() if forms else 1.0
