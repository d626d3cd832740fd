"""Trains a model on prepared text and keeps the one that predicts the held-out tunes best."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import torch
from torch.nn.utils import clip_grad_norm_
from tqdm import tqdm

from generator.errors import BadRequest
from generator.model.device import choose_device
from generator.model.network import ModelConfig, TuneModel, next_character_loss
from trainer.data.crops import crops
from trainer.data.dataset import PADDING, Batch, Corpus, batches
from trainer.evaluation.metrics import Scores
from trainer.training.epoch import DIVERGED, TrainingDiverged, take_stock
from trainer.training.precision import possible
from trainer.training.presets import Preset
from trainer.training.progress import Progress
from trainer.training.resume import Saved, State, save_state
from trainer.training.weight_dropout import thinned

RUN_FILE = "run.toml"


def learning_rate(preset: Preset, share: float) -> float:
    """Linear warm-up; then a constant, or a cosine down to nothing at the end of the plan."""
    if share < preset.warm_up:
        return preset.learning_rate * (share + 1e-3) / preset.warm_up
    if preset.schedule == "constant":
        return preset.learning_rate
    return preset.learning_rate * 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))


def train(
    corpus: Corpus,
    preset: Preset,
    out: Path,
    *,
    minutes: float | None = None,
    device: str = "auto",
    saved: Saved | None = None,
    stop: Callable[[], bool] = lambda: False,
    on_sample: Callable[[Path], None] = lambda _: None,
) -> Scores | None:
    """Train for `preset.passes` or `minutes`, whichever ends first; `out` holds the best model so far.

    Everything is saved after each pass and when `stop` says so; `saved`, if given, is gone on from.
    `on_sample` gets the file of the tune that is written after each pass.
    On one machine's CPU, a run that was stopped and resumed ends with the weights of one that was not.
    Returns the best model's scores, None where training was stopped before it was scored for the first
    time. Raises TrainingDiverged (`out` keeps its last good model), or BadRequest where `saved` is of
    another corpus.
    """
    preset = possible(preset, choose_device(device))
    state = _begin(corpus, preset, minutes, device)
    if saved:
        if saved.corpus != corpus.hash:
            raise BadRequest("data", corpus.hash, f"the run was begun on the training text {saved.corpus}")
        saved.restore(state)
    out.mkdir(parents=True, exist_ok=True)
    (out / RUN_FILE).write_text(preset.to_toml())
    while not state.finished:
        if _one_pass(state, corpus, preset, stop):
            on_sample(take_stock(state, corpus, preset, out))
            _turn_over(state, preset)
        save_state(out, state, preset, corpus.hash)
        if stop():
            break
    return state.best


def _begin(corpus: Corpus, preset: Preset, minutes: float | None, device: str) -> State:
    torch.manual_seed(preset.seed)
    config = ModelConfig(len(corpus.alphabet), preset.embedding, preset.hidden, preset.layers, preset.dropout)
    chosen = choose_device(device)
    model = TuneModel(config).to(chosen)
    optimizer = torch.optim.AdamW(
        model.parameters(), preset.learning_rate, weight_decay=preset.weight_decay, fused=chosen == "cuda"
    )
    progress = Progress(_steps(corpus, preset) * preset.passes, minutes)
    return State(model, optimizer, progress, corpus.originality)


def _steps(corpus: Corpus, preset: Preset) -> int:
    """Steps of a pass; whole tunes in shuffled batches take a few more or less."""
    if preset.feed == "crops":
        return preset.steps
    return sum(1 for _ in batches(corpus.train, corpus.alphabet, preset.batch))


def _feed(corpus: Corpus, preset: Preset, number: int) -> Iterator[Batch]:
    """What pass `number` is fed; the same however often it is asked for."""
    chance = Random(f"{preset.seed}:{number}")  # noqa: S311 - music, not secrets
    if preset.feed == "tunes":
        return batches(corpus.train, corpus.alphabet, preset.batch, chance)
    rows = max(1, preset.batch // preset.length)
    return crops(
        corpus.train, corpus.alphabet, rows=rows, length=preset.length, steps=preset.steps, chance=chance
    )


def _one_pass(state: State, corpus: Corpus, preset: Preset, stop: Callable[[], bool]) -> bool:
    """Go on with the pass under way; False where it was stopped before its end."""
    steps = _steps(corpus, preset)
    feed = islice(_feed(corpus, preset, state.number), state.done, None)
    with tqdm(total=steps, initial=state.done, desc=f"pass {state.number}", leave=False, disable=None) as bar:
        for inputs, targets in feed:
            if stop():
                return False
            nats = learn(state, preset, inputs, targets)
            bar.set_postfix_str(_outlook(state, nats), refresh=False)
            bar.update()
            if state.progress.share >= 1:
                break
    return True


def learn(state: State, preset: Preset, inputs: torch.Tensor, targets: torch.Tensor) -> float:
    """Learn from one batch; returns its mean loss in nats. Raises TrainingDiverged."""
    model, optimizer, progress = state.model, state.optimizer, state.progress
    model.train()
    device = model.linear.weight.device
    for group in optimizer.param_groups:
        group["lr"] = learning_rate(preset, progress.share)
    optimizer.zero_grad(set_to_none=True)
    with thinned(model.lstm, preset.weight_dropout):
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
    state.done, state.nats, state.weight = state.done + 1, state.nats + nats * count, state.weight + count
    progress.step, progress.characters = progress.step + 1, progress.characters + count
    return nats


def _turn_over(state: State, preset: Preset) -> None:
    """After a pass: begin the next one, if there is to be one."""
    state.finished = (
        state.progress.share >= 1 or state.since_best >= preset.patience or state.number >= preset.passes
    )
    state.number, state.done, state.nats, state.weight = state.number + 1, 0, 0.0, 0


def _outlook(state: State, nats: float) -> str:
    progress = state.progress
    held_out = f"held-out {state.curve.held_out[-1]:.3f}, " if state.curve.held_out else ""
    now = f"{nats / math.log(2):.3f} bits/char, {held_out}{progress.speed:.0f} characters/s"
    return f"{now}, {progress.seconds_left / 60:.0f} min left"
