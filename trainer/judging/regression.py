"""Logistic regression by Newton's method, with a penalty on the squares of the weights.

Small enough to need no library: a few hundred rows to some thousands, a few dozen columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 50
_CLOSE = 1e-8


def fit_logistic(table: Floats, labels: Floats, penalty: float) -> Floats:
    """The weights (K,) of the K columns of `table` (N, K), which should have mean 0 and the same scale.

    `labels` (N,) are 0 or 1. The loss is the sum over the rows, plus half the penalty times the sum of the
    squared weights; the constant is not penalised and not returned.
    """
    rows = np.column_stack([table, np.ones(len(table))])
    penalties = np.append(np.full(table.shape[1], penalty), _CLOSE)
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-(rows @ weights)))
        gradient = rows.T @ (chances - labels) + penalties * weights
        curvature = (rows.T * (chances * (1 - chances))) @ rows + np.diag(penalties)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < _CLOSE:
            break
    found: Floats = weights[:-1]
    return found


def rank_auc(ones: Floats, zeros: Floats) -> float:
    """The area under the ROC curve: how likely one of `ones` is above one of `zeros`, ties counting half."""
    above = (ones[:, None] > zeros).mean()
    ties = (ones[:, None] == zeros).mean()
    return float(above + ties / 2)
