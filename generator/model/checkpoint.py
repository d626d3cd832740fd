"""A trained model as a folder: weights, what they mean, where they come from.

    NAME/weights.safetensors   half precision; no pickle anywhere
    NAME/model.json            config, alphabet, catalogue, corpus, training record, held-out scores
    NAME/originality.tsv       the training tunes, to know a copy by
    NAME/card.md, loss.png     for people

Reading `model.json` alone does not load torch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.catalogue import Catalogue
from generator.errors import BadRequest, ModelError
from generator.tune import can_be_named

if TYPE_CHECKING:
    from generator.compose.originality import Originality
    from generator.model.alphabet import Alphabet
    from generator.model.network import TuneModel

FORMAT = 1
SHIPPED = Path(__file__).parent.parent / "checkpoints"
DEFAULT = "second"
"""The checkpoint that comes with Lilt."""

WEIGHTS, RECORD, PRINTED = "weights.safetensors", "model.json", "originality.tsv"
CURRENT = "current"
"""In a folder of checkpoints: the file whose first line names the one in use."""
_SAID = 20
"""Names that a refusal lists."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model ready to use, with its alphabet and what it can be asked for."""

    id: str
    model: TuneModel
    alphabet: Alphabet
    catalogue: Catalogue
    originality: Originality


def find_checkpoint(name_or_path: str | None) -> Path:
    """The folder of a checkpoint: by name where it is shipped, else by path; None is the default one.

    Raises ModelError.
    """
    name = name_or_path or DEFAULT
    try:
        shipped = SHIPPED / name
        folder = shipped if name == Path(name).name and shipped.is_dir() else Path(name)
        complete = _is_whole(folder)
    except OSError:  # a name that no file can have
        complete = False
    if not complete:
        raise ModelError(f"There is no model called {name!s:.60}: {RECORD} or {WEIGHTS} is missing.")
    return folder


def named_checkpoints(models: Path | None) -> dict[str, Path]:
    """The checkpoints that a request can name: those of a folder, if there is one, and those shipped."""
    records = [record for folder in (SHIPPED, models) if folder for record in folder.glob(f"*/{RECORD}")]
    found = {record.parent.name: record.parent for record in records}
    return {name: found[name] for name in sorted(found) if can_be_named(name) and _is_whole(found[name])}


def named_checkpoint(name: str, models: Path | None) -> Path:
    """Where the checkpoint of that name is. Raises BadRequest with the names on offer."""
    there = named_checkpoints(models)
    if name not in there:
        raise BadRequest("model", name, "it must be one of: " + ", ".join(list(there)[:_SAID]))
    return there[name]


def _is_whole(folder: Path) -> bool:
    return all((folder / part).is_file() for part in (RECORD, WEIGHTS))


def current_checkpoint(models: Path) -> Path | None:
    """The checkpoint in use among those in a folder, None where it says none. Raises ModelError."""
    try:
        name = (models / CURRENT).read_text().partition("\n")[0]
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        name = ""
    if not name or name != Path(name).name:
        raise ModelError(f"The file {CURRENT} in the folder of models is damaged: it names no model.")
    return find_checkpoint(str(models / name))


def read_record(folder: Path) -> dict[str, Any]:
    """What `model.json` says. Raises ModelError."""
    try:
        record = json.loads((folder / RECORD).read_text())
        if record["format"] != FORMAT:
            raise ModelError(
                f"The model {folder.name} is of format {record['format']}; this Lilt reads {FORMAT}."
            )
        return {"id": record["id"], **record}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The model {folder.name} is damaged: {RECORD} cannot be read.") from error


def load_catalogue(name_or_path: str | None = None) -> Catalogue:
    """What a model can be asked for, without loading the model. Raises ModelError."""
    folder = find_checkpoint(name_or_path)
    record = read_record(folder)
    try:
        return Catalogue.from_json(record["id"], record["catalogue"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ModelError(f"The model {folder.name} is damaged: its catalogue cannot be read.") from error


def load_checkpoint(name_or_path: str | None = None) -> Checkpoint:
    """Load a model for use (float32, evaluation mode, on the CPU). Raises ModelError."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    from generator.compose.originality import Originality
    from generator.model.alphabet import Alphabet
    from generator.model.network import ModelConfig, TuneModel
    from generator.notation.model_text import START

    folder = find_checkpoint(name_or_path)
    record = read_record(folder)
    catalogue = load_catalogue(name_or_path)
    try:
        originality = Originality.loads((folder / PRINTED).read_text())
    except (OSError, ValueError) as error:
        raise ModelError(f"The model {folder.name} is damaged: {PRINTED} cannot be read.") from error
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
            raise ValueError("another alphabet")
    except (SafetensorError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The model {folder.name} is damaged: its parts do not fit together.") from error
    return Checkpoint(record["id"], model.eval(), alphabet, catalogue, originality)


def save_checkpoint(
    folder: Path,
    model: TuneModel,
    alphabet: Alphabet,
    catalogue: Catalogue,
    about: Mapping[str, Any],
    originality: Originality,
) -> str:
    """Write a checkpoint; returns its id. `about` is kept as it is: corpus, training, scores."""
    from safetensors.torch import save

    folder.mkdir(parents=True, exist_ok=True)
    raw = save({name: weight.half().contiguous() for name, weight in model.state_dict().items()})
    digest = hashlib.sha256(raw).hexdigest()
    identity = f"{folder.name}-{digest[:6]}"
    record = {
        "format": FORMAT,
        "id": identity,
        "weights_sha256": digest,
        "config": model.config.to_json(),
        "parameters": model.parameters_count,
        "alphabet": alphabet.characters,
        **about,
        "catalogue": catalogue.to_json(),
    }
    write_whole(folder / PRINTED, originality.dumps().encode())
    write_whole(folder / WEIGHTS, raw)
    write_whole(folder / RECORD, (json.dumps(record, indent=1) + "\n").encode())
    return identity


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, then rename: a reader sees the old file or the new one, never half of one."""
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    beside.replace(path)
