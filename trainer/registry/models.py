"""The models at hand and which of them is in use.

    models/NAME/     a checkpoint
    models/current   names, one a line: the model in use, then those used before it, newest first

The file `current` is replaced as a whole, so that whoever reads it sees the old state or the new one.
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
class Entry:
    """A model of the registry; `record` is its model.json, None where that is damaged."""

    name: str
    record: dict[str, Any] | None
    current: bool


class Registry:
    """The models in `folder`, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> list[Entry]:
        """All models by name."""
        names = sorted(record.parent.name for record in self.folder.glob(f"[!.]*/{RECORD}"))
        now = self._names()[:1]
        return [Entry(name, self._record(name), [name] == now) for name in names]

    @property
    def current(self) -> Path | None:
        """The folder of the model in use, None where none was promoted yet. Raises ModelError."""
        return current_checkpoint(self.folder)

    def find(self, name: str) -> Path:
        """The folder of a model: its name here, else a shipped one's, or a path. Raises ModelError."""
        here = self.folder / name
        return find_checkpoint(str(here) if name == Path(name).name and here.is_dir() else name)

    def take_in(self, folder: Path) -> str:
        """Copy a checkpoint here under its id, unless it is here already; returns its name here.

        Raises ModelError where it is damaged.
        """
        if folder.parent.resolve() == self.folder.resolve():
            return folder.name
        name = str(read_record(folder)["id"])
        if name != Path(name).name:
            raise ModelError(f"The model {folder.name} is damaged: {name:.60} is no name.")
        if not (self.folder / name).is_dir():
            beside = self.folder / f".{name}.new"
            shutil.rmtree(beside, ignore_errors=True)
            shutil.copytree(folder, beside, ignore=shutil.ignore_patterns("resume*", "samples"))
            beside.rename(self.folder / name)
        return name

    def use(self, name: str) -> None:
        """Make a model of this registry the one in use."""
        self._write([name, *(one for one in self._names() if one != name)])

    def rollback(self) -> str:
        """Go back to the model in use before; returns its name. Raises ModelError where there is none."""
        names = self._names()
        if len(names) < 2:
            raise ModelError("There is no earlier model to go back to.")
        find_checkpoint(str(self.folder / names[1]))
        self._write(names[1:])
        return names[1]

    def _record(self, name: str) -> dict[str, Any] | None:
        try:
            return read_record(self.folder / name)
        except ModelError:
            return None

    def _names(self) -> list[str]:
        path = self.folder / CURRENT
        return path.read_text().split() if path.is_file() else []

    def _write(self, names: list[str]) -> None:
        write_atomically(self.folder / CURRENT, "".join(f"{name}\n" for name in names).encode())
