"""Training: runs epochs on prepared text and keeps the model that predicts the held-out tunes best."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import torch
from torch.nn.utils import clip_grad_norm_
from tqdm import tqdm

from generator.errors import BadRequest
from generator.model.alphabet import Alphabet
from generator.model.device import choose_device
from generator.model.network import ModelConfig, TuneModel, next_character_loss
from trainer.data.crops import crops
from trainer.data.dataset import PADDING, Batch, Corpus, batches
from trainer.evaluation.metrics import Scores, score
from trainer.progress_bar import progress_bar
from trainer.training.epoch import DIVERGED, TrainingDiverged, finish_epoch
from trainer.training.fine_tuning import BaseModel, lineage_of
from trainer.training.precision import supported
from trainer.training.presets import Preset
from trainer.training.progress import Progress
from trainer.training.resume import SavedRun, TrainingState, save_run
from trainer.training.weight_average import WeightAverage
from trainer.training.weight_dropout import weight_dropout

RUN_FILE = "run.toml"


def learning_rate(preset: Preset, share: float) -> float:
    """The rate when `share` of the run is done: a linear warm-up, then a constant or a cosine decay to 0."""
    if share < preset.warm_up:
        return preset.learning_rate * (share + 1e-3) / preset.warm_up
    if preset.schedule == "constant":
        return preset.learning_rate
    return preset.learning_rate * 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))


def model_config(preset: Preset, vocabulary: int, bar_line: int) -> ModelConfig:
    """The sizes of the model that the preset trains."""
    return ModelConfig(
        vocabulary,
        preset.embedding,
        preset.hidden,
        preset.layers,
        dropout=preset.dropout,
        memory=preset.memory,
        memory_heads=preset.memory_heads,
        memory_distances=preset.memory_distances,
        memory_dropout=preset.memory_dropout,
        bar_line=bar_line,
    )


def train(
    corpus: Corpus,
    preset: Preset,
    out: Path,
    *,
    base: BaseModel | None = None,
    minutes: float | None = None,
    device: str = "auto",
    saved: SavedRun | None = None,
    stop: Callable[[], bool] = lambda: False,
    on_sample: Callable[[Path], None] = lambda _: None,
) -> Scores | None:
    """Train for `preset.epochs` or `minutes`, whichever ends first; `out` holds the best model so far.

    With `base`, the run starts with the weights of that model.
    The run is saved after each epoch and when `stop` returns true; with `saved`, a saved run continues.
    `on_sample` gets the file of the tune that is drawn after each epoch. On the CPU of one machine, a run
    that was stopped and resumed ends with the same weights as one that was not.

    Returns the scores of the best model, or None if training was stopped before the first scoring. Raises
    TrainingDiverged (`out` keeps the last good model), or BadRequest if `saved` is a run on another corpus or
    from another base, or if the preset has other sizes than the base.
    """
    preset = supported(preset, choose_device(device))
    if saved:
        saved.check(corpus.hash, base)
    state = _new_state(corpus, preset, base, minutes, device)
    if saved:
        saved.restore(state)
    elif base:
        state.before = score(state.model, state.lineage.alphabet, corpus.held_out).bits_per_note
        tqdm.write(f"before     held-out {state.before:.3f} bits/note with {base.id}", file=sys.stderr)
    out.mkdir(parents=True, exist_ok=True)
    (out / RUN_FILE).write_text(preset.to_toml())
    while not state.finished:
        if _run_epoch(state, corpus, preset, stop):
            on_sample(finish_epoch(state, corpus, preset, out))
            _start_next_epoch(state, preset)
        save_run(out, state, preset, corpus.hash)
        if stop():
            break
    return state.best


def _new_state(
    corpus: Corpus, preset: Preset, base: BaseModel | None, minutes: float | None, device: str
) -> TrainingState:
    torch.manual_seed(preset.seed)
    chosen = choose_device(device)
    lineage = lineage_of(corpus, base)
    model = TuneModel(model_config(preset, len(lineage.alphabet), lineage.alphabet.bar_line))
    if preset.base_share and base is None:
        raise BadRequest(
            "base_share", preset.base_share, "only a model that is fine-tuned has a base: use --from"
        )
    if base:
        base.check_sizes(preset)
        model.load_state_dict(base.weights(len(lineage.alphabet)))
    model.to(chosen)
    optimizer = torch.optim.AdamW(
        model.parameters(), preset.learning_rate, weight_decay=preset.weight_decay, fused=chosen == "cuda"
    )
    progress = Progress(_steps_per_epoch(corpus, preset) * preset.epochs, minutes)
    average = WeightAverage(model, preset.averaging) if preset.averaging else None
    return TrainingState(model, optimizer, progress, lineage, average)


def _steps_per_epoch(corpus: Corpus, preset: Preset) -> int:
    """Steps in an epoch; with whole tunes in shuffled batches, epochs differ by a few steps."""
    if preset.feed == "crops":
        return preset.steps
    return sum(1 for _ in batches(corpus.train, corpus.alphabet, preset.batch))


def _epoch_batches(corpus: Corpus, alphabet: Alphabet, preset: Preset, epoch: int) -> Iterator[Batch]:
    """The batches of an epoch, always the same for the same number."""
    chance = Random(f"{preset.seed}:{epoch}")  # noqa: S311 - music, not secrets
    if preset.feed == "tunes":
        return batches(corpus.train, alphabet, preset.batch, chance)
    rows = max(1, preset.batch // preset.length)
    return crops(corpus.train, alphabet, rows=rows, length=preset.length, steps=preset.steps, chance=chance)


def _run_epoch(state: TrainingState, corpus: Corpus, preset: Preset, stop: Callable[[], bool]) -> bool:
    """Train to the end of the current epoch; False if it was stopped before."""
    steps = _steps_per_epoch(corpus, preset)
    of_epoch = _epoch_batches(corpus, state.lineage.alphabet, preset, state.epoch)
    with progress_bar(f"epoch {state.epoch}", steps, "step", done=state.epoch_steps) as bar:
        for inputs, targets in islice(of_epoch, state.epoch_steps, None):
            if stop():
                return False
            nats = train_step(state, preset, inputs, targets)
            bar.advance(_status(state, nats))
            if state.progress.share >= 1:
                break
    return True


def train_step(state: TrainingState, preset: Preset, inputs: torch.Tensor, targets: torch.Tensor) -> float:
    """Train on one batch; returns its mean loss in nats. Raises TrainingDiverged."""
    model, optimizer, progress = state.model, state.optimizer, state.progress
    model.train()
    device = model.linear.weight.device
    for group in optimizer.param_groups:
        group["lr"] = learning_rate(preset, progress.share)
    optimizer.zero_grad(set_to_none=True)
    with weight_dropout(model.lstm, preset.weight_dropout):
        with torch.autocast(device.type, torch.bfloat16, enabled=preset.bfloat16):
            logits, _ = model(inputs.to(device))
        loss = next_character_loss(logits.float(), targets.to(device), ignore=PADDING)
        nats = loss.item()
        if not math.isfinite(nats):
            raise TrainingDiverged(DIVERGED)
        loss.backward()  # type: ignore[no-untyped-call]
    if preset.clip:
        clip_grad_norm_(model.parameters(), preset.clip)
    optimizer.step()
    count = int((targets != PADDING).sum())
    state.epoch_steps += 1
    state.epoch_nats += nats * count
    state.epoch_characters += count
    progress.step += 1
    if state.average:
        state.average.update(model, progress.step)
    progress.characters += count
    return nats


def _start_next_epoch(state: TrainingState, preset: Preset) -> None:
    """Count the epoch that has ended, and see whether training is finished."""
    state.finished = (
        state.progress.share >= 1
        or state.epochs_since_best >= preset.patience
        or state.epoch >= preset.epochs
    )
    state.epoch, state.epoch_steps, state.epoch_nats, state.epoch_characters = state.epoch + 1, 0, 0.0, 0


def _status(state: TrainingState, nats: float) -> str:
    """The words beside the progress bar."""
    progress = state.progress
    held_out = f"held-out {state.curve.held_out[-1]:.3f}, " if state.curve.held_out else ""
    now = f"{nats / math.log(2):.3f} bits/char, {held_out}{progress.speed:.0f} characters/s"
    return f"{now}, {progress.seconds_left / 60:.0f} min left"
