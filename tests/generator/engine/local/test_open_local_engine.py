"""`open_local_engine` with a real model and real render processes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from generator.audio.sf2 import open_soundfont, take_presets
from generator.audio.soundfonts import bundled_soundfont
from generator.engine import Job
from generator.engine.client import run
from generator.engine.local.engine import open_local_engine
from generator.errors import (
    BadRequest,
    ModelError,
    SoundfontError,
)
from generator.request import ComposeRequest

KEY_RANGE = 43
"""The generator with the lowest and the highest key of a zone."""


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


async def test_a_soundfont_whose_notes_cannot_be_heard_is_refused_at_the_start(tmp_path: Path) -> None:
    """Its tables are right, but its fiddle has two keys far below the tune's."""
    whole = open_soundfont(bundled_soundfont())
    tables = {name: table.copy() for name, table in whole.tables.items()}
    gens = tables["igen"]
    gens["amount"][gens["oper"] == KEY_RANGE] = 0x0100
    deaf = replace(whole, tables=tables)
    path = tmp_path / "deaf.sf2"
    path.write_bytes(take_presets({(0, 40): (deaf, (0, 40))}))
    with pytest.raises(SoundfontError, match="its fiddle cannot play a bar of a jig"):
        async with open_local_engine(soundfont=path, device="cpu"):
            pass
