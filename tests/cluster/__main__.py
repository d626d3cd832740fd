"""`python -m tests.cluster [JOBS] [USERS]`: a line of figures at the end."""

from __future__ import annotations

import sys

from tests.cluster.run import PLAN, cluster
from tests.long_run import run_long

JOBS, USERS = 500, 60


def main(words: list[str]) -> int:
    result = run_long(lambda data, jobs, users: cluster(data, jobs, users, PLAN), words, (JOBS, USERS))
    sys.stdout.write(f"{result.happened}\n{result}\n")
    return int(not result.good)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
