"""Where the command line writes: a folder, sensible names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.errors import BadRequest


def check_folder(folder: Path) -> None:
    """Raises BadRequest where nothing can be written. Creates nothing."""
    if folder.exists() and not folder.is_dir():
        raise BadRequest("out", folder, "it must be a folder")


def write_files(folder: Path, stem: str, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Write each format as `stem.format`; returns where. Raises BadRequest where the system refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = {name: folder / f"{stem}.{name}" for name in files}
        for name, content in files.items():
            paths[name].write_bytes(content)
    except OSError as error:
        raise BadRequest("out", folder, f"it cannot be written to ({error.strerror})") from None
    return paths
