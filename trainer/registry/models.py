"""The registry: a folder of promoted models, and a file that says which one is in use.

    models/NAME/     a checkpoint
    models/current   names, one per line: the model in use, then the models used before it, newest first

The file `current` is replaced as a whole, so a reader sees either the old content or the new one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.errors import ModelError
from generator.model.folders import CURRENT, RECORD, current_checkpoint, find_checkpoint, write_atomically
from generator.model.record import read_record


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A model of the registry; `record` is the content of its model.json, None if that is damaged."""

    name: str
    record: dict[str, Any] | None
    current: bool


class Registry:
    """The models in `folder`, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def models(self) -> list[RegisteredModel]:
        """All models, by name."""
        names = sorted(record.parent.name for record in self.folder.glob(f"[!.]*/{RECORD}"))
        current = self.history[:1]
        return [RegisteredModel(name, self._record(name), [name] == current) for name in names]

    @property
    def current(self) -> Path | None:
        """The folder of the model in use, None if none was promoted yet. Raises ModelError."""
        return current_checkpoint(self.folder)

    @property
    def history(self) -> list[str]:
        """The names in the file `current`: the model in use first, then those used before it."""
        path = self.folder / CURRENT
        return path.read_text().split() if path.is_file() else []

    def write_history(self, names: list[str]) -> None:
        """Replace the file `current`; the first name is the model in use."""
        write_atomically(self.folder / CURRENT, "".join(f"{name}\n" for name in names).encode())

    def find(self, name: str) -> Path:
        """The folder of a model: a name in this registry, the name of a shipped model, or a path.

        Raises ModelError.
        """
        registered = self.folder / name
        is_registered = name == Path(name).name and registered.is_dir()
        return find_checkpoint(str(registered) if is_registered else name)

    def add(self, folder: Path) -> str:
        """Copy a checkpoint into the registry under its id, unless it is there; returns its name there.

        Raises ModelError if it is damaged.
        """
        if folder.parent.resolve() == self.folder.resolve():
            return folder.name
        name = str(read_record(folder)["id"])
        if name != Path(name).name:
            raise ModelError(f"The model {folder.name} is damaged: {name:.60} is not a name.")
        if not (self.folder / name).is_dir():
            unfinished = self.folder / f".{name}.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(folder, unfinished, ignore=shutil.ignore_patterns("resume*", "samples"))
            unfinished.rename(self.folder / name)
        return name

    def use(self, name: str) -> None:
        """Put a model of this registry into use."""
        self.write_history([name, *(other for other in self.history if other != name)])

    def _record(self, name: str) -> dict[str, Any] | None:
        try:
            return read_record(self.folder / name)
        except ModelError:
            return None
