"""What a checkpoint's `model.json` says: the model's id, and what it can be asked for. Loads no torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.catalogue import Catalogue
from generator.errors import ModelError
from generator.model.folders import RECORD, find_checkpoint

FORMAT = 1
"""Version of the layout of `model.json`."""


def read_record(folder: Path) -> dict[str, Any]:
    """What `model.json` says. Raises ModelError."""
    try:
        record = json.loads((folder / RECORD).read_text())
        if record["format"] != FORMAT:
            raise ModelError(
                f"The model {folder.name} has format {record['format']}; this version of Lilt reads {FORMAT}."
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
