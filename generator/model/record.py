"""What a checkpoint's `model.json` says: its id, what it can be asked for, its judge. Loads no torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.catalogue import Catalogue
from generator.errors import ModelError
from generator.judge.judge import Judge
from generator.model.folders import RECORD, find_checkpoint, read_up_to, write_atomically

FORMAT = 1
"""Version of the layout of `model.json`."""
LARGEST_RECORD = 2**20
"""Bytes. Those of models trained so far have 50,000. In memory, JSON can take fifty times as much."""
LONGEST_ID = 100


def read_record(folder: Path) -> dict[str, Any]:
    """What `model.json` says. Raises ModelError."""
    try:
        record = json.loads(read_up_to(folder / RECORD, LARGEST_RECORD))
        if record["format"] != FORMAT:
            raise ModelError(
                f"The model {folder.name} has format {record['format']}; this version of Lilt reads {FORMAT}."
            )
        if not isinstance(record["id"], str) or len(record["id"]) > LONGEST_ID:
            raise ValueError("the id is no name")
        return dict(record)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"The model {folder.name} is damaged: {RECORD} cannot be read.") from error


def load_catalogue(name_or_path: str | None = None) -> Catalogue:
    """What a model can be asked for, without loading the model. Raises ModelError."""
    folder = find_checkpoint(name_or_path)
    record = read_record(folder)
    try:
        return Catalogue.from_json(record["id"], record["catalogue"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ModelError(f"The model {folder.name} is damaged: its catalogue cannot be read.") from error


def write_record(folder: Path, record: Mapping[str, Any]) -> None:
    """Write `model.json`."""
    write_atomically(folder / RECORD, (json.dumps(record, indent=1) + "\n").encode())


def judge_of(record: Mapping[str, Any]) -> Judge | None:
    """The judge of a model's drafts; None if it has none. Raises ModelError."""
    if "judge" not in record:
        return None
    try:
        return Judge.from_json(record["judge"])
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The model {record['id']} is damaged: its judge cannot be read ({error})."
        ) from error


def add_judge(folder: Path, judge: Judge) -> str:
    """Give a model this judge, and a new id, which is returned: with another judge it composes other tunes.

    Raises ModelError.
    """
    record = read_record(folder)
    data = judge.to_json()
    digest = hashlib.sha256(f"{record['weights_sha256']} {json.dumps(data)}".encode()).hexdigest()
    name, _, _ = record["id"].rpartition("-")
    write_record(folder, {**record, "id": f"{name}-{digest[:6]}", "judge": data})
    return f"{name}-{digest[:6]}"
