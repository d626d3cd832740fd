"""`python -m bot restore FILE`: replaces the history with a copy; the bot must not be running."""

from __future__ import annotations

import argparse

from bot.app import DATABASE
from bot.cli.exit_codes import Refused
from bot.history.backup import BackupError, restore
from bot.ops.lock import AlreadyRunning, data_lock


def run(arguments: argparse.Namespace) -> None:
    """Replace the history and keep the one before it. Raises Refused."""
    data = arguments.settings.data
    try:
        with data_lock(data):
            copy, previous = restore(arguments.file, data / DATABASE)
    except (BackupError, AlreadyRunning) as error:
        raise Refused(str(error)) from error
    print(f"{copy}; it is the history now.")
    if previous is not None:
        print(f"The previous history is kept as {previous}.")
