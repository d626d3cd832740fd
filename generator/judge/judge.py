"""The judge: how like a printed tune a tune is, by a logistic regression over its features.

Fitted by the trainer on training tunes against drafts of the model (`trainer.judging`), kept in `model.json`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from generator.judge.features import FEATURES, features
from generator.notation.melody import Melody


@dataclass(frozen=True, slots=True)
class Scale:
    """One feature: its mean, its standard deviation, and the weight of the standardised feature."""

    mean: float
    deviation: float
    weight: float


@dataclass(frozen=True, slots=True)
class Judge:
    """`scales`: name of a feature -> its scale."""

    scales: Mapping[str, Scale]

    def log_odds(self, melody: Melody) -> float:
        """The log odds that the tune is a printed one and not a draft of the model, up to a constant.

        A feature that the tune cannot have counts as average. Raises FormError where repeats do not pair up.
        """
        found = features(melody)
        return math.fsum(
            scale.weight * (found[name] - scale.mean) / scale.deviation
            for name, scale in self.scales.items()
            if not math.isnan(found[name])
        )

    def sorted(self, melodies: Sequence[Melody]) -> list[Melody]:
        """The tunes with the most like a printed one first; equal ones as they were."""
        return sorted(melodies, key=self.log_odds, reverse=True)

    def to_json(self) -> dict[str, Any]:
        return {name: [one.mean, one.deviation, one.weight] for name, one in self.scales.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises ValueError or TypeError, also for a feature that this version does not have."""
        unknown = sorted(data.keys() - FEATURES.keys())
        if unknown:
            raise ValueError(f"the judge was fitted on other features: {', '.join(unknown)}")
        return cls({name: Scale(*map(float, numbers)) for name, numbers in data.items()})
