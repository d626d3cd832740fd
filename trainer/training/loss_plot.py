"""The loss curve of a training run and its plot, loss.png."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure


@dataclass(slots=True)
class LossCurve:
    """Bits per character after each epoch, over the characters trained on so far."""

    characters: list[int] = field(default_factory=list)
    train: list[float] = field(default_factory=list)
    held_out: list[float] = field(default_factory=list)

    def add(self, characters: int, train: float, held_out: float) -> None:
        self.characters.append(characters)
        self.train.append(round(train, 4))
        self.held_out.append(round(held_out, 4))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def draw_losses(curve: LossCurve, path: Path) -> None:
    """Draws training and held-out loss into a PNG. Uses Figure directly, so pyplot keeps no global state."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    millions = [count / 1e6 for count in curve.characters]
    axes.plot(millions, curve.train, label="training tunes (with dropout)", color="#b8a16a")
    axes.plot(millions, curve.held_out, label="held-out tunes", color="#2f5d50", linewidth=2)
    axes.set_xlabel("million characters trained on")
    axes.set_ylabel("bits per character")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=110)
