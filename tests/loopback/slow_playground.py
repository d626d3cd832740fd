"""`python -m tests.loopback.slow_playground FOLDER`: a playground whose bot takes two seconds for a tune.

It prints the page's address, and stays open until the page is closed.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.playground.launcher import open_playground
from bot.settings import Settings
from tests.loopback.harness import CLEAN_ENVIRON, SLOW_ENGINE


async def main(folder: Path) -> None:
    async with open_playground(Settings(data=folder), CLEAN_ENVIRON, SLOW_ENGINE) as opened:
        sys.stdout.write(f"{opened.page.url}\n")
        sys.stdout.flush()
        await opened.page.wait_closed()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
