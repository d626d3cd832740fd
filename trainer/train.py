"""Trains a model on prepared text and keeps the one that predicts the held-out tunes best."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch.nn.utils import clip_grad_norm_
from tqdm import tqdm

from generator.checkpoint import save_checkpoint
from generator.device import choose_device
from generator.errors import LiltError
from generator.model import ModelConfig, TuneModel, next_character_loss
from trainer.dataset import PADDING, Corpus, batches
from trainer.evaluate import Scores, score
from trainer.picture import Curve, draw_losses
from trainer.presets import Preset

DIVERGED = "The loss is no number any more; the last good model is kept. Try a smaller learning rate."


class TrainingDiverged(LiltError):
    """The loss is no number any more."""


@dataclass(slots=True)
class Progress:
    """Where a training run stands. `seconds` and `characters` are of training alone."""

    total: int
    minutes: float
    started: float = field(default_factory=time.monotonic)
    step: int = 0
    characters: int = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def share(self) -> float:
        """How much of the plan is done, by steps or by the time allowed, whichever is further: 0..1."""
        return min(1.0, max(self.step / self.total, self.seconds / (60 * self.minutes)))


def learning_rate(preset: Preset, share: float) -> float:
    """Linear warm-up, then a cosine down to nothing at the end of the plan."""
    if share < preset.warm_up:
        return preset.learning_rate * (share + 1e-3) / preset.warm_up
    return preset.learning_rate * 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))


def train(
    corpus: Corpus, preset: Preset, out: Path, *, minutes: float, device: str = "auto", seed: int = 1
) -> Scores:
    """Train for `preset.passes` or `minutes`, whichever ends first; `out` holds the best model so far.

    Ctrl-C ends training as the time limit does. Raises TrainingDiverged; `out` keeps its last good model.
    """
    torch.manual_seed(seed)
    chance = Random(seed)  # noqa: S311 - music, not secrets
    alphabet = corpus.alphabet
    config = ModelConfig(len(alphabet), preset.embedding, preset.hidden, preset.layers, preset.dropout)
    model = TuneModel(config).to(choose_device(device))
    optimizer = torch.optim.AdamW(model.parameters(), preset.learning_rate, weight_decay=preset.weight_decay)
    steps = sum(1 for _ in batches(corpus.train, alphabet, preset.batch))
    progress = Progress(steps * preset.passes, minutes)
    curve = Curve()
    best: Scores | None = None
    since_best = 0
    try:
        for number in range(1, preset.passes + 1):
            seen = batches(corpus.train, alphabet, preset.batch, chance)
            loss = _one_pass(
                model,
                optimizer,
                preset,
                progress,
                tqdm(seen, f"pass {number}", steps, leave=False, disable=None),
            )
            scores = score(model, alphabet, corpus.held_out)
            if not math.isfinite(scores.bits_per_note):
                raise TrainingDiverged(DIVERGED)
            curve.add(progress.characters, loss / math.log(2), scores.bits_per_char)
            draw_losses(curve, out / "loss.png")
            tqdm.write(
                f"pass {number:3}  {progress.seconds / 60:5.1f} min  train {loss / math.log(2):.3f}  "
                f"held-out {scores.bits_per_char:.3f} bits/char  {scores.bits_per_note:.3f} bits/note  "
                f"{progress.characters / progress.seconds:.0f} characters/s"
            )
            since_best += 1
            if best is None or scores.bits_per_note < best.bits_per_note:
                best, since_best = scores, 0
                about = _record(
                    corpus, preset, progress, number, scores, curve, str(model.linear.weight.device)
                )
                save_checkpoint(out, model, alphabet, replace(corpus.catalogue, model=out.name), about)
            if progress.share >= 1 or since_best >= preset.patience:
                break
    except KeyboardInterrupt:
        tqdm.write("stopped; the best model so far is kept")
    if best is None:
        raise TrainingDiverged("Training ended before its first pass; nothing was saved.")
    return best


def _one_pass(
    model: TuneModel,
    optimizer: torch.optim.Optimizer,
    preset: Preset,
    progress: Progress,
    seen: Iterator[Any],
) -> float:
    """One pass over the corpus; returns the mean training loss in nats."""
    model.train()
    device = next(model.parameters()).device
    total, weight = 0.0, 0
    for inputs, targets in seen:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(preset, progress.share)
        with torch.autocast(device.type, torch.bfloat16, enabled=preset.bfloat16):
            logits, _ = model(inputs.to(device))
        loss = next_character_loss(logits.float(), targets.to(device), ignore=PADDING)
        if not torch.isfinite(loss):
            raise TrainingDiverged(DIVERGED)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        clip_grad_norm_(model.parameters(), preset.clip)
        optimizer.step()
        count = int((targets != PADDING).sum())
        total, weight = total + loss.item() * count, weight + count
        progress.step, progress.characters = progress.step + 1, progress.characters + count
        if progress.share >= 1:
            break
    return total / weight


def _record(
    corpus: Corpus, preset: Preset, progress: Progress, number: int, scores: Scores, curve: Curve, device: str
) -> dict[str, Any]:
    return {
        "corpus": {"hash": corpus.hash, "sources": corpus.sources, "train": len(corpus.train)},
        "training": {
            "preset": preset.to_json(),
            "passes": number,
            "minutes": round(progress.seconds / 60, 1),
            "device": device,
            "threads": torch.get_num_threads(),
            "date": datetime.now(UTC).date().isoformat(),
            "losses": curve.to_json(),
        },
        "scores": scores.to_json(),
    }
