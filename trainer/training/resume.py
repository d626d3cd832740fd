"""A training run at one moment, between two steps: what must be kept to go on exactly."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from generator.compose.originality import Originality
from generator.errors import BadRequest, ModelError
from generator.model.folders import write_atomically
from generator.model.network import TuneModel
from trainer.evaluation.metrics import Scores
from trainer.training.loss_plot import Curve
from trainer.training.presets import Preset
from trainer.training.progress import Progress

RESUME = "resume.safetensors"
"""Weights, optimizer and random numbers; the rest as JSON in its metadata: one file is never half new."""

_COUNTS = ("number", "done", "nats", "weight", "since_best", "finished")


@dataclass(slots=True)
class State:
    """`number` of the pass under way (from 1), steps `done` in it and its `nats` over `weight` characters.

    `finished`: the plan is done, or nothing got better any more. `originality` goes into each checkpoint.
    """

    model: TuneModel
    optimizer: torch.optim.Optimizer
    progress: Progress
    originality: Originality
    curve: Curve = field(default_factory=Curve)
    number: int = 1
    done: int = 0
    nats: float = 0.0
    weight: int = 0
    best: Scores | None = None
    since_best: int = 0
    finished: bool = False


def save_state(folder: Path, state: State, preset: Preset, corpus_hash: str) -> None:
    """Write what `restore` needs."""
    progress = state.progress
    facts = {
        "preset": preset.to_json(),
        "corpus": corpus_hash,
        "counts": {name: getattr(state, name) for name in _COUNTS},
        "progress": {"before": progress.seconds, "step": progress.step, "characters": progress.characters},
        "minutes": progress.minutes,
        "curve": state.curve.to_json(),
        "best": asdict(state.best) if state.best else None,
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / RESUME, save(_tensors(state), metadata={"state": json.dumps(facts)}))


def _tensors(state: State) -> dict[str, Tensor]:
    tensors = {f"model.{name}": value for name, value in state.model.state_dict().items()}
    for index, values in state.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{index}.{name}": value for name, value in values.items()}
    tensors["random.cpu"] = torch.get_rng_state()
    if torch.cuda.is_available():
        tensors["random.cuda"] = torch.cuda.get_rng_state()
    return {name: value.detach().cpu().contiguous() for name, value in tensors.items()}


@dataclass(frozen=True, slots=True)
class Saved:
    """What `save_state` wrote, read back."""

    preset: Preset
    corpus: str
    minutes: float | None
    facts: dict[str, Any]
    tensors: dict[str, Tensor]

    def restore(self, state: State) -> None:
        """Bring a new state to where the saved one was, the global random numbers of torch too."""
        state.model.load_state_dict(self._part("model."))
        packed = state.optimizer.state_dict()
        packed["state"] = self._optimizer()
        state.optimizer.load_state_dict(packed)
        torch.set_rng_state(self.tensors["random.cpu"])
        if "random.cuda" in self.tensors and torch.cuda.is_available():
            torch.cuda.set_rng_state(self.tensors["random.cuda"])
        for name, value in self.facts["counts"].items():
            setattr(state, name, value)
        for name, value in self.facts["progress"].items():
            setattr(state.progress, name, value)
        state.curve = Curve(**self.facts["curve"])
        state.best = Scores(**self.facts["best"]) if self.facts["best"] else None

    def _part(self, prefix: str) -> dict[str, Tensor]:
        mine = {name: value for name, value in self.tensors.items() if name.startswith(prefix)}
        return {name.removeprefix(prefix): value for name, value in mine.items()}

    def _optimizer(self) -> dict[int, dict[str, Tensor]]:
        found: dict[int, dict[str, Tensor]] = {}
        for name, value in self._part("optimizer.").items():
            index, _, what = name.partition(".")
            found.setdefault(int(index), {})[what] = value
        return found


def load_state(folder: Path) -> Saved:
    """Raises BadRequest where no run was saved, ModelError where the file is damaged."""
    path = folder / RESUME
    if not path.is_file():
        raise BadRequest("resume", folder, "no run was saved there; leave --resume out to begin one")
    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads(file.metadata()["state"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return Saved(Preset(**facts["preset"]), facts["corpus"], facts["minutes"], facts, tensors)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The file {RESUME} is damaged; leave --resume out to begin anew.") from error
