"""Fine-tuning: a run that starts with the weights of another model, its base.

A model that is fine-tuned on a small book still knows what its base has learnt. So it offers what both offer,
and its index of training tunes holds those of both.
"""

from __future__ import annotations

import copy
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor

from generator.catalogue import OFFERED_FROM, Catalogue, Style
from generator.errors import BadRequest
from generator.model.alphabet import Alphabet
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.folders import SHIPPED
from generator.model.network import TuneModel
from generator.model.record import read_record
from generator.model.training_tunes import TrainingTune
from trainer.data.dataset import Corpus
from trainer.data.unseen import unseen_held_out
from trainer.training.presets import DEFAULT_PRESET, FINE_TUNING, PRESETS, Preset, changed

SIZES = ("embedding", "hidden", "layers", "memory", "memory_heads", "memory_distances")
"""The choices of a preset that a fine-tuned model has from its base."""
_BY_CHARACTER = ("embedding.weight", "linear.weight", "linear.bias")
"""The weights with a row for each character of the alphabet."""


@dataclass(frozen=True, slots=True)
class BaseModel:
    """The model that a run fine-tunes.

    `place`: its name if it comes with Lilt, else its folder. `record`: what its model.json says.
    """

    place: str
    checkpoint: Checkpoint
    record: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raises ModelError."""
        place = folder.name if folder.parent == SHIPPED else str(folder.resolve())
        return cls(place, load_checkpoint(str(folder)), read_record(folder))

    @property
    def id(self) -> str:
        return self.checkpoint.id

    def preset(self) -> Preset:
        """The choices for fine-tuning this model: its own sizes, small steps, few epochs."""
        config = self.checkpoint.model.config
        sizes = {name: getattr(config, name) for name in SIZES}
        return changed(PRESETS[DEFAULT_PRESET], {**FINE_TUNING, **sizes})

    def check_sizes(self, preset: Preset) -> None:
        """Raises BadRequest for a preset with other sizes than this model's."""
        for name in SIZES:
            own = getattr(self.checkpoint.model.config, name)
            if getattr(preset, name) != own:
                allowed = f"{self.id} has {own}, and a model that is fine-tuned keeps its sizes"
                raise BadRequest(name, getattr(preset, name), allowed)

    def weights(self, vocabulary: int) -> dict[str, Tensor]:
        """The weights for an alphabet of that many characters, which begins with the one of this model.

        A character that is new to this model starts as the average of the others.
        """
        weights = dict(self.checkpoint.model.state_dict())
        return weights | {name: _extended(weights[name], vocabulary) for name in _BY_CHARACTER}

    def blend(self, model: TuneModel, share: float) -> TuneModel:
        """A model between this one and one that was fine-tuned from it: `share` of each weight is this one's.

        It predicts the new tunes nearly as well and forgets much less of the old ones (Wortsman et al. 2022,
        arXiv:2109.01903).
        """
        own = self.weights(model.config.vocabulary)
        blended = copy.deepcopy(model).eval()
        for name, weight in blended.state_dict().items():
            weight.lerp_(own[name].to(weight), share)
        return blended

    def to_json(self) -> dict[str, Any]:
        """What the model.json of the fine-tuned model says about this one, and about its own base."""
        facts = {"id": self.id, "corpus": self.record.get("corpus", {})}
        return facts | ({"base": self.record["base"]} if "base" in self.record else {})


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a model has from its corpus and from its base: its alphabet, what it offers, what it may copy.

    `seen`: how many held-out tunes of the corpus, or near copies, the base was trained on.
    """

    alphabet: Alphabet
    catalogue: Catalogue
    training_tunes: Sequence[TrainingTune]
    base: BaseModel | None = None
    seen: int = 0


def lineage_of(corpus: Corpus, base: BaseModel | None) -> Lineage:
    """The lineage of a model that is trained on this corpus."""
    tunes = corpus.originality.tunes
    if base is None:
        return Lineage(corpus.alphabet, corpus.catalogue, tunes)
    return Lineage(
        _extended_alphabet(base.checkpoint.alphabet, corpus.alphabet),
        merged_catalogue(base.checkpoint.catalogue, corpus.catalogue),
        tuple(dict.fromkeys([*base.checkpoint.training_tunes, *tunes])),
        base,
        len(corpus.held_out) - len(unseen_held_out(corpus, base.checkpoint.training_tunes)),
    )


def merged_catalogue(base: Catalogue, book: Catalogue) -> Catalogue:
    """A catalogue that offers what `base` offers and what `book` offers, each about as often.

    Counts are multiplied: a style that a small book offers has too few tunes to be offered among thousands,
    and would hardly ever be drawn. A style that the book alone would not offer keeps its count.
    """
    base_weight = math.ceil(OFFERED_FROM / base.enough)
    book_weight = max(
        math.ceil(OFFERED_FROM / book.enough),
        round(base_weight * _offered_tunes(base) / max(1, _offered_tunes(book))),
    )
    styles: Counter[Style] = Counter()
    tonics: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for catalogue, weight in ((base, base_weight), (book, book_weight)):
        for style, count in catalogue.styles.items():
            styles[style] += count * (weight if _offers(catalogue, style) else 1)
        for mode, counts in catalogue.tonics.items():
            tonics[mode].update({tonic: count * weight for tonic, count in counts.items()})
    return replace(base, styles=dict(styles), tonics={mode: dict(counts) for mode, counts in tonics.items()})


def _offers(catalogue: Catalogue, style: Style) -> bool:
    return style.type in catalogue.types and style.mode in catalogue.modes


def _offered_tunes(catalogue: Catalogue) -> int:
    return sum(count for style, count in catalogue.styles.items() if _offers(catalogue, style))


def _extended_alphabet(base: Alphabet, corpus: Alphabet) -> Alphabet:
    """The characters of the base, with their ids, then those that only the corpus has."""
    return Alphabet([*base.characters, *(one for one in corpus.characters if one not in base)])


def _extended(rows: Tensor, count: int) -> Tensor:
    """(V, …) -> (count, …): each new row is the mean of the others."""
    new = rows.mean(0, keepdim=True).expand(count - len(rows), *rows.shape[1:])
    return torch.cat([rows, new])
