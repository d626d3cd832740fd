"""Checkpoints as folders: where they are, which is in use, and how their files are written.

Loads no torch, and reads nothing of what the files say (see `record` and `checkpoint`).
"""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

from generator.errors import BadRequest, ModelError
from generator.request import can_be_named

SHIPPED = Path(__file__).parent.parent / "checkpoints"
DEFAULT = "third"
"""The checkpoint that comes with Lilt."""

WEIGHTS, RECORD, TRAINING_TUNES = "weights.safetensors", "model.json", "originality.tsv"
CURRENT = "current"
"""In a folder of checkpoints: the file whose first line names the one in use, or is `SHIPPED_MARK`."""
SHIPPED_MARK = "/shipped"
"""In the file `current`: the default checkpoint that comes with Lilt. No folder can have this name."""
_MOST_LISTED = 20
"""Names of models that an error message lists."""


def find_checkpoint(name_or_path: str | None, models: Path | None = None) -> Path:
    """The folder of a checkpoint: by name if it is in `models` or shipped, else by path; None is the default.

    Raises ModelError.
    """
    name = name_or_path or DEFAULT
    places = [folder for folder in (models if name_or_path else None, SHIPPED) if folder]
    try:
        named = [place / name for place in places if name == Path(name).name and (place / name).is_dir()]
        folder = (named or [Path(name)])[0]
        complete = _is_complete(folder)
    except OSError:  # a name that no file can have
        complete = False
    if not complete:
        raise ModelError(f"There is no model called {name!s:.60}: {RECORD} or {WEIGHTS} is missing.")
    return folder


def named_checkpoints(models: Path | None) -> dict[str, Path]:
    """Name -> folder of every checkpoint that a request can name: those in `models`, and those shipped."""
    records = [record for folder in (SHIPPED, models) if folder for record in folder.glob(f"*/{RECORD}")]
    found = {record.parent.name: record.parent for record in records}
    return {name: found[name] for name in sorted(found) if can_be_named(name) and _is_complete(found[name])}


def named_checkpoint(name: str, models: Path | None) -> Path:
    """The folder of the checkpoint of that name. Raises BadRequest with the names that exist."""
    found = named_checkpoints(models)
    if name not in found:
        raise BadRequest("model", name, "it must be one of: " + ", ".join(list(found)[:_MOST_LISTED]))
    return found[name]


def _is_complete(folder: Path) -> bool:
    return all((folder / part).is_file() for part in (RECORD, WEIGHTS))


def current_checkpoint(models: Path) -> Path | None:
    """The folder of the checkpoint in use, as the file `current` says; None if there is no such file.

    Raises ModelError.
    """
    try:
        name = (models / CURRENT).read_text().partition("\n")[0]
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        name = ""
    if name == SHIPPED_MARK:
        return find_checkpoint(DEFAULT)
    if not name or name != Path(name).name:
        raise ModelError(f"The file {CURRENT} in the folder of models is damaged: it names no model.")
    return find_checkpoint(str(models / name))


def checkpoint_in_use(name: str | None, models: Path | None) -> Path:
    """The folder of the checkpoint `name`; without a name, of the one in use in `models`, else the default.

    Raises ModelError.
    """
    promoted = current_checkpoint(models) if name is None and models is not None else None
    return find_checkpoint(name) if promoted is None else promoted


def read_up_to(path: Path, largest: int) -> bytes:
    """The contents of a file. Raises OSError, and ValueError if it has more than `largest` bytes.

    No more than that is read: a checkpoint may come from anywhere.
    """
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ValueError(f"{path.name} has more than {largest} bytes")
    return content


def write_atomically(path: Path, content: bytes) -> None:
    """Write a second file beside it, then rename that: a reader sees the old content or the new, never half.

    Raises OSError; then, and on an interrupt, the old content stays and no second file is left.
    """
    new = path.with_name(f"{path.name}.{token_hex(4)}.new")
    try:
        with new.open("xb") as file:
            file.write(content)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
