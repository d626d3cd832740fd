"""The end of an epoch: the model is scored, saved if it is the best so far, plotted and sampled."""

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
from generator.model.network import TuneModel
from generator.model.record import read_record
from trainer.data.dataset import Corpus
from trainer.evaluation.metrics import Scores, score
from trainer.evaluation.model_card import write_card
from trainer.evaluation.samples import sample_tune
from trainer.training.loss_plot import draw_losses
from trainer.training.presets import PRESETS, Preset, flags_of
from trainer.training.resume import TrainingState

SAMPLES = "samples"
DIVERGED = "The loss is not a number; the last good model is kept. Try a smaller learning rate."


class TrainingDiverged(LiltError):
    """The loss is not a finite number."""


def finish_epoch(state: TrainingState, corpus: Corpus, preset: Preset, out: Path) -> Path:
    """Score the model, save it if it is the best, report and plot the loss; returns the file of a sample.

    Raises TrainingDiverged if the held-out loss is not finite.
    """
    alphabet = state.lineage.alphabet
    kept = _blended(state, preset)
    scores = score(kept, alphabet, corpus.held_out)
    if not math.isfinite(scores.bits_per_note):
        raise TrainingDiverged(DIVERGED)
    train_bits = state.epoch_nats / state.epoch_characters / math.log(2)
    state.curve.add(state.progress.characters, train_bits, scores.bits_per_char)
    draw_losses(state.curve, out / "loss.png")
    tqdm.write(_line(state, train_bits, scores), file=sys.stderr)
    catalogue = replace(state.lineage.catalogue, model=out.name)
    state.epochs_since_best += 1
    if state.best is None or scores.bits_per_note < state.best.bits_per_note:
        state.best, state.epochs_since_best = scores, 0
        about = _record(state, scores, corpus, preset, out)
        save_checkpoint(out, kept, alphabet, catalogue, about, state.lineage.training_tunes)
        (out / "card.md").write_text(write_card(read_record(out)))
    return _write_sample(state, kept, catalogue, out)


def _blended(state: TrainingState, preset: Preset) -> TuneModel:
    """The model that is scored and saved."""
    base = state.lineage.base
    return base.blend(state.kept, preset.base_share) if base else state.kept


def _write_sample(state: TrainingState, kept: TuneModel, catalogue: Catalogue, out: Path) -> Path:
    """Write a tune that the model draws now; returns its file."""
    (out / SAMPLES).mkdir(exist_ok=True)
    lineage = state.lineage
    now = Checkpoint(out.name, kept, lineage.alphabet, catalogue, lineage.training_tunes)
    file = out / SAMPLES / f"epoch-{state.epoch:03}.abc"
    file.write_text(sample_tune(now, state.epoch))
    return file


def _line(state: TrainingState, train_bits: float, scores: Scores) -> str:
    progress = state.progress
    return (
        f"epoch {state.epoch:3}  {progress.seconds / 60:5.1f} min  train {train_bits:.3f}  "
        f"held-out {scores.bits_per_char:.3f} bits/char  {scores.bits_per_note:.3f} bits/note  "
        f"{progress.speed:.0f} characters/s  {progress.seconds_left / 60:.0f} min left"
    )


def _record(
    state: TrainingState, scores: Scores, corpus: Corpus, preset: Preset, out: Path
) -> dict[str, Any]:
    """What `model.json` says about the data, the base, the training and the scores."""
    base = state.lineage.base
    return {
        "corpus": {"hash": corpus.hash, "sources": corpus.sources, "train": len(corpus.train)},
        **({"base": base.to_json() | _figures_of_base(state)} if base else {}),
        "training": {
            "preset": preset.to_json(),
            "epochs": state.epoch,
            "minutes": round(state.progress.seconds / 60, 1),
            "device": str(state.model.linear.weight.device),
            "threads": torch.get_num_threads(),
            "date": datetime.now(UTC).date().isoformat(),
            "losses": state.curve.to_json(),
            "flags": _flags(state, preset),
            "data": str(corpus.folder),
            "out": str(out),
        },
        "scores": scores.to_json(),
    }


def _figures_of_base(state: TrainingState) -> dict[str, float | None]:
    """Bits per note of the held-out tunes before the first step, and how many of them the base had seen."""
    return {"bits_per_note": state.before, "held_out_seen": state.lineage.seen}


def _flags(state: TrainingState, preset: Preset) -> list[str]:
    """The flags of `python -m trainer train` that start this run, without --data and --out."""
    if base := state.lineage.base:
        flags = ["--from", base.place, *flags_of(preset, base.preset())]
    else:
        name = min(PRESETS, key=lambda one: len(flags_of(preset, PRESETS[one])))
        flags = ["--preset", name, *flags_of(preset, PRESETS[name])]
    minutes = state.progress.minutes
    return flags + (["--minutes", f"{minutes:g}"] if minutes else [])
