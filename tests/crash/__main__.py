"""`python -m tests.crash [KILLS] [SEED]`: prints each problem, and a line of figures at the end."""

from __future__ import annotations

import sys

from tests.crash.run import crash
from tests.long_run import run_long

KILLS, SEED = 400, 1


def main(words: list[str]) -> int:
    result = run_long(crash, words, (KILLS, SEED))
    sys.stdout.writelines(f"{problem}\n" for problem in result.problems)
    sys.stdout.write(f"asked={result.asked} answered={result.answered}\n{result}\n")
    return int(bool(result.lost or result.double or result.corrupt))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
