"""`python -m tests.loopback.wrong_clock_bot`: the bot with a fake engine on a machine whose clock is wrong.

TEST_CLOCK: by how many seconds.
"""

from __future__ import annotations

import os
import sys
import time

VARIABLE = "TEST_CLOCK"


def set_clock() -> None:
    """Make the clock wrong, before other modules import it."""
    right, wrong = time.time, float(os.environ[VARIABLE])
    time.time = lambda: right() + wrong


if __name__ == "__main__":
    set_clock()
    from tests.loopback.fake_engine_bot import open_fake_engine, run_bot

    sys.exit(run_bot(open_fake_engine))
