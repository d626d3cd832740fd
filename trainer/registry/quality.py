"""The quality of a model on some held-out tunes and by its raw draws, and when it is worse than another's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trainer.evaluation.classifier import Auc
from trainer.evaluation.repetition import ENDINGS

_BITS_TOLERANCE = 1.001
"""Bits on the held-out tunes may be higher by this factor: half precision may cost as much."""

_FEWER_VALID = 0.75
"""A model that predicts the held-out tunes better may have this share of the other's valid draws: the grammar
corrects in every tune what makes a draw invalid."""

_GAP_TOLERANCE = 0.05
"""The repetition of 200 draws may be this much farther from the printed tunes, by chance."""

_STANDARD_ERRORS = 2.0
"""A share of draws is worse if it differs by more than this many standard errors of the difference."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What two models are compared by; `valid` and `original` are shares of `samples` raw draws.

    `repetition_gap`: how far the shares of bars and phrases that come again are from those of the corpus, in
    the mean; 1 if no draw can be read. `endings`: the figures of `ENDINGS`, shares of the draws that can be
    read; empty if none can. `auc`, of a classifier that tells draws from held-out tunes, decides nothing: of
    200 draws it is known to about 0.05 only. It is None where it cannot be measured.
    """

    bits_per_note: float
    valid: float
    original: float
    repetition_gap: float
    endings: Mapping[str, float]
    samples: int
    auc: Auc | None = None

    def worse_than(self, other: Quality, printed: Mapping[str, float]) -> list[str]:
        """In what it is worse, in words: what was compared, and both figures. Empty if it is as good.

        `printed`: the endings of printed tunes; as many short ones are no fault.
        """
        return [
            *self._bits(other),
            *self._draws(other),
            *self._repetition(other),
            *self._endings(other, printed),
        ]

    def _bits(self, other: Quality) -> Iterator[str]:
        if self.bits_per_note > other.bits_per_note * _BITS_TOLERANCE:
            yield f"bits: {self.bits_per_note:.3f} per note against {other.bits_per_note:.3f}"

    def _draws(self, other: Quality) -> Iterator[str]:
        predicts_better = self.bits_per_note * _BITS_TOLERANCE < other.bits_per_note
        for name, comparison, enough in (
            ("valid", "validity", _FEWER_VALID if predicts_better else 1.0),
            ("original", "originality", 1.0),
        ):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine < enough * theirs - self._chance(mine, theirs):
                yield f"{comparison}: {mine:.1%} {name} draws against {theirs:.1%}"

    def _repetition(self, other: Quality) -> Iterator[str]:
        mine, theirs = self.repetition_gap, other.repetition_gap
        if mine > theirs + _GAP_TOLERANCE:
            yield f"repetition: {mine:.2f} from that of printed tunes against {theirs:.2f}"

    def _endings(self, other: Quality, printed: Mapping[str, float]) -> Iterator[str]:
        for name in self.endings.keys() & other.endings.keys():
            mine, theirs = self.endings[name], other.endings[name]
            if mine > max(theirs, printed.get(name, 0.0)) + self._chance(mine, theirs):
                yield f"endings: {ENDINGS[name]} in {mine:.1%} of the draws against {theirs:.1%}"

    def _chance(self, mine: float, theirs: float) -> float:
        """How much two shares of `samples` draws may differ by chance."""
        return _STANDARD_ERRORS * math.sqrt((mine * (1 - mine) + theirs * (1 - theirs)) / self.samples)

    @property
    def words(self) -> str:
        """All figures."""
        endings = [f"{ENDINGS[name]} in {share:.1%}" for name, share in self.endings.items()]
        auc = [f"AUC {self.auc.mean:.2f} ± {self.auc.deviation:.2f}"] if self.auc else []
        return ", ".join([
            f"{self.bits_per_note:.3f} bits per note", f"{self.valid:.1%} valid",
            f"{self.original:.1%} original",
            f"repetition {self.repetition_gap:.2f} from that of printed tunes", *endings, *auc,
        ])  # fmt: skip
