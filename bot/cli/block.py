"""`python -m bot block USER_ID`: stops answering a user, at once if the bot is running."""

from __future__ import annotations

import argparse

from bot.cli.history import in_history


def run(arguments: argparse.Namespace) -> None:
    """Block the user."""
    user: int = arguments.user
    is_new = in_history(arguments.settings, lambda history: history.block(user))
    print(f"Lilt does not answer {user} any more." if is_new else f"{user} is blocked already.")
