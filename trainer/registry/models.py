"""The registry: a folder of promoted models, and a file that says which one is in use.

    models/NAME/     a checkpoint
    models/current   names, one per line: the model in use, then the models used before it, newest first;
                     `SHIPPED_MARK` is the default model that comes with Lilt

The file `current` is replaced as a whole, so a reader sees either the old content or the new one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.errors import ModelError
from generator.model.folders import (
    CURRENT,
    DEFAULT,
    RECORD,
    SHIPPED,
    SHIPPED_MARK,
    current_checkpoint,
    find_checkpoint,
    write_atomically,
)
from generator.model.record import read_record


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A model that can be used; `record` is the content of its model.json, None if that is damaged.

    `current`: it is in use. `shipped`: it comes with Lilt.
    """

    name: str
    record: dict[str, Any] | None
    current: bool
    shipped: bool


class Registry:
    """The models in `folder`, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def models(self) -> list[RegisteredModel]:
        """The models that come with Lilt, by name, then the promoted ones, by name."""
        in_use = self.history[0]
        shipped = [_registered(folder, DEFAULT if in_use == SHIPPED_MARK else "") for folder in _in(SHIPPED)]
        return shipped + [_registered(folder, in_use) for folder in _in(self.folder)]

    @property
    def current(self) -> Path:
        """The folder of the model in use: the default one that comes with Lilt if none was promoted.

        Raises ModelError.
        """
        return current_checkpoint(self.folder) or find_checkpoint(DEFAULT)

    @property
    def history(self) -> list[str]:
        """The names in the file `current`: the model in use first, then those used before it.

        At its end stands SHIPPED_MARK, for the model that was in use before the first promotion. Raises
        ModelError if the file is damaged.
        """
        path = self.folder / CURRENT
        try:
            names = path.read_text().split() if path.is_file() else []
        except ValueError as error:
            raise ModelError(f"The file {path} is damaged; remove it to use the model of Lilt.") from error
        return names if SHIPPED_MARK in names else [*names, SHIPPED_MARK]

    def write_history(self, names: list[str]) -> None:
        """Replace the file `current`; the first name is the model in use."""
        write_atomically(self.folder / CURRENT, "".join(f"{name}\n" for name in names).encode())

    def find(self, name: str) -> Path:
        """The folder of a model: a name in this registry, the name of a shipped model, or a path.

        Raises ModelError.
        """
        return find_checkpoint(name, self.folder)

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


def _in(folder: Path) -> list[Path]:
    """The folders of the checkpoints in a folder, by name."""
    return sorted(record.parent for record in folder.glob(f"[!.]*/{RECORD}"))


def _registered(folder: Path, in_use: str) -> RegisteredModel:
    return RegisteredModel(folder.name, _record(folder), folder.name == in_use, folder.parent == SHIPPED)


def _record(folder: Path) -> dict[str, Any] | None:
    try:
        return read_record(folder)
    except ModelError:
        return None
