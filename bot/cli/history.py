"""The history, opened for one command of `python -m bot`; the bot may be running."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.app import DATABASE
from bot.history import History
from bot.settings import Settings

_Result = TypeVar("_Result")


def in_history(settings: Settings, work: Callable[[History], Awaitable[_Result]]) -> _Result:
    """The result of `work`, which gets the history in LILT_DATA. Raises HistoryError."""

    async def run() -> _Result:
        async with History.open(settings.data / DATABASE) as history:
            return await work(history)

    return asyncio.run(run())
