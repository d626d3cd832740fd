"""Training speed: characters per second, compared with the lab's loop on the same model in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from generator.catalogue import Catalogue
from generator.model.alphabet import Alphabet
from generator.model.device import choose_device
from generator.model.network import TuneModel
from trainer.data.dataset import Batch
from trainer.training.fine_tuning import Lineage
from trainer.training.precision import supported
from trainer.training.presets import DEFAULT_PRESET, PRESETS
from trainer.training.progress import Progress
from trainer.training.resume import TrainingState
from trainer.training.train import model_config, train_step

_VOCABULARY, _BAR_LINE = 59, 0
_TUNE = 186
"""Characters in a tune with its header: the median of the default corpus."""
_LAB_ROWS, _LAB_LENGTH = 8, 100
STEPS = 12


def measure_speed(device: str) -> dict[str, float]:
    """`chars_per_s` of the default preset, and `ratio_to_lab_loop`, how many times the lab's speed that is.

    The lab's loop trains the same model in single precision on batches of 8 times 100 characters. Both train
    on random characters, as the time does not depend on them.
    """
    chosen = choose_device(device)
    preset = supported(PRESETS[DEFAULT_PRESET], chosen)
    config = model_config(preset, _VOCABULARY, _BAR_LINE)
    rows = max(1, preset.batch // _TUNE)

    model = TuneModel(config).to(chosen)
    optimizer = torch.optim.AdamW(model.parameters(), preset.learning_rate, fused=chosen == "cuda")
    lineage = Lineage(Alphabet(""), Catalogue("", {}, {}), ())  # random characters need none
    state = TrainingState(model, optimizer, Progress(10 * STEPS, None), lineage)
    batch = _batch(rows, _TUNE)
    ours = rows * _TUNE / _seconds_per_step(lambda: train_step(state, preset, *batch))
    lab = _LAB_ROWS * _LAB_LENGTH / _seconds_per_step(_lab_step(TuneModel(config).to(chosen)))
    return {"chars_per_s": ours, "ratio_to_lab_loop": ours / lab}


def _lab_step(model: TuneModel) -> Callable[[], object]:
    """The training step of the lab: forward, loss, backward, Adam."""
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
    """The median over STEPS steps, after one to warm up."""
    step()
    times = []
    for _ in range(STEPS):
        started = time.perf_counter()
        step()
        times.append(time.perf_counter() - started)
    return sorted(times)[STEPS // 2]
