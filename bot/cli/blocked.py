"""`python -m bot blocked`: lists the users who are blocked."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime

from bot.app import DATABASE
from bot.history import History
from bot.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Print a line for each user: the id, and since when."""
    for user, since in asyncio.run(_blocked(arguments.settings)).items():
        print(f"{user}  since {datetime.fromtimestamp(since, UTC):%Y-%m-%d}")


async def _blocked(settings: Settings) -> dict[int, int]:
    async with History.open(settings.data / DATABASE) as history:
        return await history.blocked()
