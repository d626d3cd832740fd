"""Plots of how sets of tunes differ: pitch classes, intervals and part lengths side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trainer.evaluation.distributions import count
from trainer.evaluation.tune_checks import CheckedTune

_PANELS = {
    "pitch_class": ("semitones above the tonic", list(range(12))),
    "interval": ("semitones to the next note", list(range(-12, 13))),
    "part_length": ("bars in a part", [4, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24, 32]),
}
_COLOURS = ("#b8a16a", "#2f5d50", "#a3472f", "#5a6f9e", "#7a7a7a")


def draw_distributions(sets: Mapping[str, Sequence[CheckedTune]], path: Path) -> None:
    """Draws the distributions of each set of tunes (name -> tunes) into a PNG."""
    figure = Figure(figsize=(9, 9), layout="constrained")
    for trait, axes in zip(_PANELS, figure.subplots(len(_PANELS), 1), strict=True):
        _draw_panel(axes, trait, sets)
    figure.axes[0].legend()
    figure.savefig(path, dpi=110)


def _draw_panel(axes: Axes, trait: str, sets: Mapping[str, Sequence[CheckedTune]]) -> None:
    label, values = _PANELS[trait]
    width = 0.8 / len(sets)
    for index, (name, tunes) in enumerate(sets.items()):
        counts = count(trait, tunes)
        total = max(1, counts.total())
        places = [place + (index - (len(sets) - 1) / 2) * width for place in range(len(values))]
        heights = [counts[value] / total for value in values]
        axes.bar(places, heights, width, label=name, color=_COLOURS[index % len(_COLOURS)])
    axes.set_xticks(range(len(values)), [str(value) for value in values])
    axes.set_xlabel(label)
    axes.set_ylabel("share")
    axes.grid(axis="y", alpha=0.3)
