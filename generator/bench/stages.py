"""The stages of one `/compose`: how long each takes, and how long the lab's own chain takes for one tune."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from generator.audio.soundfonts import bundled_soundfont
from generator.bench.capacity import Service
from generator.engine import Engine, Job
from generator.engine.client import run
from generator.engine.local.engine import open_local_engine
from generator.model.network import TuneModel
from generator.request import ComposeRequest
from generator.sampling.reference import LAB, lab_loop

TUNES = 8
CHAIN = ("abc2midi", "fluidsynth", "lame")
"""The programs of the lab's chain, which follow its loop."""
_CHARACTERS = 350
_ANSWER = frozenset({"mp3", "png"})
_SOUND, _SCORE = ("arrange", "midi", "synth", "mix", "mp3"), ("score",)


async def measure_stages(device: str) -> tuple[dict[str, float], list[Service]]:
    """Median seconds of each stage and in total, one tune after the other; and what each tune took of a core.

    `ratio_to_longer_branch`: the total over composing and the slower of sound and score.
    `ratio_to_one_voice`: the time for a second of music, over that of the melody alone, played plainly.
    `ratio_to_lab_chain`: how many times longer the lab's chain takes, if its programs are installed.
    """
    runs: list[dict[str, float]] = []
    plain: list[dict[str, float]] = []
    async with open_local_engine(device=device) as engine:
        for seed in range(TUNES + 1):
            runs.append(await _timed(engine, ComposeRequest(seed=seed)))
            plain.append(await _timed(engine, ComposeRequest(seed=seed, plain=True)))
    warm = runs[1:]
    figures = {stage: median(one[stage] for one in warm) for stage in warm[0] if stage != "music"}
    figures["ratio_to_one_voice"] = median(
        (one["total"] / one["music"]) / (voice["total"] / voice["music"])
        for one, voice in zip(warm, plain[1:], strict=True)
    )
    branches = (
        one["sample"]
        + one["notation"]
        + max(sum(one[stage] for stage in branch) for branch in (_SOUND, _SCORE))
        for one in warm
    )
    figures["ratio_to_longer_branch"] = figures["total"] / median(branches)
    missing = [program for program in CHAIN if not shutil.which(program)]
    if not missing:
        figures["lab_chain"] = await asyncio.to_thread(_lab_chain)
        figures["ratio_to_lab_chain"] = figures["lab_chain"] / figures["total"]
    return figures, [_service(one) for one in warm]


def _service(timings: Mapping[str, float]) -> Service:
    sound, score = (sum(timings[stage] for stage in branch) for branch in (_SOUND, _SCORE))
    return Service(timings["sample"] + timings["notation"], sound, score)


async def _timed(engine: Engine, request: ComposeRequest) -> dict[str, float]:
    """Seconds of each stage and in total, and of the music."""
    name = f"{request.seed}{'-plain' if request.plain else ''}"
    job = Job(id=name, user="bench", work=request, formats=_ANSWER)
    started = time.perf_counter()
    rendering = (await run(engine, job)).rendering
    total = time.perf_counter() - started
    return {**rendering.timings, "total": total, "music": rendering.seconds}


def _lab_chain() -> float:
    """Seconds for one tune the lab's way: its loop with its sizes, then one program after the other.

    The lab's model has random weights and writes no tune, so a fixed tune is played.
    """
    model, abc = TuneModel(LAB).eval(), _SAMPLE
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "tune.abc").write_text(abc)
        started = time.perf_counter()
        lab_loop(model, _CHARACTERS)
        for command in (
            ["abc2midi", "tune.abc", "-o", "tune.mid"],
            ["fluidsynth", "-ni", "-F", "tune.wav", "-r", "44100", str(bundled_soundfont()), "tune.mid"],
            ["lame", "--quiet", "tune.wav", "tune.mp3"],
        ):
            subprocess.run(command, cwd=place, check=True, capture_output=True)  # noqa: S603 - ours
        return time.perf_counter() - started


_SAMPLE = """\
X:1
T:A reel of sixteen bars
R:reel
M:4/4
L:1/8
Q:1/2=96
K:D
""" + "|:" + "|".join(["d2fd Adfd", "e2ge cege", "d2fd Adfa", "gfec d2d2"] * 2) + ":|\n" \
    + "|:" + "|".join(["f2af dfaf", "g2bg egbg", "f2af dfaf", "gfec d2d2"] * 2) + ":|\n"  # fmt: skip
