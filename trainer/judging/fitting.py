"""Fits a judge: training tunes against drafts of the model that were asked for the same kind of tune.

Each training tune is paired with a draft of its type, meter, mode and form, drawn with the grammar as the
composer draws one, so that only how they are made tells the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from random import Random

import numpy as np

from generator.compose.composer import attempt_seed
from generator.errors import BadRequest
from generator.grammar.matcher import Task
from generator.judge.features import FEATURES, features
from generator.judge.judge import Judge, Scale
from generator.model.checkpoint import Checkpoint
from generator.notation.checker import RANGE
from generator.notation.form import form_of
from generator.notation.melody import Melody
from generator.notation.model_text import read_model_text, write_header
from generator.request import DEFAULT_TEMPERATURE
from generator.sampling.request import SampleRequest
from trainer.data.dataset import Corpus
from trainer.evaluation.samples import draw_texts
from trainer.evaluation.tune_checks import check_tune
from trainer.judging.regression import Floats, fit_logistic, rank_auc

_PENALTY = 10.0
"""On the weights of standardised features. They overlap, so that without it some weights would be large."""
_SEED = 1
_TESTED = 5
"""A fifth of the tunes is kept from a first fit, to measure it."""
FEWEST = 50
"""Training tunes and drafts of each that a judge needs."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A judge, and how well it tells tunes apart that it was not fitted on (AUC: 0.5 cannot, 1 always).

    `pairs`: training tunes, and drafts, that it was fitted on.
    """

    judge: Judge
    auc: float
    pairs: int

    @property
    def tested(self) -> int:
        """Pairs that `auc` was measured on, with a judge fitted on the others."""
        return self.pairs // _TESTED


def fit_judge(checkpoint: Checkpoint, corpus: Corpus, samples: int) -> Fitted:
    """Fits a judge on up to `samples` training tunes and as many drafts at the default temperature.

    Raises BadRequest if too few training tunes or good drafts are left.
    """
    chosen = Random(_SEED).sample(corpus.train, min(samples, len(corpus.train)))  # noqa: S311 - no secret
    tunes = [read_model_text(f"{text}\n") for text in chosen]
    drafts = [check_tune(text) for text in draw_texts(checkpoint, list(map(_request, count(), tunes)))]
    pairs = [
        (tune, draft.melody)
        for tune, draft in zip(tunes, drafts, strict=True)
        if draft.melody and draft.valid and draft.as_asked
    ]
    if len(pairs) < FEWEST:
        allowed = f"a judge needs {FEWEST} training tunes with a good draft for each; there are {len(pairs)}"
        raise BadRequest("samples" if samples < FEWEST else "data", min(samples, len(chosen)), allowed)
    tested = len(pairs) // _TESTED
    trial = fit_on(pairs[tested:])
    odds = [np.array(list(map(trial.log_odds, side))) for side in zip(*pairs[:tested], strict=True)]
    return Fitted(fit_on(pairs), rank_auc(*odds), len(pairs))


def _request(seed: int, tune: Melody) -> SampleRequest:
    """A draft of the same kind as this tune, in any octave."""
    form = form_of(tune)
    header = write_header(tune.rhythm, tune.meter.name, tune.key.mode, form)
    task = Task(form, tune.meter, tune.key, (RANGE,), cadence=True)
    return SampleRequest(header, attempt_seed(seed, 0), DEFAULT_TEMPERATURE, task=task)


def fit_on(pairs: Sequence[tuple[Melody, Melody]]) -> Judge:
    """A judge fitted on pairs of a printed tune and a draft.

    Features that are the same in all of them are left out.
    """
    names, table = _table([tune for side in zip(*pairs, strict=True) for tune in side])
    means, deviations = np.nanmean(table, axis=0).tolist(), np.nanstd(table, axis=0).tolist()
    scales = [Scale(mean, deviation, 0.0, 0.0) for mean, deviation in zip(means, deviations, strict=True)]
    rows = np.array([[scale.standardised(x) for scale, x in zip(scales, row, strict=True)] for row in table])
    labels = np.repeat([1.0, 0.0], len(pairs))
    weights, squares = np.split(fit_logistic(np.hstack([rows, rows**2]), labels, _PENALTY), 2)
    fitted = zip(names, scales, weights.tolist(), squares.tolist(), strict=True)
    return Judge({name: replace(scale, weight=one, square=two) for name, scale, one, two in fitted})


def _table(tunes: Sequence[Melody]) -> tuple[list[str], Floats]:
    """The names of the features that differ between the tunes, and the features (N, K)."""
    table = np.array([list(features(tune).values()) for tune in tunes])
    used = [at for at, column in enumerate(table.T) if len(np.unique(column[~np.isnan(column)])) > 1]
    return [list(FEATURES)[at] for at in used], table[:, used]
