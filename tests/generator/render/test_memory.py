"""The memory that rendering takes, in a process of its own: twice 16 bits for each sample, and a little."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the highest memory")

BESIDE = 75
"""MB beside the samples: a stretch in the synthesizer, the MP3, libraries."""
MB = 2**20

_MEASURED = """
import json, re, sys
from pathlib import Path
from generator.playing import Playing
from generator.practice_text import read_practice
from generator.render.abc import render_abc, warm_up

def highest():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) * 1024

warm_up(None)
idle = highest()
text = sys.argv[2]
playing = Playing(practice=read_practice(text)) if text else Playing(backing="none", times=1)
done = render_abc(sys.argv[1], playing, formats=frozenset({"mp3"}))
print(json.dumps({"seconds": done.seconds, "idle": idle, "highest": highest()}))
"""


@pytest.mark.parametrize(
    ("minutes", "practice"),
    [
        (3, ""),
        (3, "x1, split"),
        pytest.param(10, "", marks=pytest.mark.slow),
        pytest.param(9, "x1, split", marks=pytest.mark.slow),
    ],
)
def test_a_long_tune_takes_little_more_memory_than_twice_its_samples(minutes: int, practice: str) -> None:
    tune = "X:1\nT:Long\nM:4/4\nL:1/4\nQ:1/4=60\nK:D\n" + "DFAd|fdAF|GBdg|bgdB|\n" * (minutes * 15 // 4)
    done = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", _MEASURED, tune, practice], capture_output=True, check=True, text=True
    )
    measured = json.loads(done.stdout)
    assert measured["seconds"] > 0.9 * 60 * minutes
    assert measured["highest"] - measured["idle"] < measured["seconds"] * 48_000 * 4 * 2 + BESIDE * MB
    assert measured["highest"] < 400 * MB
