"""`python -m generator compose`: tunes through the same engine as the bot's, into files."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
from pathlib import Path
from typing import Any

from generator.catalogue import Catalogue
from generator.cli.files import check_folder, read_tunes, write_files
from generator.compose.source import beginning
from generator.engine import Job
from generator.engine.client import run
from generator.engine.local import open_local_engine
from generator.errors import BadRequest
from generator.model.record import load_catalogue
from generator.tune import SEEDS, ComposeRequest, Likeness, Recording, daring

_AT_ONCE = 16


def requests_from(arguments: argparse.Namespace, catalogue: Catalogue) -> list[ComposeRequest]:
    """The tunes that were asked for, each with its seed. Raises BadRequest before anything is made."""
    first = secrets.randbelow(SEEDS[1] - arguments.count) if arguments.seed is None else arguments.seed
    risk = daring(arguments.daring, temperature=arguments.temperature, top_p=arguments.top_p)
    names = ("type", "key", "mode", "meter", "parts", "bars", "opening", "change", "instrument", "tempo")
    options = {name: getattr(arguments, name) for name in names}
    options = {name: value for name, value in options.items() if value is not None}
    before = _before(arguments)
    for name in set(before) & set(options) - {"key"}:
        if before[name] != options[name]:
            raise BadRequest(name, options[name], f"the tune that it goes on from has {before[name]}")
    asked = [
        ComposeRequest.from_json({**options, **before, **risk, "seed": first + index})
        for index in range(arguments.count)
    ]
    catalogue.resolve(asked[0], first)
    return asked


def _before(arguments: argparse.Namespace) -> dict[str, str]:
    """What a request takes from the tune that it goes on from, if there is one."""
    if arguments.begin_as is not None:
        return beginning(read_tunes(arguments.begin_as)[0], key=arguments.key)
    return {} if arguments.source is None else {"source": read_tunes(arguments.source)[0]}


async def compose(arguments: argparse.Namespace) -> None:
    """Compose, write the files, print each tune in the order of its seed."""
    check_folder(arguments.out)
    asked = requests_from(arguments, load_catalogue(arguments.model))
    limit = len(asked)
    async with open_local_engine(model=arguments.model, queue_limit=limit, user_limit=limit) as engine:
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(request: ComposeRequest) -> tuple[Recording, dict[str, Path]]:
            async with room:
                job = Job(id=secrets.token_hex(8), user="you", work=request, formats=arguments.formats)
                recording = await run(engine, job)
                return recording, write_files(arguments.out, recording.tune.stem, recording.rendering.files)

        tasks = [asyncio.create_task(one(request)) for request in asked]
        try:
            for task in tasks:
                recording, paths = await task
                as_json = arguments.json
                print(
                    json.dumps(describe(recording, paths)) if as_json else sentence(recording, paths),
                    flush=True,
                )
        finally:
            for task in tasks:
                task.cancel()


def describe(recording: Recording, paths: dict[str, Path]) -> dict[str, Any]:
    """What `--json` prints of a tune."""
    tune, rendering = recording.tune, recording.rendering
    asked = tune.request
    return {
        "id": tune.id, "title": tune.title, "type": asked.type, "meter": asked.meter, "key": asked.key,
        "mode": asked.mode, "parts": asked.parts, "bars": asked.bars, "tempo": asked.tempo,
        "instrument": asked.instrument, "temperature": asked.temperature,
        "top_p": asked.top_p, "seed": asked.seed, "model": tune.model, "abc": tune.abc,
        "files": {name: str(path) for name, path in paths.items()},
        "audio_seconds": round(rendering.seconds, 3),
        "timings": {name: round(seconds, 4) for name, seconds in rendering.timings.items()},
        "originality": _compared(tune.originality), "attempts": tune.attempts,
        "rejections": dict(tune.rejections),
    }  # fmt: skip


def _compared(likeness: Likeness | None) -> dict[str, Any]:
    """How near a training tune comes; of a tune that shares no run with any, that."""
    if likeness is None:
        return {"nearest": None, "place": None, "longest_run": 0, "share": 0.0}
    return {
        "nearest": likeness.title or None, "place": likeness.place, "longest_run": likeness.longest,
        "share": likeness.share,
    }  # fmt: skip


def sentence(recording: Recording, paths: dict[str, Path]) -> str:
    """What a person reads of a tune."""
    tune = recording.tune
    files = "".join(f"\n  {path}" for path in paths.values())
    return f"{tune.title} (seed {tune.request.seed}, {recording.rendering.seconds:.0f} s){files}"
