"""How fast training is: characters per second, against the lab's loop with the same model in one run."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from generator.compose.originality import Originality
from generator.model.device import choose_device
from generator.model.network import ModelConfig, TuneModel
from trainer.data.dataset import Batch
from trainer.training.precision import possible
from trainer.training.presets import PRESETS
from trainer.training.progress import Progress
from trainer.training.resume import State
from trainer.training.train import learn

_VOCABULARY = 59
_TUNE = 186
"""Characters of a tune with its header: the median of the default corpus."""
_LAB_ROWS, _LAB_LENGTH = 8, 100
STEPS = 12


def speed(device: str) -> dict[str, float]:
    """Of the default preset: `chars_per_s` learnt from, and how many times the lab's that is.

    The lab's loop takes batches of 8 times 100 characters in single precision through the same model. What
    is learnt from are random characters: the time does not depend on them.
    """
    chosen = choose_device(device)
    preset = possible(PRESETS["default"], chosen)
    config = ModelConfig(_VOCABULARY, preset.embedding, preset.hidden, preset.layers, preset.dropout)
    rows = max(1, preset.batch // _TUNE)

    model = TuneModel(config).to(chosen)
    optimizer = torch.optim.AdamW(model.parameters(), preset.learning_rate, fused=chosen == "cuda")
    state = State(model, optimizer, Progress(10 * STEPS, None), Originality([]))
    batch = _batch(rows, _TUNE)
    ours = rows * _TUNE / _seconds_per_step(lambda: learn(state, preset, *batch))
    lab = _LAB_ROWS * _LAB_LENGTH / _seconds_per_step(_lab_step(TuneModel(config).to(chosen)))
    return {"chars_per_s": ours, "ratio_to_lab_loop": ours / lab}


def _lab_step(model: TuneModel) -> Callable[[], object]:
    """The lab's training step: forward, loss, backward, Adam."""
    device = model.linear.weight.device
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    inputs, targets = _batch(_LAB_ROWS, _LAB_LENGTH)

    def step() -> float:
        optimizer.zero_grad()
        logits, _ = model(inputs.to(device))
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.to(device).flatten())
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        return loss.item()

    return step


def _batch(rows: int, length: int) -> Batch:
    ids = torch.randint(_VOCABULARY, (rows, length + 1))
    return ids[:, :-1], ids[:, 1:]


def _seconds_per_step(step: Callable[[], object]) -> float:
    """The median of some steps, the first one left out."""
    step()
    times = []
    for _ in range(STEPS):
        started = time.perf_counter()
        step()
        times.append(time.perf_counter() - started)
    return sorted(times)[STEPS // 2]
