"""`python -m generator compose`: tunes written to files, by the same engine as the bot's."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.arrangement.arranger import backing_of, tunes_of_set
from generator.catalogue import Catalogue
from generator.cli.books import first_of
from generator.cli.files import check_folder, check_keeps, read_tunes, say_older_pages, write_files
from generator.compose.resolve import resolve
from generator.compose.titles import title_after, title_of_source
from generator.compose.written.continuation import continued
from generator.engine import Job
from generator.engine.client import run as run_job
from generator.engine.local.engine import open_local_engine
from generator.errors import BadRequest
from generator.model.folders import find_checkpoint
from generator.model.record import load_catalogue
from generator.notation.reading.reader import read_abc
from generator.request import PLAYING, SEEDS, ComposeRequest, daring
from generator.tune import NearestTune, Recording, Tune

_AT_ONCE = 16


def run(arguments: argparse.Namespace) -> None:
    """Compose the tunes that were asked for. Raises LiltError."""
    check_folder(arguments.out)
    asyncio.run(_compose(arguments))


def requests_from(arguments: argparse.Namespace, catalogue: Catalogue) -> list[ComposeRequest]:
    """One request per tune, each with its seed. Raises BadRequest if they are not possible."""
    first = secrets.randbelow(SEEDS[1] - arguments.count) if arguments.seed is None else arguments.seed
    risk = daring(arguments.daring, temperature=arguments.temperature, top_p=arguments.top_p)
    names = ("type", "key", "mode", "meter", "parts", "bars", "opening", "change", *PLAYING)
    options = {name: getattr(arguments, name) for name in names}
    options = {name: value for name, value in options.items() if value is not None}
    _check_source(arguments)
    from_tune = _options_of_tune(arguments, catalogue)
    for name in set(from_tune) & set(options) - {"key"}:
        if from_tune[name] != options[name]:
            raise BadRequest(name, options[name], f"the tune that it goes on from has {from_tune[name]}")
    requests = [
        ComposeRequest.from_json({**options, **from_tune, **risk, "seed": first + index})
        for index in range(arguments.count)
    ]
    resolve(catalogue, requests[0], first)
    return requests


def _check_source(arguments: argparse.Namespace) -> None:
    """Raises BadRequest for a source without a change, and for a change without a source."""
    if arguments.source is not None and arguments.change is None:
        raise BadRequest(
            "source", arguments.source.name, "it needs --change as well, such as --change B or --change 5-8"
        )
    if arguments.change is not None and arguments.source is None:
        raise BadRequest("change", arguments.change, "it needs --source FILE as well")


def _options_of_tune(arguments: argparse.Namespace, catalogue: Catalogue) -> dict[str, str]:
    """The options that come from a tune: from --continue or --source. Raises BadRequest for both."""
    if arguments.begin_as is not None:
        if arguments.source is not None:
            allowed = "there is a source too: give only one of them"
            raise BadRequest("continue", arguments.begin_as, allowed)
        abc = first_of(read_tunes(arguments.begin_as)).text
        return continued(abc, catalogue, key=arguments.key, instrument=arguments.instrument)
    return {} if arguments.source is None else {"source": first_of(read_tunes(arguments.source)).text}


async def _compose(arguments: argparse.Namespace) -> None:
    """Write the files, and print each tune in the order of its seed."""
    model = str(find_checkpoint(arguments.model, arguments.models))
    requests = requests_from(arguments, load_catalogue(model))
    limit = len(requests)
    async with open_local_engine(model=model, queue_limit=limit, user_limit=limit) as engine:
        slots = asyncio.Semaphore(_AT_ONCE)

        async def make(place: int, request: ComposeRequest) -> tuple[Recording, list[Path]]:
            def composed(tune: Tune) -> Tune:
                tune = _titled(tune, place)
                for source in (arguments.source, arguments.begin_as):
                    if source is not None:
                        names = [f"{tune.stem}.{form}" for form in arguments.formats]
                        check_keeps(source, arguments.out, names)
                return tune

            async with slots:
                job = Job(id=secrets.token_hex(8), user="you", work=request, formats=arguments.formats)
                recording = await run_job(engine, job, composed=composed)
                files = recording.rendering.named(recording.tune.stem)
                return recording, write_files(arguments.out, files)

        tasks = [asyncio.create_task(make(*one)) for one in enumerate(requests)]
        try:
            for task in tasks:
                recording, paths = await task
                line = (
                    json.dumps(describe(recording, paths)) if arguments.json else sentence(recording, paths)
                )
                print(line, flush=True)
                for notice in recording.rendering.notices:
                    print(notice, file=sys.stderr)
                say_older_pages(arguments.out, recording.tune.stem, [path.name for path in paths])
        finally:
            for task in tasks:
                task.cancel()


def _titled(tune: Tune, place: int) -> Tune:
    """A variation with its source's title gets a number, as in the bot; `place`: which of a call, from 0."""
    if tune.request.source is None:
        return tune
    title = " ".join(read_abc(tune.request.source).title.split())
    return tune.renamed(title_after(title, place)) if tune.title == title_of_source(title) else tune


def describe(recording: Recording, paths: Sequence[Path]) -> dict[str, Any]:
    """A tune as `--json` prints it. `files` has the first page of the sheet music, `pages` has them all."""
    tune, rendering = recording.tune, recording.rendering
    request, playing = tune.request, tune.request.playing
    melody = read_abc(tune.abc)
    files: dict[str, str] = {}
    for path in paths:
        files.setdefault(path.suffix[1:], str(path))
    return {
        "id": tune.id, "title": tune.title, "type": request.type, "meter": request.meter, "key": request.key,
        "mode": request.mode, "parts": request.parts, "bars": request.bars, "tempo": request.tempo,
        "instrument": request.instrument, "backing": backing_of(melody, playing),
        "times": tunes_of_set([melody], playing)[0].times, "plain": playing.plain, "heard": playing.heard,
        "chords": playing.chords, "tab": playing.tab, "temperature": request.temperature,
        "top_p": request.top_p, "seed": request.seed, "model": tune.model, "abc": tune.abc,
        "files": files, "pages": [str(path) for path in paths if path.suffix == ".png"],
        "audio_seconds": round(rendering.seconds, 3),
        "timings": {name: round(seconds, 4) for name, seconds in rendering.timings.items()},
        "originality": _originality(tune.originality), "attempts": tune.attempts,
        "rejections": dict(tune.rejections),
    }  # fmt: skip


def _originality(nearest: NearestTune | None) -> dict[str, Any]:
    """The nearest training tune, and what it shares."""
    if nearest is None:
        return {"nearest": None, "place": None, "longest_run": 0, "share": 0.0}
    return {
        "nearest": nearest.title or None, "place": nearest.place, "longest_run": nearest.longest,
        "share": nearest.share,
    }  # fmt: skip


def sentence(recording: Recording, paths: Sequence[Path]) -> str:
    """A tune as a person reads it."""
    tune = recording.tune
    files = "".join(f"\n  {path}" for path in paths)
    return f"{tune.title} (seed {tune.request.seed}, {recording.rendering.seconds:.0f} s){files}"
