"""`python -m bot unblock USER_ID`: answers a blocked user again, at once if the bot is running."""

from __future__ import annotations

import argparse

from bot.cli.history import in_history


def run(arguments: argparse.Namespace) -> None:
    """Unblock the user."""
    user: int = arguments.user
    was_blocked = in_history(arguments.settings, lambda history: history.unblock(user))
    print(f"Lilt answers {user} again." if was_blocked else f"{user} is not blocked.")
