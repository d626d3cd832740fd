"""Settings of all tests. Imports nothing heavy: the tests of the bot run without torch."""

import os

from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by torch when it is first imported

# The same examples every time, so that a red test is about the change; `make test-all` looks for new ones and
# for two and three times as many.
settings.register_profile("steady", derandomize=True, max_examples=50)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
