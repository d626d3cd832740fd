"""A classifier that tries to tell two sets of tunes apart by their features; its AUC says how well it can.

0.5: it cannot; 1: always. It needs scikit-learn, which is an extra: `pip install '.[evaluate]'`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.errors import LiltError
from generator.judge.features import features
from generator.notation.melody import Melody

FOLDS = 5
FEWEST = 4 * FOLDS
"""Tunes that each set must have, so that every fold has a few of both."""
_SEED = 1

MISSING = "scikit-learn is not installed, so there is no AUC; install it with: pip install '.[evaluate]'"


class NoAuc(LiltError):
    """The AUC cannot be measured; the message says why."""


@dataclass(frozen=True, slots=True)
class Auc:
    """The area under the ROC curve, its mean and standard deviation over the folds; the better classifier."""

    mean: float
    deviation: float
    classifier: str


def measure_auc(one: Sequence[Melody], two: Sequence[Melody]) -> Auc:
    """The AUC of the better of two classifiers, gradient-boosted trees and a logistic regression.

    Cross-validated in `FOLDS` folds with the same share of both sets. Raises NoAuc.
    """
    if find_spec("sklearn") is None:
        raise NoAuc(MISSING)
    if min(len(one), len(two)) < FEWEST:
        raise NoAuc(f"There is no AUC: it needs {FEWEST} tunes of each set, not {min(len(one), len(two))}.")
    table = np.array([list(features(melody).values()) for melody in (*one, *two)])
    labels = np.repeat([1, 0], [len(one), len(two)])
    found = [_cross_validated(name, table, labels) for name in _CLASSIFIERS]
    return max(found, key=lambda auc: auc.mean)


def _cross_validated(name: str, table: NDArray[np.float64], labels: NDArray[np.int64]) -> Auc:
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=_SEED)
    scores = cross_val_score(_CLASSIFIERS[name](), table, labels, scoring="roc_auc", cv=folds)
    return Auc(float(scores.mean()), float(scores.std(ddof=1)), name)


def _boosted_trees() -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(learning_rate=0.05, max_iter=150, random_state=_SEED)


def _logistic_regression() -> Any:
    """With features that are missing taken as average."""
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    imputer = SimpleImputer(keep_empty_features=True)
    return make_pipeline(imputer, StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))


_CLASSIFIERS = {"gradient boosting": _boosted_trees, "logistic regression": _logistic_regression}
