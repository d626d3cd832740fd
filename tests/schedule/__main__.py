"""`python -m tests.schedule [DAYS] [SEED] [PER_MILLE]`: the last line says what was missed and came twice.

Exit code 1 if anything was.
"""

from __future__ import annotations

import sys

from tests.long_run import run_long
from tests.schedule.run import run

if __name__ == "__main__":
    figures = run_long(run, sys.argv[1:], (400, 1, 10))
    print(figures)
    sys.exit(figures.missed + figures.double + figures.wrong > 0)
