"""Two models compared: on the same held-out tunes, new to both, and by as many raw draws of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.compose.originality import Originality
from generator.errors import LiltError
from generator.model.checkpoint import Checkpoint
from generator.notation.melody import Melody
from trainer.data.dataset import Corpus
from trainer.data.unseen import unseen_held_out
from trainer.evaluation.classifier import Auc, NoAuc, measure_auc
from trainer.evaluation.metrics import score
from trainer.evaluation.repetition import endings, melodies_of, repetition_gap
from trainer.evaluation.sample_metrics import SampleMetrics, check_prepared, copy_metrics, draw_checked
from trainer.registry.quality import Quality

FEWEST = 20
"""Held-out tunes that a decision takes: of fewer, chance decides which model predicts better."""

_NOT_DECISIVE = (
    "The AUC, of a classifier that tells draws from the held-out tunes (0.5: it cannot), decides nothing: "
    "with 200 draws it is known to about 0.05 only."
)


class TooFewTunes(LiltError):
    """Too few held-out tunes are new to both models; the message says how many there are."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models, by their ids, on the `tunes` held-out tunes that neither was trained on.

    `left_out`: the others, which one of the models was trained on, or on a near copy, or which have a
    character that it has never seen. `printed`: the endings of printed tunes. `no_auc`: why there is no AUC.
    """

    candidate: str
    in_use: str
    tunes: int
    left_out: int
    mine: Quality
    theirs: Quality
    printed: Mapping[str, float]
    no_auc: str = ""

    @property
    def worse(self) -> list[str]:
        """In what the candidate is worse, in words; empty if it is as good."""
        return self.mine.worse_than(self.theirs, self.printed)

    @property
    def words(self) -> str:
        """What was compared, and the figures, in a few sentences."""
        return (
            f"Both models were measured on the same {self.tunes:,} held-out tunes and by "
            f"{self.mine.samples:,} raw draws each.{_left_out(self.left_out)} "
            f"{self.candidate}: {self.mine.words}; {self.in_use}: {self.theirs.words}. "
            f"{self.no_auc or _NOT_DECISIVE}"
        )


def _left_out(tunes: int) -> str:
    """A sentence on the tunes that are left out; nothing if none are."""
    if not tunes:
        return ""
    return (
        f" {tunes:,} more are left out: one of the models was trained on them or on near copies, or has "
        "never seen some of their characters."
    )


def compare(candidate: Checkpoint, in_use: Checkpoint, corpus: Corpus, samples: int) -> Comparison:
    """Measure both models. Raises TooFewTunes if fewer than FEWEST held-out tunes are new to both."""
    unseen = unseen_held_out(corpus, [*candidate.training_tunes, *in_use.training_tunes])
    tunes = [tune for tune in unseen if candidate.alphabet.knows(tune) and in_use.alphabet.knows(tune)]
    left_out = len(corpus.held_out) - len(tunes)
    if len(tunes) < FEWEST:
        raise TooFewTunes(
            f"{candidate.id} is not compared with {in_use.id}: that takes {FEWEST} held-out tunes that are "
            f"new to both, and there are {len(tunes)}.{_left_out(left_out)} Use --force to promote it anyway."
        )
    measure = _Measure(tunes, SampleMetrics(corpus), samples)
    mine, theirs = measure.quality(candidate), measure.quality(in_use)
    printed = endings(measure.printed)
    return Comparison(candidate.id, in_use.id, len(tunes), left_out, mine, theirs, printed, measure.no_auc)


class _Measure:
    """Measures models on the same held-out tunes and by as many draws. `no_auc`: why an AUC is missing."""

    def __init__(self, tunes: list[str], metrics: SampleMetrics, samples: int) -> None:
        self._tunes, self._metrics, self._samples = tunes, metrics, samples
        self._held_out = melodies_of(check_prepared(tunes))
        self.printed = melodies_of(metrics.training)
        self.no_auc = ""

    def quality(self, checkpoint: Checkpoint) -> Quality:
        """A draw is original if it is no copy of a tune that this model was trained on."""
        drawn = draw_checked(checkpoint, self._samples)
        melodies = melodies_of(drawn)
        copies = Originality(checkpoint.training_tunes)
        return Quality(
            score(checkpoint.model, checkpoint.alphabet, self._tunes).bits_per_note,
            self._metrics.measure(drawn)["valid"],
            copy_metrics(copies, [tune.melody for tune in drawn if tune.melody])["original"],
            repetition_gap(melodies, self.printed),
            endings(melodies),
            self._samples,
            self._auc(melodies),
        )

    def _auc(self, melodies: Sequence[Melody]) -> Auc | None:
        try:
            return measure_auc(self._held_out, melodies)
        except NoAuc as reason:
            self.no_auc = f"{str(reason).rstrip('.')}."
            return None
