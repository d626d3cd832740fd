"""The moving average of a model's weights over the last steps: it predicts better than the weights themselves.

Exponential, as Polyak and Juditsky 1992 average and as most large models are evaluated.
"""

from __future__ import annotations

import copy

import torch

from generator.model.network import TuneModel


class WeightAverage:
    """`model` holds the average. After a few steps its memory reaches back about 1 / (1 - decay) steps."""

    def __init__(self, model: TuneModel, decay: float) -> None:
        self.model = copy.deepcopy(model).eval()
        self._decay = decay

    @torch.no_grad()
    def update(self, model: TuneModel, step: int) -> None:
        """Add the weights after this step (from 1). Early steps count for more, so the start is forgotten."""
        share = 1 - min(self._decay, (1 + step) / (10 + step))
        for average, weight in zip(self.model.parameters(), model.parameters(), strict=True):
            average.lerp_(weight, share)
