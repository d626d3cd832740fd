"""A trained model as a folder: its weights, what they mean, and where they come from.

NAME/weights.safetensors   half precision; no pickle anywhere
NAME/model.json            config, alphabet, catalogue, corpus, training record, held-out scores, judge
NAME/originality.tsv       the training tunes, to recognise a copy of one
NAME/card.md, loss.png     for people
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from generator.catalogue import Catalogue
from generator.errors import ModelError
from generator.judge.judge import Judge
from generator.model.alphabet import Alphabet
from generator.model.folders import (
    TRAINING_TUNES,
    WEIGHTS,
    find_checkpoint,
    read_up_to,
    write_atomically,
)
from generator.model.network import ModelConfig, TuneModel
from generator.model.record import FORMAT, judge_of, load_catalogue, read_record, write_record
from generator.model.training_tunes import TrainingTune, format_training_tunes, load_training_tunes
from generator.notation.model_text import START

LIMITS: Mapping[str, tuple[float, float]] = {
    "vocabulary": (1, 1024),
    "embedding": (1, 4096),
    "hidden": (1, 4096),
    "layers": (1, 8),
    "dropout": (0.0, 1.0),
    "memory": (0, 4096),
    "memory_heads": (1, 64),
    "memory_distances": (0, 4096),
    "memory_dropout": (0.0, 1.0),
    "bar_line": (-1, 1023),
}
"""What each number of a ModelConfig may be: far more than a CPU could compose with."""
LARGEST_HEADER = 2**20
"""Bytes of a weights file that are not weights."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model ready to use, its alphabet, what it can be asked for, and the tunes it was trained on.

    `judge` chooses between its drafts; None if it has none yet.
    """

    id: str
    model: TuneModel
    alphabet: Alphabet
    catalogue: Catalogue
    training_tunes: Sequence[TrainingTune]
    judge: Judge | None = None


def load_checkpoint(name_or_path: str | None = None) -> Checkpoint:
    """Load a model for use (float32, evaluation mode, on the CPU). Raises ModelError."""
    folder = find_checkpoint(name_or_path)
    record = read_record(folder)
    catalogue = load_catalogue(name_or_path)
    training_tunes = load_training_tunes(folder)
    model, alphabet = _load_model(folder, record)
    return Checkpoint(record["id"], model, alphabet, catalogue, training_tunes, judge_of(record))


def _load_model(folder: Path, record: Mapping[str, Any]) -> tuple[TuneModel, Alphabet]:
    try:
        config = _config_of(record)
        alphabet = Alphabet(record["alphabet"])
        if len(alphabet) != config.vocabulary or START not in alphabet:
            raise ValueError("the alphabet is not this model's")
        weights = load(_checked_weights(folder, record, _size_of(config)))
        model = TuneModel(config)
        model.load_state_dict({name: weight.float() for name, weight in weights.items()})
    except (SafetensorError, RuntimeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"The model {folder.name} is damaged: its parts do not fit together.") from error
    return model.eval(), alphabet


def _config_of(record: Mapping[str, Any]) -> ModelConfig:
    """The sizes of the network, within `LIMITS`. Raises KeyError, TypeError or ValueError."""
    config = ModelConfig(**record["config"])
    for name, (low, high) in LIMITS.items():
        size = getattr(config, name)
        kinds = (int, float) if isinstance(low, float) else (int,)
        if type(size) not in kinds or not low <= size <= high:
            raise ValueError(f"{name} is {size!r:.60}; it must be from {low} to {high}")
    return config


def _size_of(config: ModelConfig) -> int:
    """The number of weights, counted without memory for them."""
    with torch.device("meta"):
        return TuneModel(config).parameters_count


def _checked_weights(folder: Path, record: Mapping[str, Any], count: int) -> bytes:
    """The file of `count` weights as it was saved. Raises ModelError, before anything large is read."""
    smallest, largest = 2 * count, 4 * count + LARGEST_HEADER  # half or single precision
    try:
        if not smallest <= (folder / WEIGHTS).stat().st_size <= largest:
            raise ModelError(
                f"The model {folder.name} is damaged: {WEIGHTS} has not the size of its network."
            )
        raw = read_up_to(folder / WEIGHTS, largest)
    except OSError as error:
        raise ModelError(f"The model {folder.name} is damaged: {WEIGHTS} cannot be read.") from error
    if hashlib.sha256(raw).hexdigest() != record.get("weights_sha256"):
        raise ModelError(f"The model {folder.name} is damaged: {WEIGHTS} is not the file that was saved.")
    return raw


def save_checkpoint(
    folder: Path,
    model: TuneModel,
    alphabet: Alphabet,
    catalogue: Catalogue,
    about: Mapping[str, Any],
    training_tunes: Sequence[TrainingTune],
) -> str:
    """Write a checkpoint; returns its id. `about` (corpus, training, scores) goes into `model.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = save({name: weight.half().contiguous() for name, weight in model.state_dict().items()})
    digest = hashlib.sha256(raw).hexdigest()
    model_id = f"{folder.name}-{digest[:6]}"
    record = {
        "format": FORMAT,
        "id": model_id,
        "weights_sha256": digest,
        "config": model.config.to_json(),
        "parameters": model.parameters_count,
        "alphabet": alphabet.characters,
        **about,
        "catalogue": catalogue.to_json(),
    }
    write_atomically(folder / TRAINING_TUNES, format_training_tunes(training_tunes).encode())
    write_atomically(folder / WEIGHTS, raw)
    write_record(folder, record)
    return model_id
