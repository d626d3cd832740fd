"""`python -m bot backup FILE` and `restore FILE`."""

from __future__ import annotations

import argparse

from bot.app import DATABASE
from bot.cli.exit_codes import Refused
from bot.history.backup import BackupError, back_up
from bot.history.backup import restore as put_back
from bot.ops.lock import Occupied, sole
from bot.settings import Settings


def backup(settings: Settings, asked: argparse.Namespace) -> None:
    """Write a copy of the history; the bot may be running. Raises Refused."""
    try:
        print(f"{back_up(settings.data / DATABASE, asked.file)}.")
    except BackupError as error:
        raise Refused(str(error)) from error


def restore(settings: Settings, asked: argparse.Namespace) -> None:
    """Put a copy in the history's place; the bot must not be running. Raises Refused."""
    try:
        with sole(settings.data):
            copy, kept = put_back(asked.file, settings.data / DATABASE)
    except (BackupError, Occupied) as error:
        raise Refused(str(error)) from error
    print(f"{copy}; it is the history now.")
    if kept is not None:
        print(f"The history before it lies in {kept}.")
