"""Vary and Continue on tunes that people wrote: how many can be varied and continued, and why others cannot.

Every tune that is read and can be played is varied in one way and continued once. In the result every bar that
was kept must be there note for note, every bar as long as before, and all of them in the same order.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from generator.arrangement.arranger import arrange_set, tunes_of_set
from generator.catalogue import Catalogue
from generator.compose.composer import Composition
from generator.compose.continuation import continued
from generator.compose.source import named_bars, part_names
from generator.compose.variation import sounds
from generator.errors import LiltError
from generator.model.checkpoint import Checkpoint
from generator.notation.changes import full_bars, states
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc, split_tunes
from generator.notation.unfold import played_order
from generator.playing import Playing
from generator.request import ComposeRequest
from tests.proof.composing import try_all

_CHANGES = ("A", "ending", "3-4", "last part", "1", "2")


@dataclass(frozen=True, slots=True)
class Written:
    """A tune that somebody wrote: the file and line, and the ABC."""

    place: str
    abc: str


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="DIR-or-FILE")
    parser.add_argument("--count", type=int, default=100, help="tunes, drawn from all of them (default: 100)")


def report(checkpoint: Checkpoint, paths: Sequence[Path], number: int) -> Iterator[str]:
    """A line of figures for Vary and one for Continue. What is refused or wrong goes to standard error."""
    tunes = tunes_of(paths, number)
    changes = [_change(read_abc(one.abc), at) for at, one in enumerate(tunes)]
    yield _vary(checkpoint, tunes, changes)
    yield _continue(checkpoint, tunes)


def tunes_of(paths: Sequence[Path], number: int) -> list[Written]:
    """So many tunes that can be played, drawn from all."""
    files = [file for path in paths for file in (sorted(path.rglob("*.abc")) if path.is_dir() else [path])]
    texts = ((file, file.read_text(encoding="utf-8", errors="replace")) for file in files)
    found = [Written(f"{file.name}:{line}", abc) for file, text in texts for line, abc in split_tunes(text)]
    Random(1).shuffle(found)  # noqa: S311 - no secret
    playable = (one for one in found if _plays(one.abc))
    return [one for one, _ in zip(playable, range(number), strict=False)]


def _plays(abc: str) -> bool:
    try:
        arrange_set(tunes_of_set([read_abc(abc)], Playing()), Playing())
    except LiltError:
        return False
    return True


def _change(tune: Melody, at: int) -> str:
    """What is to be changed; a different thing from tune to tune. A tune may lack what is named."""
    change = _CHANGES[at % len(_CHANGES)]
    try:
        names = part_names(tune)
        wanted = names[-1] if change == "last part" else change
        named_bars(tune, wanted)
    except (LiltError, ValueError):
        return "1"
    return wanted


def _vary(checkpoint: Checkpoint, tunes: Sequence[Written], changes: Sequence[str]) -> str:
    asked: list[ComposeRequest] = []
    refused: Counter[str] = Counter()
    places: list[Written] = []
    for seed, (one, change) in enumerate(zip(tunes, changes, strict=True)):
        try:
            asked.append(ComposeRequest(source=one.abc, change=change, seed=seed))
            places.append(one)
        except LiltError as error:
            _refuse(refused, one, error)
    wrong = 0
    done = 0
    for one, request, made in zip(places, asked, asyncio.run(try_all(checkpoint, asked)), strict=True):
        if isinstance(made, LiltError):
            _refuse(refused, one, made)
            continue
        done += 1
        problem = kept_wrong(read_abc(one.abc), made, str(request.change))
        wrong += bool(problem)
        if problem:
            print(f"{one.place}: {problem}\n{one.abc}\n{made.tune.abc}", file=sys.stderr)
    return f"vary: tunes={len(tunes)} done={done} share={done / len(tunes):.3f} wrong={wrong} {_reasons(refused)}"


def _continue(checkpoint: Checkpoint, tunes: Sequence[Written]) -> str:
    asked: list[ComposeRequest] = []
    refused: Counter[str] = Counter()
    places: list[Written] = []
    for seed, one in enumerate(tunes):
        try:
            asked.append(_continuation(checkpoint.catalogue, one.abc, seed))
            places.append(one)
        except LiltError as error:
            _refuse(refused, one, error)
    done = 0
    for one, made in zip(places, asyncio.run(try_all(checkpoint, asked)), strict=True):
        if isinstance(made, LiltError):
            _refuse(refused, one, made)
        done += not isinstance(made, LiltError)
    return f"continue: tunes={len(tunes)} done={done} share={done / len(tunes):.3f} {_reasons(refused)}"


def _continuation(catalogue: Catalogue, abc: str, seed: int) -> ComposeRequest:
    options = continued(abc, catalogue, tune_type=read_abc(abc).rhythm or None)
    return ComposeRequest.from_json({**options, "seed": seed})


def _refuse(refused: Counter[str], one: Written, error: LiltError) -> None:
    refused[re.sub(r"\d+(/\d+)?", "N", str(error))] += 1
    print(f"{one.place}: {error}", file=sys.stderr)


def _reasons(refused: Counter[str]) -> str:
    return "refused=" + str(dict(refused.most_common()))


def kept_wrong(source: Melody, made: Composition, change: str) -> str:
    """What of the source is not there any more although it should be; "" if all is."""
    free, after = named_bars(source, change), read_abc(made.tune.abc)
    if len(after.bars) != len(source.bars):
        return f"{len(after.bars)} bars, not {len(source.bars)}"
    pairs = list(zip(source.bars, after.bars, strict=True))
    problems = {
        "notes": [at for at, (one, two) in enumerate(pairs) if at not in free and sounds(one) != sounds(two)],
        "lengths": [at for at, (one, two) in enumerate(pairs) if one.duration != two.duration],
        "full bars": [
            at for at, (one, two) in enumerate(zip(full_bars(source), full_bars(after), strict=True)) if one != two
        ],
        "keys": [
            at for at, (one, two) in enumerate(zip(states(source), states(after), strict=True)) if one.key != two.key
        ],
    }  # fmt: skip
    found = [f"{name} of bars {bars} differ" for name, bars in problems.items() if bars]
    if played_order(source) != played_order(after):
        found.append("the bars are played in another order")
    return "; ".join(found)
