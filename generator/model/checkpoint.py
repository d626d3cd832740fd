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

from safetensors import SafetensorError
from safetensors.torch import load, save

from generator.catalogue import Catalogue
from generator.errors import ModelError
from generator.judge.judge import Judge
from generator.model.alphabet import Alphabet
from generator.model.folders import TRAINING_TUNES, WEIGHTS, find_checkpoint, write_atomically
from generator.model.network import ModelConfig, TuneModel
from generator.model.record import FORMAT, judge_of, load_catalogue, read_record, write_record
from generator.model.training_tunes import TrainingTune, format_training_tunes, parse_training_tunes
from generator.notation.model_text import START


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
    training_tunes = _load_training_tunes(folder)
    model, alphabet = _load_model(folder, record)
    return Checkpoint(record["id"], model, alphabet, catalogue, training_tunes, judge_of(record))


def _load_training_tunes(folder: Path) -> tuple[TrainingTune, ...]:
    try:
        return parse_training_tunes((folder / TRAINING_TUNES).read_text())
    except (OSError, ValueError) as error:
        raise ModelError(f"The model {folder.name} is damaged: {TRAINING_TUNES} cannot be read.") from error


def _load_model(folder: Path, record: Mapping[str, Any]) -> tuple[TuneModel, Alphabet]:
    try:
        raw = (folder / WEIGHTS).read_bytes()
    except OSError as error:
        raise ModelError(f"The model {folder.name} is damaged: {WEIGHTS} cannot be read.") from error
    if hashlib.sha256(raw).hexdigest() != record.get("weights_sha256"):
        raise ModelError(f"The model {folder.name} is damaged: {WEIGHTS} is not the file that was saved.")
    try:
        model = TuneModel(ModelConfig(**record["config"]))
        model.load_state_dict({name: weight.float() for name, weight in load(raw).items()})
        alphabet = Alphabet(record["alphabet"])
        if len(alphabet) != model.config.vocabulary or START not in alphabet:
            raise ValueError("the alphabet is not this model's")
    except (SafetensorError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The model {folder.name} is damaged: its parts do not fit together.") from error
    return model.eval(), alphabet


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
