"""The quality of two models: on the same held-out tunes, and by as many raw draws of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from generator.compose.originality import Originality
from generator.errors import BadRequest
from generator.model.checkpoint import Checkpoint
from trainer.data.dataset import Corpus
from trainer.data.unseen import unseen_held_out
from trainer.evaluation.metrics import score
from trainer.evaluation.repetition import melodies_of, repetition_gap
from trainer.evaluation.sample_metrics import SampleMetrics, copy_metrics, draw_checked

_BITS_TOLERANCE = 1.001
"""Bits on the held-out tunes may be higher by this factor: half precision may cost as much."""

_FEWER_VALID = 0.75
"""A model that predicts the held-out tunes better may have this share of the other's valid draws: the grammar
corrects in every tune what makes a draw invalid."""

_GAP_TOLERANCE = 0.05
"""The repetition of 200 draws may be this much farther from the printed tunes, by chance."""

_STANDARD_ERRORS = 2.0
"""A share of draws is worse if it is lower by more than this many standard errors of the difference."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What two models are compared by; `valid` and `original` are shares of `samples` raw draws.

    `repetition_gap`: how far the shares of bars and phrases that come again are from those of the corpus, in
    the mean; 1 if no draw can be read.
    """

    bits_per_note: float
    valid: float
    original: float
    repetition_gap: float
    samples: int

    def worse_than(self, other: Quality) -> list[str]:
        """In what it is worse, in words; empty if it is as good."""
        found = []
        if self.bits_per_note > other.bits_per_note * _BITS_TOLERANCE:
            found.append(f"{self.bits_per_note:.3f} bits per note against {other.bits_per_note:.3f}")
        predicts_better = self.bits_per_note * _BITS_TOLERANCE < other.bits_per_note
        for name, enough in (("valid", _FEWER_VALID if predicts_better else 1.0), ("original", 1.0)):
            mine, theirs = getattr(self, name), getattr(other, name)
            error = math.sqrt((mine * (1 - mine) + theirs * (1 - theirs)) / self.samples)
            if mine < enough * theirs - _STANDARD_ERRORS * error:
                found.append(f"{mine:.1%} {name} draws against {theirs:.1%}")
        if self.repetition_gap > other.repetition_gap + _GAP_TOLERANCE:
            mine, theirs = self.repetition_gap, other.repetition_gap
            found.append(f"repetition {mine:.2f} from that of printed tunes against {theirs:.2f}")
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models, by their ids, on the `tunes` held-out tunes that neither was trained on.

    `left_out`: the others, which one of the models was trained on, or on a near copy, or which have a
    character that it has never seen.
    """

    candidate: str
    in_use: str
    tunes: int
    left_out: int
    mine: Quality
    theirs: Quality

    @property
    def worse(self) -> list[str]:
        """In what the candidate is worse, in words; empty if it is as good."""
        return self.mine.worse_than(self.theirs)

    @property
    def words(self) -> str:
        """What was compared, and the figures, in two or three sentences."""
        left_out = (
            f" {self.left_out:,} more are left out: one of the models was trained on them or on near "
            f"copies, or has never seen some of their characters."
            if self.left_out
            else ""
        )
        return (
            f"Both models were measured on the same {self.tunes:,} held-out tunes and by "
            f"{self.mine.samples:,} raw draws each.{left_out} "
            f"{_figures(self.candidate, self.mine)}; {_figures(self.in_use, self.theirs)}."
        )


def _figures(name: str, quality: Quality) -> str:
    return (
        f"{name}: {quality.bits_per_note:.3f} bits per note, {quality.valid:.1%} valid, "
        f"{quality.original:.1%} original, repetition {quality.repetition_gap:.2f} from that of printed tunes"
    )


def compare(candidate: Checkpoint, in_use: Checkpoint, corpus: Corpus, samples: int) -> Comparison:
    """Measure both models. Raises BadRequest if no held-out tune of the corpus is new to both."""
    unseen = unseen_held_out(corpus, [*candidate.training_tunes, *in_use.training_tunes])
    tunes = [tune for tune in unseen if candidate.alphabet.knows(tune) and in_use.alphabet.knows(tune)]
    if not tunes:
        allowed = (
            f"{candidate.id} or {in_use.id} was trained on all of its held-out tunes or has never seen "
            "some of their characters; --force skips this"
        )
        raise BadRequest("data", corpus.hash, allowed)
    sample_metrics = SampleMetrics(corpus)
    mine, theirs = (_quality(one, tunes, sample_metrics, samples) for one in (candidate, in_use))
    left_out = len(corpus.held_out) - len(tunes)
    return Comparison(candidate.id, in_use.id, len(tunes), left_out, mine, theirs)


def _quality(
    checkpoint: Checkpoint, tunes: list[str], sample_metrics: SampleMetrics, samples: int
) -> Quality:
    """Measures a model. A draw is original if it is no copy of a tune that this model was trained on."""
    bits = score(checkpoint.model, checkpoint.alphabet, tunes).bits_per_note
    drawn = draw_checked(checkpoint, samples)
    melodies = [tune.melody for tune in drawn if tune.melody]
    original = copy_metrics(Originality(checkpoint.training_tunes), melodies)["original"]
    gap = repetition_gap(melodies_of(drawn), melodies_of(sample_metrics.training))
    return Quality(bits, sample_metrics.measure(drawn)["valid"], original, gap, samples)
