"""Files and folders that only their owner may read: the history has keys to messages, and who asked for what.

Windows has no such modes; there a folder's own settings decide.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def private_folder(path: Path) -> None:
    """Make the folder, or make one that exists private. Raises OSError."""
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    _restrict(path, FOLDER_MODE)


def private_file(path: Path) -> None:
    """Create the file if it does not exist, and make it private. Raises OSError, also if it is a folder."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    path.touch(mode=FILE_MODE)
    _restrict(path, FILE_MODE)


def restrict_file(path: Path) -> None:
    """Make a file private if it exists. Raises OSError."""
    if path.exists():
        _restrict(path, FILE_MODE)


def _restrict(path: Path, mode: int) -> None:
    """Only if others may do something with it: it may belong to somebody else who has restricted it."""
    if path.stat().st_mode & 0o077:
        path.chmod(mode)
