"""`make fuzz`: runs many texts and files through all that Lilt does with them. The last line has the figures.

Some of the texts that are tunes are rendered too.
"""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.files import file_cases
from tests.fuzz.run import fuzz
from tests.fuzz.texts import cases


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rendered", type=int, default=300, help="of the texts that are tunes")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    files = arguments.cases // 20
    tried = cases(arguments.cases - files, arguments.seed) + file_cases(files, arguments.seed)
    found = fuzz(tried, arguments.rendered, print)
    print(f"rendered={found.rendered} slowest_s={found.slowest:.2f}")
    print(found.line)
    return 1 if found.crashes or found.hangs else 0


if __name__ == "__main__":
    sys.exit(main())
