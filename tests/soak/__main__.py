"""`python -m tests.soak [SECONDS] [TUNES] [COMPOSERS]`: the real bot and model; figures at the end."""

from __future__ import annotations

import sys

from tests.long_run import run_long
from tests.soak.run import soak

SECONDS, TUNES, COMPOSERS = 600, 200_000, 30
MOST_LAG = 0.05


def main(words: list[str]) -> int:
    result = run_long(soak, words, (SECONDS, TUNES, COMPOSERS))
    for name, count in result.asked.items():
        sys.stdout.write(f"{name}={count} late={result.late[name]}\n")
    sys.stdout.write(f"{result}\n")
    return int(bool(result.unanswered) or not result.lag <= MOST_LAG)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
