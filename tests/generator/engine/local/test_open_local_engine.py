"""`open_local_engine` with a real model and real render processes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from generator.engine import Job
from generator.engine.client import run
from generator.engine.local.engine import open_local_engine
from generator.errors import (
    BadRequest,
    ModelError,
    SoundfontError,
)
from generator.request import ComposeRequest


async def test_the_real_engine_makes_every_format(rehearsed: Path) -> None:
    formats = frozenset({"abc", "mid", "mp3", "wav", "png"})
    work = ComposeRequest(type="jig", key="G", seed=2, temperature=0.4)
    async with open_local_engine(model=str(rehearsed), device="cpu") as engine:
        one = Job(id="1", user="ann", work=work, formats=formats)
        again = Job(id="2", user="ann", work=work, formats=frozenset({"abc"}))
        recording, second = await asyncio.gather(run(engine, one), run(engine, again))
    assert recording.rendering.files.keys() == formats
    assert {
        "sample",
        "notation",
        "midi",
        "synth",
        "mp3",
        "score",
        "total",
    } <= recording.rendering.timings.keys()
    assert recording.tune == second.tune


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"model": "nowhere"}, ModelError),
        ({"device": "tpu"}, BadRequest),
        ({"device": "cuda"}, BadRequest),
        ({"soundfont": Path("/nowhere.sf2")}, SoundfontError),
    ],
)
async def test_a_missing_model_device_or_soundfont_is_an_error_at_the_start(
    options: dict[str, object], error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(error):
        async with open_local_engine(**options):  # type: ignore[arg-type]
            pass
