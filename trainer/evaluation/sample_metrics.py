"""Metrics of a set of tunes, usually a model's raw draws, measured against the training tunes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from generator.compose.originality import TOO_CLOSE, Originality
from generator.model.checkpoint import Checkpoint
from generator.notation.melody import Melody
from generator.request import DEFAULT_TEMPERATURE
from trainer.data.dataset import Corpus
from trainer.evaluation.distributions import distances, sameness
from trainer.evaluation.samples import draw_tunes
from trainer.evaluation.tune_checks import CheckedTune, check_tune, forms_by_type, pass_rates
from trainer.progress_bar import with_progress

NEARLY_WHOLE = 0.8
"""Share of a tune's notes in one training tune from which it is nearly that tune."""


class SampleMetrics:
    """Measures any number of sets of tunes against the training tunes (`training`) of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.training = check_prepared(corpus.train)
        self._known_forms = forms_by_type(self.training)
        self._originality = corpus.originality

    def measure(self, tunes: Sequence[CheckedTune]) -> dict[str, float]:
        """Pass rates, distances from the training tunes, variety, and copies.

        `sameness` is the share of the 15 commonest forms, `sameness_corpus` that of the training tunes.
        """
        return {
            "samples": len(tunes),
            **pass_rates(tunes, self._known_forms),
            **distances(tunes, self.training),
            "sameness": sameness(tunes),
            "sameness_corpus": sameness(self.training),
            **copy_metrics(self._originality, [tune.melody for tune in tunes if tune.melody]),
        }


def copy_metrics(originality: Originality, melodies: Iterable[Melody]) -> dict[str, float]:
    """How near tunes come to their nearest training tunes, by the composer's own rule.

    `longest_copy` counts the notes of the longest shared run: its median and its maximum. `copied` is the
    share of the tunes with more than TOO_CLOSE of their notes in one training tune, `original` the rest;
    `copied_nearly_whole` that with more than NEARLY_WHOLE.
    """
    nearest = [originality.nearest(melody) for melody in melodies]
    runs = [one.longest if one else 0 for one in nearest] or [0]
    copies = sum(one is not None and one.share > TOO_CLOSE for one in nearest)
    copied = copies / len(nearest) if nearest else 0.0
    whole = sum(one is not None and one.share > NEARLY_WHOLE for one in nearest)
    return {
        "longest_copy_median": median(runs),
        "longest_copy": max(runs),
        "copied": copied,
        "copied_nearly_whole": whole / len(nearest) if nearest else 0.0,
        "original": 1 - copied,
    }


def check_prepared(tunes: Sequence[str]) -> list[CheckedTune]:
    """Checks prepared tunes as if a model had drawn them."""
    shown = with_progress(tunes, "checking", len(tunes), "tune")
    return [check_tune(f"{text}\n") for text in shown]


def draw_checked(
    checkpoint: Checkpoint, count: int, temperature: float = DEFAULT_TEMPERATURE
) -> list[CheckedTune]:
    """Draws `count` raw tunes and checks them. Raises BadRequest if the model has nothing to offer."""
    return [check_tune(text) for text in draw_tunes(checkpoint, count, temperature)]
