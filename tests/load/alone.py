"""`python -m tests.load.alone [USERS] [EACH]`: how many requests a second the bot carries without an engine.

The engine is a stand-in that takes no time, so what is measured is the bot, with its database and Discord's
gateway, and the simulated Discord beside it on the same cores.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.load.run import load
from tests.long_run import run_long
from tests.loopback.harness import FAKE_ENGINE

USERS, EACH = 60, 10


async def rate(data: Path, users: int, each: int) -> str:
    started = time.monotonic()
    result = await load(data, users, each, program=FAKE_ENGINE)
    asking = sum(result.waits) / users  # the users ask at the same time, each one tune after the other
    assert result.answered == result.requests, result
    return f"{result} requests_per_s={result.requests / asking:.1f} in_all_s={time.monotonic() - started:.0f}"


if __name__ == "__main__":
    sys.stdout.write(f"{run_long(rate, sys.argv[1:], (USERS, EACH))}\n")
