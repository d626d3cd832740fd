"""What happens after each pass: the model is scored, kept if it is the best, drawn and heard."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from generator.catalogue import Catalogue
from generator.errors import LiltError
from generator.model.checkpoint import Checkpoint, save_checkpoint
from generator.model.record import read_record
from trainer.data.dataset import Corpus
from trainer.evaluation.card import write_card
from trainer.evaluation.metrics import Scores, score
from trainer.evaluation.samples import sample_tune
from trainer.training.loss_plot import draw_losses
from trainer.training.presets import Preset
from trainer.training.resume import State

SAMPLES = "samples"
DIVERGED = "The loss is no number any more; the last good model is kept. Try a smaller learning rate."


class TrainingDiverged(LiltError):
    """The loss is no number any more."""


def take_stock(state: State, corpus: Corpus, preset: Preset, out: Path) -> Path:
    """Score the model, keep it if it is the best, say and draw how it goes; returns its sample's file.

    Raises TrainingDiverged where the model says nothing any more.
    """
    scores = score(state.model, corpus.alphabet, corpus.held_out)
    if not math.isfinite(scores.bits_per_note):
        raise TrainingDiverged(DIVERGED)
    train_bits = state.nats / state.weight / math.log(2)
    state.curve.add(state.progress.characters, train_bits, scores.bits_per_char)
    draw_losses(state.curve, out / "loss.png")
    tqdm.write(_line(state, train_bits, scores), file=sys.stderr)
    catalogue = replace(corpus.catalogue, model=out.name)
    state.since_best += 1
    if state.best is None or scores.bits_per_note < state.best.bits_per_note:
        state.best, state.since_best = scores, 0
        about = _record(state, scores, corpus, preset)
        save_checkpoint(out, state.model, corpus.alphabet, catalogue, about, state.originality.tunes)
        (out / "card.md").write_text(write_card(read_record(out)))
    return _write_sample(state, corpus, catalogue, out)


def _write_sample(state: State, corpus: Corpus, catalogue: Catalogue, out: Path) -> Path:
    """A tune as the model writes it now."""
    (out / SAMPLES).mkdir(exist_ok=True)
    now = Checkpoint(out.name, state.model, corpus.alphabet, catalogue, state.originality.tunes)
    file = out / SAMPLES / f"pass-{state.number:03}.abc"
    file.write_text(sample_tune(now, state.number))
    return file


def _line(state: State, train_bits: float, scores: Scores) -> str:
    progress = state.progress
    return (
        f"pass {state.number:3}  {progress.seconds / 60:5.1f} min  train {train_bits:.3f}  "
        f"held-out {scores.bits_per_char:.3f} bits/char  {scores.bits_per_note:.3f} bits/note  "
        f"{progress.speed:.0f} characters/s  {progress.seconds_left / 60:.0f} min left"
    )


def _record(state: State, scores: Scores, corpus: Corpus, preset: Preset) -> dict[str, Any]:
    return {
        "corpus": {"hash": corpus.hash, "sources": corpus.sources, "train": len(corpus.train)},
        "training": {
            "preset": preset.to_json(),
            "passes": state.number,
            "minutes": round(state.progress.seconds / 60, 1),
            "device": str(state.model.linear.weight.device),
            "threads": torch.get_num_threads(),
            "date": datetime.now(UTC).date().isoformat(),
            "losses": state.curve.to_json(),
        },
        "scores": scores.to_json(),
    }
