"""`python -m bot block USER_ID`: stops answering a user, at once if the bot is running."""

from __future__ import annotations

import argparse
import asyncio

from bot.app import DATABASE
from bot.history import History
from bot.settings import Settings


def run(arguments: argparse.Namespace) -> None:
    """Block the user."""
    is_new, user = asyncio.run(_block(arguments.settings, arguments.user)), arguments.user
    print(f"Lilt does not answer {user} any more." if is_new else f"{user} is blocked already.")


async def _block(settings: Settings, user: int) -> bool:
    async with History.open(settings.data / DATABASE) as history:
        return await history.block(user)
