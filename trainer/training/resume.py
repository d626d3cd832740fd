"""Resuming: the state of a training run between two steps, saved so that the run can continue exactly."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from generator.errors import BadRequest, ModelError
from generator.model.folders import write_atomically
from generator.model.network import TuneModel
from trainer.evaluation.metrics import Scores
from trainer.training.fine_tuning import BaseModel, Lineage
from trainer.training.loss_plot import LossCurve
from trainer.training.presets import Preset
from trainer.training.progress import Progress
from trainer.training.weight_average import WeightAverage

RESUME = "resume.safetensors"
"""Weights, optimizer and random state, with the rest as JSON in its metadata: one file cannot be half new."""

_COUNTS = (
    "epoch", "epoch_steps", "epoch_nats", "epoch_characters", "epochs_since_best", "finished", "before",
)  # fmt: skip


@dataclass(slots=True)
class TrainingState:
    """All that changes during a run.

    `epoch` is the number of the current epoch, from 1. In it `epoch_steps` steps are done, with a loss of
    `epoch_nats` over `epoch_characters` characters. `finished`: all epochs are done, the time is over, or the
    held-out loss has stopped improving. `lineage` goes into each checkpoint. `average` is that of the
    weights over the last steps, None if the preset asks for none. `before`: bits per note of the held-out
    tunes under the base, before the first step; None without a base.
    """

    model: TuneModel
    optimizer: torch.optim.Optimizer
    progress: Progress
    lineage: Lineage
    average: WeightAverage | None = None
    curve: LossCurve = field(default_factory=LossCurve)
    epoch: int = 1
    epoch_steps: int = 0
    epoch_nats: float = 0.0
    epoch_characters: int = 0
    best: Scores | None = None
    epochs_since_best: int = 0
    finished: bool = False
    before: float | None = None

    @property
    def kept(self) -> TuneModel:
        """The average if there is one: what is scored and saved, blended with the base if there is one."""
        return self.average.model if self.average else self.model


def save_run(folder: Path, state: TrainingState, preset: Preset, corpus_hash: str) -> None:
    """Write what `SavedRun.restore` needs."""
    progress = state.progress
    facts = {
        "preset": preset.to_json(),
        "corpus": corpus_hash,
        "base": _place_and_id(state.lineage.base),
        "counts": {name: getattr(state, name) for name in _COUNTS},
        "progress": {"before": progress.seconds, "step": progress.step, "characters": progress.characters},
        "minutes": progress.minutes,
        "curve": state.curve.to_json(),
        "best": asdict(state.best) if state.best else None,
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / RESUME, save(_tensors(state), metadata={"state": json.dumps(facts)}))


def _place_and_id(base: BaseModel | None) -> dict[str, str] | None:
    return {"place": base.place, "id": base.id} if base else None


def _tensors(state: TrainingState) -> dict[str, Tensor]:
    tensors = {f"model.{name}": value for name, value in state.model.state_dict().items()}
    if state.average:
        tensors |= {f"average.{name}": value for name, value in state.average.model.state_dict().items()}
    for index, values in state.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{index}.{name}": value for name, value in values.items()}
    tensors["random.cpu"] = torch.get_rng_state()
    if torch.cuda.is_available():
        tensors["random.cuda"] = torch.cuda.get_rng_state()
    return {name: value.detach().cpu().contiguous() for name, value in tensors.items()}


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run that `save_run` wrote, read back. `base`: place and id of the model it fine-tunes, or None."""

    preset: Preset
    corpus: str
    minutes: float | None
    base: dict[str, str] | None
    facts: dict[str, Any]
    tensors: dict[str, Tensor]

    def check(self, corpus_hash: str, base: BaseModel | None) -> None:
        """Raises BadRequest for another training text or another base than the run was started with."""
        if self.corpus != corpus_hash:
            raise BadRequest("data", corpus_hash, f"the run was started on the training text {self.corpus}")
        if self.base != _place_and_id(base):
            started = f"from {self.base['id']}" if self.base else "without a base"
            raise BadRequest("from", base.id if base else "nothing", f"the run was started {started}")

    def restore(self, state: TrainingState) -> None:
        """Put a new state, and torch's global random state, where the saved run stopped."""
        state.model.load_state_dict(self._tensors_of("model."))
        if state.average:
            state.average.model.load_state_dict(self._tensors_of("average."))
        packed = state.optimizer.state_dict()
        packed["state"] = self._optimizer_state()
        state.optimizer.load_state_dict(packed)
        torch.set_rng_state(self.tensors["random.cpu"])
        if "random.cuda" in self.tensors and torch.cuda.is_available():
            torch.cuda.set_rng_state(self.tensors["random.cuda"])
        for name, value in self.facts["counts"].items():
            setattr(state, name, value)
        for name, value in self.facts["progress"].items():
            setattr(state.progress, name, value)
        state.curve = LossCurve(**self.facts["curve"])
        state.best = Scores(**self.facts["best"]) if self.facts["best"] else None

    def _tensors_of(self, prefix: str) -> dict[str, Tensor]:
        found = {name: value for name, value in self.tensors.items() if name.startswith(prefix)}
        return {name.removeprefix(prefix): value for name, value in found.items()}

    def _optimizer_state(self) -> dict[int, dict[str, Tensor]]:
        found: dict[int, dict[str, Tensor]] = {}
        for name, value in self._tensors_of("optimizer.").items():
            index, _, field_name = name.partition(".")
            found.setdefault(int(index), {})[field_name] = value
        return found


def load_run(folder: Path) -> SavedRun:
    """Read the run saved in a folder. Raises BadRequest if there is none, ModelError if it is damaged."""
    path = folder / RESUME
    if not path.is_file():
        raise BadRequest("resume", folder, "no run was saved there; leave --resume out to start one")
    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads(file.metadata()["state"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        preset, base = Preset(**facts["preset"]), facts.get("base")  # runs of older versions have no base
        return SavedRun(preset, facts["corpus"], facts["minutes"], base, facts, tensors)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The file {RESUME} is damaged; leave --resume out to start again.") from error
