"""Puts a model into use, unless the one in use is better."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from generator.errors import BadRequest, LiltError, ModelError
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.folders import DEFAULT, find_checkpoint
from generator.model.record import read_record
from trainer.data.dataset import Corpus
from trainer.evaluation.figures import Examiner, draw_judged
from trainer.evaluation.metrics import score
from trainer.registry.models import Registry

_BITS = 1.001
"""Held-out bits may be greater by this factor: what half precision may cost."""

_ERRORS = 2.0
"""A share of draws is worse if it is lower by more than so many standard errors of the difference."""


class NotBetter(LiltError):
    """The model to be promoted is worse than the one in use; says in what."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What two models are compared by; the shares are of `samples` raw draws."""

    bits_per_note: float
    valid: float
    original: float
    samples: int

    def worse_than(self, other: Standing) -> list[str]:
        """In what, in words; nothing where it is as good."""
        found = []
        if self.bits_per_note > other.bits_per_note * _BITS:
            found.append(f"{self.bits_per_note:.3f} bits per note against {other.bits_per_note:.3f}")
        for name in ("valid", "original"):
            mine, theirs = getattr(self, name), getattr(other, name)
            error = math.sqrt((mine * (1 - mine) + theirs * (1 - theirs)) / self.samples)
            if mine < theirs - _ERRORS * error:
                found.append(f"{mine:.1%} {name} draws against {theirs:.1%}")
        return found


def promote(registry: Registry, name: str, corpus: Corpus | None, samples: int) -> str:
    """Put a model into use; returns its name in the registry. Without a corpus nothing is compared.

    A model from elsewhere is copied in first. Raises NotBetter, ModelError, or BadRequest where the
    corpus is not the one that the model was trained on.
    """
    folder = registry.find(name)
    candidate = load_checkpoint(str(folder))
    in_use = _in_use(registry)
    if corpus and in_use and in_use.resolve() != folder.resolve():
        _refuse_worse(candidate, folder, load_checkpoint(str(in_use)), corpus, samples)
    registry.folder.mkdir(parents=True, exist_ok=True)
    taken = registry.take_in(folder)
    registry.use(taken)
    return taken


def _in_use(registry: Registry) -> Path | None:
    """The promoted model, else the one that comes with Lilt, where it comes with one."""
    if registry.current:
        return registry.current
    try:
        return find_checkpoint(DEFAULT)
    except ModelError:
        return None


def _refuse_worse(
    candidate: Checkpoint, folder: Path, in_use: Checkpoint, corpus: Corpus, samples: int
) -> None:
    if read_record(folder).get("corpus", {}).get("hash") != corpus.hash:
        allowed = f"{candidate.id} was not trained on it, so that its held-out tunes say nothing"
        raise BadRequest("data", corpus.hash, allowed)
    examiner = Examiner(corpus)
    worse = _standing(candidate, corpus, examiner, samples).worse_than(
        _standing(in_use, corpus, examiner, samples)
    )
    if worse:
        raise NotBetter(
            f"{candidate.id} is worse than {in_use.id}, which is in use: {'; '.join(worse)}. "
            "With --force it is promoted all the same."
        )


def _standing(checkpoint: Checkpoint, corpus: Corpus, examiner: Examiner, samples: int) -> Standing:
    """A model that does not know the characters of the tunes cannot predict them at all."""
    try:
        bits = score(checkpoint.model, checkpoint.alphabet, corpus.held_out).bits_per_note
    except BadRequest:
        bits = math.inf
    figures = examiner.figures(draw_judged(checkpoint, samples))
    return Standing(bits, figures["valid"], figures["original"], samples)
