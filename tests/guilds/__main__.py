"""`python -m tests.guilds [SERVERS] [CHANNELS] [SHARDS]`: a line of figures at the end."""

from __future__ import annotations

import sys

from tests.guilds.run import MOST_MEGABYTES, measure
from tests.long_run import run_long

SERVERS, CHANNELS, SHARDS = 10_000, 50, 10


def main(words: list[str]) -> int:
    result = run_long(measure, words, (SERVERS, CHANNELS, SHARDS))
    sys.stdout.write(f"{result}\n")
    return int(result.rss_megabytes > MOST_MEGABYTES or result.late > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
