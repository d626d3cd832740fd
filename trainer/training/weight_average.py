"""The moving average of a model's weights: it predicts better than the weights after any single step.

Averaging: Polyak and Juditsky 1992; exponential here, so that the first steps are forgotten.
"""

from __future__ import annotations

import copy

import torch

from generator.model.network import TuneModel


class WeightAverage:
    """`model` holds the average. It reaches back about 1 / (1 - decay) steps."""

    def __init__(self, model: TuneModel, decay: float) -> None:
        self.model = copy.deepcopy(model).eval()
        self._decay = decay

    @torch.no_grad()
    def update(self, model: TuneModel, step: int) -> None:
        """Add the weights after this step (from 1). At first it reaches back fewer steps."""
        share = 1 - min(self._decay, (1 + step) / (10 + step))
        for average, weight in zip(self.model.parameters(), model.parameters(), strict=True):
            average.lerp_(weight, share)
