"""`python -m tests.crash [KILLS] [SEED]`: prints what went wrong, and a line of figures at the end."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.crash.run import crash

KILLS = 200


def main(words: list[str]) -> int:
    kills, seed = (*map(int, words), *(KILLS, 1)[len(words) :])
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(crash(Path(folder) / "data", kills, Random(seed)))  # noqa: S311 - no secret
    sys.stdout.writelines(f"{problem}\n" for problem in result.problems)
    sys.stdout.write(f"asked={result.asked} answered={result.answered}\n{result}\n")
    return int(bool(result.lost or result.double or result.corrupt))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
