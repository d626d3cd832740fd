"""The figures of a set of tunes, mostly of a model's raw draws, next to the tunes it was trained on."""

from __future__ import annotations

from collections.abc import Sequence

from generator.model.checkpoint import Checkpoint
from trainer.data.dataset import Corpus
from trainer.evaluation.copies import TrainingTunes, copy_figures
from trainer.evaluation.distributions import distances, sameness
from trainer.evaluation.samples import draw_tunes
from trainer.evaluation.tune_checks import Judged, forms_by_type, judge, shares


class Examiner:
    """Knows the training tunes (`known`); examines as many sets of tunes as one likes."""

    def __init__(self, corpus: Corpus) -> None:
        self.known = judge_texts(corpus.train)
        self._forms = forms_by_type(self.known)
        self._training = TrainingTunes(tune.melody for tune in self.known if tune.melody)

    def figures(self, tunes: Sequence[Judged]) -> dict[str, float]:
        """Shares, distances from the training tunes, and copies of them.

        `sameness` is the share of the 15 commonest forms, `sameness_corpus` the training tunes' own.
        """
        return {
            "samples": len(tunes),
            **shares(tunes, self._forms),
            **distances(tunes, self.known),
            "sameness": sameness(tunes),
            "sameness_corpus": sameness(self.known),
            **copy_figures(self._training, [tune.melody for tune in tunes if tune.melody]),
        }


def judge_texts(tunes: Sequence[str]) -> list[Judged]:
    """Prepared tunes as if they had been drawn."""
    return [judge(f"{text}\n") for text in tunes]


def draw_judged(checkpoint: Checkpoint, count: int) -> list[Judged]:
    """Raw draws. Raises BadRequest where the model offers nothing to draw."""
    return [judge(text) for text in draw_tunes(checkpoint, count)]
