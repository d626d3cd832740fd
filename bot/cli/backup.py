"""`python -m bot backup FILE`: copies the history; the bot may be running."""

from __future__ import annotations

import argparse

from bot.cli.exit_codes import Refused
from bot.cli.which_history import Meant, has_playgrounds, meant
from bot.history.backup import BackupError, back_up
from bot.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Write the copy, and say which history it is of. Raises Refused."""
    settings: Settings = arguments.settings
    taken = meant(settings)
    try:
        copy = back_up(taken.database, arguments.file)
    except BackupError as error:
        raise Refused(str(error)) from error
    print(f"{copy}. It is a copy of {taken.database}{_whose(taken, settings)}")


def _whose(taken: Meant, settings: Settings) -> str:
    if taken.is_playgrounds:
        return ", the playground's history."
    if has_playgrounds(settings):
        other = settings.playground_folder
        return f"; the playground's history is another: LILT_DATA={other} copies it."
    return "."
