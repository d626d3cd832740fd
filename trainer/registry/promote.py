"""Promotion: puts a model into use, unless the one in use is better."""

from __future__ import annotations

from dataclasses import dataclass

from generator.errors import LiltError
from generator.model.checkpoint import load_checkpoint
from trainer.data.dataset import Corpus
from trainer.registry.comparison import Comparison, compare
from trainer.registry.models import Registry


class WorseModel(LiltError):
    """The model to be promoted is worse than the one in use; the message says in what."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """The model now in use, by its name in the registry, and how it compared, None if it did not have to."""

    name: str
    comparison: Comparison | None


def promote(registry: Registry, name: str, corpus: Corpus | None, samples: int) -> Promotion:
    """Put a model into use, unless the one in use is better. Without a corpus, nothing is compared.

    A model from elsewhere is copied into the registry. Raises WorseModel, ModelError, or TooFewTunes
    if this corpus has too few held-out tunes to compare them on.
    """
    folder, in_use = registry.find(name), registry.current
    candidate, comparison = load_checkpoint(str(folder)), None
    if corpus and in_use.resolve() != folder.resolve():
        comparison = compare(candidate, load_checkpoint(str(in_use)), corpus, samples)
        if comparison.worse:
            raise WorseModel(
                f"{comparison.words} {candidate.id} is worse than {comparison.in_use}, which is in use: "
                f"{'; '.join(comparison.worse)}. Use --force to promote it anyway."
            )
    registry.folder.mkdir(parents=True, exist_ok=True)
    added = registry.add(folder)
    registry.use(added)
    return Promotion(added, comparison)
