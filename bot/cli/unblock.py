"""`python -m bot unblock USER_ID`: answers a blocked user again, at once if the bot is running."""

from __future__ import annotations

import argparse

from bot.cli.history import in_history
from bot.cli.which_history import meant


def run(arguments: argparse.Namespace) -> None:
    """Unblock the user."""
    user: int = arguments.user
    which = meant(arguments.settings)
    was_blocked = in_history(which, lambda history: history.unblock(user))
    said = f"Lilt answers {user} again." if was_blocked else f"{user} is not blocked."
    print(which.told(said))
