"""`python -m bot backup FILE`: copies the history; the bot may be running.

Where only the playground has a history, it is that one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.app import DATABASE
from bot.cli.exit_codes import Refused
from bot.history.backup import BackupError, back_up
from bot.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Write the copy, and say which history it is of. Raises Refused."""
    settings: Settings = arguments.settings
    bots, playgrounds = settings.data / DATABASE, settings.playground_folder / DATABASE
    taken = playgrounds if playgrounds.is_file() and not bots.is_file() else bots
    try:
        copy = back_up(taken, arguments.file)
    except BackupError as error:
        raise Refused(str(error)) from error
    print(f"{copy}. It is a copy of {taken}{_whose(taken, playgrounds)}")


def _whose(taken: Path, playgrounds: Path) -> str:
    if taken == playgrounds:
        return ", the playground's history."
    if playgrounds.is_file():
        return f"; the playground's history is another: LILT_DATA={playgrounds.parent} copies it."
    return "."
