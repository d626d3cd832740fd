"""Settings of all tests. Imports nothing heavy: the tests of the bot run without torch."""

import os
import signal

import pytest
from hypothesis import settings

# As in a terminal: a suite that is started in the background, or under nohup, ignores these, and so would
# each process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by torch when it is first imported

# The same examples every time, so that a red test is about the change; `make test-all` looks for new ones and
# for two and three times as many. How long an example takes depends on what else the machine does.
settings.register_profile("steady", derandomize=True, max_examples=50, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: a fifth of the time, tests wait for a bot or a browser."""
    return (os.cpu_count() or 1) + 1
