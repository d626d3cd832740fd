"""Tunes side by side: held-out ones, composed ones as people get them, and raw draws of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.model.checkpoint import Checkpoint
from generator.notation.melody import Melody
from generator.request import DEFAULT_TEMPERATURE
from trainer.data.dataset import Corpus
from trainer.evaluation.classifier import Auc, NoAuc, measure_auc
from trainer.evaluation.composed import compose_tunes, melodies_of_tunes, printed_of_the_same_kinds
from trainer.evaluation.repetition import (
    ENDINGS,
    REPETITION,
    VARIETY,
    endings,
    melodies_of,
    repetition,
    variety,
)
from trainer.evaluation.sample_metrics import check_prepared
from trainer.evaluation.tune_checks import CheckedTune

Figures = Mapping[str, Mapping[str, float]]
"""Set of tunes -> name of a figure -> figure."""

_HEADINGS = {"held_out": "held-out tunes", "composed": "composed", "draws": "raw draws"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of each set (see `repetition`), and how well a classifier tells two of them apart.

    `tunes`: how many tunes each set has; `auc`: composed tunes against held-out ones; `auc_printed`: training
    tunes of the same kinds as the composed ones against held-out ones, as low as `auc` can be. What could not
    be measured is None, and `note` says why.
    """

    tunes: Mapping[str, int]
    repetition: Figures
    endings: Figures
    variety: Figures
    auc: Auc | None
    auc_printed: Auc | None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "repetition": self.repetition, "endings": self.endings, "variety": self.variety,
        }  # fmt: skip
        for name, auc in (("auc", self.auc), ("auc_printed", self.auc_printed)):
            found |= {name: auc.mean, f"{name}_deviation": auc.deviation} if auc else {}
        return found

    def table(self) -> str:
        """A Markdown table with a column for each set, and a sentence on the AUC."""
        sets = list(self.tunes)
        lines = [
            f"| share of parts, bars or tunes | {' | '.join(_HEADINGS[name] for name in sets)} |",
            f"|---|{'---:|' * len(sets)}",
            f"| tunes | {' | '.join(f'{count:,}' for count in self.tunes.values())} |",
            *_rows(REPETITION, self.repetition, sets),
            *_rows(ENDINGS, self.endings, sets),
            *_rows(VARIETY, self.variety, sets),
        ]
        return "\n".join(lines) + f"\n\n{self._auc_sentence()}\n"

    def _auc_sentence(self) -> str:
        measured = {"composed tunes": self.auc, "printed tunes of the same kinds": self.auc_printed}
        sentences = [
            f"AUC of a classifier that tells {name} from held-out ones (0.5: it cannot): {auc.mean:.3f} "
            f"± {auc.deviation:.3f} over the folds, {auc.classifier}."
            for name, auc in measured.items()
            if auc
        ]
        return "\n".join(filter(None, [*sentences, self.note]))


def _rows(words: Mapping[str, str], figures: Figures, sets: Sequence[str]) -> list[str]:
    return [
        f"| {label} | {' | '.join(_cell(figures[one].get(name)) for one in sets)} |"
        for name, label in words.items()
    ]


def _cell(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"


def compare(
    checkpoint: Checkpoint,
    corpus: Corpus,
    draws: Sequence[CheckedTune],
    samples: int,
    temperature: float = DEFAULT_TEMPERATURE,
) -> Comparison:
    """Composes `samples` tunes; compares them with the held-out tunes of the corpus and with raw draws.

    Raises BadRequest for a model that has nothing to offer.
    """
    tunes = compose_tunes(checkpoint, samples, temperature)
    sets = {
        "held_out": melodies_of(check_prepared(corpus.held_out)),
        "composed": melodies_of_tunes(tunes),
        "draws": melodies_of(draws),
    }
    return compare_sets(sets, printed_of_the_same_kinds(tunes, corpus))


def compare_sets(sets: Mapping[str, Sequence[Melody]], same_kinds: Sequence[Melody]) -> Comparison:
    """The figures of these sets; `held_out` is told from `composed`, and from printed tunes of its kinds."""
    auc = auc_printed = None
    note = ""
    try:
        auc = measure_auc(sets["held_out"], sets["composed"])
        auc_printed = measure_auc(sets["held_out"], same_kinds)
    except NoAuc as reason:
        note = str(reason)
    return Comparison(
        {name: len(melodies) for name, melodies in sets.items()},
        {name: repetition(melodies) for name, melodies in sets.items()},
        {name: endings(melodies) for name, melodies in sets.items()},
        {name: variety(melodies) for name, melodies in sets.items()},
        auc,
        auc_printed,
        note,
    )
