"""What the command lines of the long tests share: numbers as arguments, and a data folder for the bot."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

_Result = TypeVar("_Result")


def run_long(test: Callable[..., Awaitable[_Result]], words: list[str], defaults: tuple[int, ...]) -> _Result:
    """Run `test(data, *numbers)` in a temporary folder. The words replace the first default numbers."""
    numbers = (*map(int, words), *defaults[len(words) :])

    async def run() -> _Result:
        return await test(Path(folder) / "data", *numbers)

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run())
