"""`python -m tests.load [USERS] [EACH]`: the real bot and the real model; a line of figures at the end."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.load.run import load

USERS, EACH = 200, 5


def main(words: list[str]) -> int:
    users, each = (*map(int, words), *(USERS, EACH)[len(words) :])
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(load(Path(folder) / "data", users, each))
    sys.stdout.write(f"memory_before_mb={result.before / 1e6:.0f} memory_after_mb={result.after / 1e6:.0f}\n")
    sys.stdout.write(f"{result}\n")
    return int(result.answered != result.requests or bool(result.double))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
