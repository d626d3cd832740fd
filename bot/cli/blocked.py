"""`python -m bot blocked`: lists the users who are blocked."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bot.cli.history import in_history
from bot.cli.which_history import meant
from bot.history import History


def run(arguments: argparse.Namespace) -> None:
    """Print a line for each user: the id, and since when."""
    which = meant(arguments.settings)
    for user, since in in_history(which, History.blocked).items():
        print(which.told(f"{user}  since {datetime.fromtimestamp(since, UTC):%Y-%m-%d}"))
