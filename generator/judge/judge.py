"""The judge: how like a printed tune a tune is, by a logistic regression over its features.

Fitted by the trainer on training tunes against drafts of the model (`trainer.judging`), kept in `model.json`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Self

from generator.judge.features import FEATURES, features
from generator.notation.melody import Melody

_MOST = 3.0
"""Standard deviations from the mean beyond which a feature counts as this many."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One feature: its mean and deviation, and the weights of the standardised feature and of its square.

    With the square, too much of something can be as unlikely as too little.
    """

    mean: float
    deviation: float
    weight: float
    square: float

    def standardised(self, value: float) -> float:
        """Standard deviations from the mean; 0 for NaN, a feature that the tune cannot have."""
        if math.isnan(value):
            return 0.0
        return max(-_MOST, min(_MOST, (value - self.mean) / self.deviation))


@dataclass(frozen=True, slots=True)
class Judge:
    """`scales`: name of a feature -> its scale."""

    scales: Mapping[str, Scale]

    def log_odds(self, melody: Melody) -> float:
        """The log odds that the tune is a printed one and not a draft of the model, up to a constant.

        Raises FormError where repeats do not pair up.
        """
        found = features(melody)
        odds = 0.0
        for name, scale in self.scales.items():
            value = scale.standardised(found[name])
            odds += scale.weight * value + scale.square * value**2
        return odds

    def sorted(self, melodies: Sequence[Melody]) -> list[Melody]:
        """The tunes with the most like a printed one first; equal ones as they were."""
        return sorted(melodies, key=self.log_odds, reverse=True)

    def to_json(self) -> dict[str, Any]:
        return {name: list(astuple(one)) for name, one in self.scales.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises ValueError or TypeError, also for a feature that this version does not have."""
        unknown = sorted(data.keys() - FEATURES.keys())
        if unknown:
            raise ValueError(f"the judge was fitted on other features: {', '.join(unknown)}")
        return cls({name: Scale(*map(float, numbers)) for name, numbers in data.items()})
