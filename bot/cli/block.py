"""`python -m bot block USER_ID`: stops answering a user, at once if the bot is running."""

from __future__ import annotations

import argparse

from bot.cli.history import in_history
from bot.cli.which_history import meant


def run(arguments: argparse.Namespace) -> None:
    """Block the user."""
    user: int = arguments.user
    which = meant(arguments.settings)
    is_new = in_history(which, lambda history: history.block(user))
    said = f"Lilt does not answer {user} any more." if is_new else f"{user} is blocked already."
    print(which.told(said))
