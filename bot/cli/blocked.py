"""`python -m bot block USER_ID`, `unblock USER_ID` and `blocked`; a running bot knows at once."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime

from bot.app import DATABASE
from bot.history import History
from bot.settings import Settings


def block(settings: Settings, asked: argparse.Namespace) -> None:
    """Shut somebody out."""
    print(asyncio.run(_block(settings, asked.user)))


def unblock(settings: Settings, asked: argparse.Namespace) -> None:
    """Take that back."""
    print(asyncio.run(_unblock(settings, asked.user)))


def blocked(settings: Settings, _: argparse.Namespace) -> None:
    """A line for each: the id, and since when."""
    for user, since in asyncio.run(_blocked(settings)).items():
        print(f"{user}  since {datetime.fromtimestamp(since, UTC):%Y-%m-%d}")


async def _block(settings: Settings, user: int) -> str:
    async with History.open(settings.data / DATABASE) as history:
        is_new = await history.block(user)
    return f"Lilt does not answer {user} any more." if is_new else f"{user} is blocked already."


async def _unblock(settings: Settings, user: int) -> str:
    async with History.open(settings.data / DATABASE) as history:
        was_blocked = await history.unblock(user)
    return f"Lilt answers {user} again." if was_blocked else f"{user} is not blocked."


async def _blocked(settings: Settings) -> dict[int, int]:
    async with History.open(settings.data / DATABASE) as history:
        return await history.blocked()
