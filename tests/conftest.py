"""Holds for all tests. Loads nothing: the tests of the bot do without torch."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by torch when it is first imported
