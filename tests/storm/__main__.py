"""`python -m tests.storm [SECONDS] [MESSAGES]`: a line of figures at the end."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.storm.run import storm

SECONDS, MESSAGES = 60, 20


def main(words: list[str]) -> int:
    seconds, messages = (*map(int, words), *(SECONDS, MESSAGES)[len(words) :])
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(storm(Path(folder) / "data", seconds, messages))
    sys.stdout.write(f"{result}\n")
    return int(bool(result.lost or result.double or result.most_requests > 15))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
