"""`python -m bot backup FILE`: copies the history; the bot may be running."""

from __future__ import annotations

import argparse

from bot.app import DATABASE
from bot.cli.exit_codes import Refused
from bot.history.backup import BackupError, back_up


def run(arguments: argparse.Namespace) -> None:
    """Write the copy. Raises Refused."""
    try:
        print(f"{back_up(arguments.settings.data / DATABASE, arguments.file)}.")
    except BackupError as error:
        raise Refused(str(error)) from error
