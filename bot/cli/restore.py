"""`python -m bot restore FILE`: replaces the history with a copy; the bot must not be running."""

from __future__ import annotations

import argparse

from bot.cli.exit_codes import Refused
from bot.cli.which_history import meant
from bot.history.backup import BackupError, restore
from bot.ops.lock import AlreadyRunning, data_lock


def run(arguments: argparse.Namespace) -> None:
    """Replace the history and keep the one before it. Raises Refused."""
    replaced = meant(arguments.settings)
    try:
        with data_lock(replaced.folder):
            copy, previous = restore(arguments.file, replaced.database)
    except (BackupError, AlreadyRunning) as error:
        raise Refused(replaced.told(error)) from error
    whose = "the playground's history" if replaced.is_playgrounds else "the history"
    print(f"{copy}; it is {whose} now.")
    if previous is not None:
        print(f"The previous history is kept as {previous}.")
