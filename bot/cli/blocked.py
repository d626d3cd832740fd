"""`python -m bot blocked`: lists the users who are blocked."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bot.cli.history import in_history
from bot.history import History


def run(arguments: argparse.Namespace) -> None:
    """Print a line for each user: the id, and since when."""
    for user, since in in_history(arguments.settings, History.blocked).items():
        print(f"{user}  since {datetime.fromtimestamp(since, UTC):%Y-%m-%d}")
