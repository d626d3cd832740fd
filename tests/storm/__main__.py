"""`python -m tests.storm [SECONDS] [MESSAGES]`: a line of figures at the end."""

from __future__ import annotations

import sys

from tests.long_run import run_long
from tests.storm.run import storm

SECONDS, MESSAGES = 60, 20


def main(words: list[str]) -> int:
    result = run_long(storm, words, (SECONDS, MESSAGES))
    sys.stdout.write(f"{result}\n")
    return int(bool(result.lost or result.double or result.most_requests > 15))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
