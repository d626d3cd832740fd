"""Promotion: puts a model into use, unless the one in use is better."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from generator.errors import BadRequest, LiltError, ModelError
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.folders import DEFAULT, find_checkpoint
from generator.model.record import read_record
from trainer.data.dataset import Corpus
from trainer.evaluation.metrics import score
from trainer.evaluation.sample_metrics import SampleMetrics, draw_checked
from trainer.registry.models import Registry

_BITS_TOLERANCE = 1.001
"""Bits on the held-out tunes may be higher by this factor: half precision may cost as much."""

_STANDARD_ERRORS = 2.0
"""A share of draws is worse if it is lower by more than this many standard errors of the difference."""


class WorseModel(LiltError):
    """The model to be promoted is worse than the one in use; the message says in what."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What two models are compared by; `valid` and `original` are shares of `samples` raw draws."""

    bits_per_note: float
    valid: float
    original: float
    samples: int

    def worse_than(self, other: Quality) -> list[str]:
        """In what it is worse, in words; empty if it is as good."""
        found = []
        if self.bits_per_note > other.bits_per_note * _BITS_TOLERANCE:
            found.append(f"{self.bits_per_note:.3f} bits per note against {other.bits_per_note:.3f}")
        for name in ("valid", "original"):
            mine, theirs = getattr(self, name), getattr(other, name)
            error = math.sqrt((mine * (1 - mine) + theirs * (1 - theirs)) / self.samples)
            if mine < theirs - _STANDARD_ERRORS * error:
                found.append(f"{mine:.1%} {name} draws against {theirs:.1%}")
        return found


def promote(registry: Registry, name: str, corpus: Corpus | None, samples: int) -> str:
    """Put a model into use; returns its name in the registry. Without a corpus, nothing is compared.

    A model from elsewhere is copied into the registry. Raises WorseModel, ModelError, or BadRequest if the
    model was not trained on this corpus.
    """
    folder = registry.find(name)
    candidate = load_checkpoint(str(folder))
    in_use = _in_use(registry)
    if corpus and in_use and in_use.resolve() != folder.resolve():
        _check_not_worse(candidate, folder, load_checkpoint(str(in_use)), corpus, samples)
    registry.folder.mkdir(parents=True, exist_ok=True)
    added = registry.add(folder)
    registry.use(added)
    return added


def _in_use(registry: Registry) -> Path | None:
    """The promoted model, else the one shipped with Lilt, if there is one."""
    if registry.current:
        return registry.current
    try:
        return find_checkpoint(DEFAULT)
    except ModelError:
        return None


def _check_not_worse(
    candidate: Checkpoint, folder: Path, in_use: Checkpoint, corpus: Corpus, samples: int
) -> None:
    if read_record(folder).get("corpus", {}).get("hash") != corpus.hash:
        allowed = f"{candidate.id} was not trained on it, so its held-out tunes prove nothing"
        raise BadRequest("data", corpus.hash, allowed)
    sample_metrics = SampleMetrics(corpus)
    worse = _quality(candidate, corpus, sample_metrics, samples).worse_than(
        _quality(in_use, corpus, sample_metrics, samples)
    )
    if worse:
        raise WorseModel(
            f"{candidate.id} is worse than {in_use.id}, which is in use: {'; '.join(worse)}. "
            "Use --force to promote it anyway."
        )


def _quality(checkpoint: Checkpoint, corpus: Corpus, sample_metrics: SampleMetrics, samples: int) -> Quality:
    """Measures a model. One that lacks characters of the corpus cannot predict it: its bits are infinite."""
    try:
        bits = score(checkpoint.model, checkpoint.alphabet, corpus.held_out).bits_per_note
    except BadRequest:
        bits = math.inf
    figures = sample_metrics.measure(draw_checked(checkpoint, samples))
    return Quality(bits, figures["valid"], figures["original"], samples)
