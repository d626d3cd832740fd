"""Logistic regression against what is known of it."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.judging.regression import fit_logistic, rank_auc

CHANCE = np.random.default_rng(1)


def test_the_weights_that_made_the_labels_are_found() -> None:
    table = CHANCE.normal(size=(20_000, 3))
    odds = table @ np.array([2.0, -1.0, 0.0]) + 0.5
    labels = (CHANCE.random(20_000) < 1 / (1 + np.exp(-odds))).astype(float)
    assert fit_logistic(table, labels, 0.1) == pytest.approx([2.0, -1.0, 0.0], abs=0.1)


def test_sets_that_a_line_divides_have_weights_all_the_same() -> None:
    table = np.array([[-1.0], [-0.9], [0.9], [1.0]])
    (weight,) = fit_logistic(table, np.array([0.0, 0.0, 1.0, 1.0]), 0.1)
    assert 1 < weight < 10


def test_a_larger_penalty_gives_smaller_weights() -> None:
    table, labels = np.array([[-1.0], [1.0], [0.0]]), np.array([0.0, 1.0, 0.0])
    weights = [abs(float(fit_logistic(table, labels, penalty)[0])) for penalty in (0.1, 1.0, 10.0)]
    assert weights == sorted(weights, reverse=True)


def test_the_auc_counts_pairs_in_order_and_half_of_the_ties() -> None:
    assert rank_auc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1
    assert rank_auc(np.array([1.0, 3.0]), np.array([1.0, 2.0])) == (0.5 + 0 + 1 + 1) / 4
