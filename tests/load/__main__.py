"""`python -m tests.load [USERS] [EACH]`: the real bot and the real model; a line of figures at the end."""

from __future__ import annotations

import sys

from tests.load.run import load
from tests.long_run import run_long

USERS, EACH = 200, 5


def main(words: list[str]) -> int:
    result = run_long(load, words, (USERS, EACH))
    sys.stdout.write(f"memory_before_mb={result.before / 1e6:.0f} memory_after_mb={result.after / 1e6:.0f}\n")
    sys.stdout.write(f"{result}\n")
    return int(result.answered != result.requests or bool(result.double))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
