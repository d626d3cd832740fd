"""The history, opened for one command of `python -m bot`; the bot may be running."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.cli.which_history import Meant
from bot.history import History

_Result = TypeVar("_Result")


def in_history(which: Meant, work: Callable[[History], Awaitable[_Result]]) -> _Result:
    """The result of `work`, which gets this history. Raises HistoryError."""

    async def run() -> _Result:
        async with History.open(which.database) as history:
            return await work(history)

    return asyncio.run(run())
