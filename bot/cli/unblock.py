"""`python -m bot unblock USER_ID`: answers a blocked user again, at once if the bot is running."""

from __future__ import annotations

import argparse
import asyncio

from bot.app import DATABASE
from bot.history import History
from bot.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Unblock the user."""
    was_blocked, user = asyncio.run(_unblock(arguments.settings, arguments.user)), arguments.user
    print(f"Lilt answers {user} again." if was_blocked else f"{user} is not blocked.")


async def _unblock(settings: Settings, user: int) -> bool:
    async with History.open(settings.data / DATABASE) as history:
        return await history.unblock(user)
