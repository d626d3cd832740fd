"""Vary and Continue on tunes that people wrote: how many can be varied and continued, and why others cannot.

Every tune that is read and can be played is varied in one way and continued once. In a varied tune every bar
that was kept must be there note for note, every bar as long as before, and all of them in the same order.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from generator.arrangement.arranger import arrange_set, tunes_of_set
from generator.catalogue import Catalogue
from generator.compose.composition import Composition
from generator.compose.written.continuation import continued
from generator.compose.written.source import named_bars, part_names
from generator.compose.written.variation import sounds
from generator.errors import LiltError
from generator.model.checkpoint import Checkpoint
from generator.notation.changes import states
from generator.notation.melody import Melody
from generator.notation.reading.books.book import split_tunes
from generator.notation.reading.books.encoding import decode
from generator.notation.reading.reader import read_abc
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of so many tunes: those done, and in words what is wrong and why others were refused."""

    name: str
    tunes: int
    done: int
    wrong: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def figures(self) -> str:
        """One line; the reasons without their numbers."""
        reasons = Counter(re.sub(r"\d+(/\d+)?", "N", reason) for _, reason in self.refused)
        share = self.done / max(1, self.tunes)
        counted = f"tunes={self.tunes} done={self.done} share={share:.3f} wrong={len(self.wrong)}"
        return f"{self.name}: {counted} refused={dict(reasons.most_common())}"

    @property
    def complaints(self) -> Iterator[str]:
        """What is wrong and what was refused, each with its place."""
        yield from self.wrong
        yield from (f"{place}: {reason}" for place, reason in self.refused)


def measure(checkpoint: Checkpoint, paths: Sequence[Path], number: int) -> Iterator[Outcome]:
    """What comes of Vary, and then of Continue."""
    tunes = tunes_of(paths, number)
    yield _outcome("vary", checkpoint, tunes, _variation)
    yield _outcome("continue", checkpoint, tunes, partial(_continuation, checkpoint.catalogue))


def tunes_of(paths: Sequence[Path], number: int) -> list[Written]:
    """So many tunes that can be played, drawn from all."""
    files = [file for path in paths for file in (sorted(path.rglob("*.abc")) if path.is_dir() else [path])]
    books = ((file, split_tunes(decode(file.read_bytes()))) for file in files)
    found = [Written(f"{file.name}:{tune.line}", tune.text) for file, book in books for tune in book]
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


def _outcome(
    name: str,
    checkpoint: Checkpoint,
    tunes: Sequence[Written],
    request_of: Callable[[str, int], ComposeRequest],
) -> Outcome:
    """What comes of a request for each tune."""
    asked: list[tuple[Written, ComposeRequest]] = []
    refused: list[tuple[str, str]] = []
    for seed, one in enumerate(tunes):
        try:
            asked.append((one, request_of(one.abc, seed)))
        except LiltError as error:
            refused.append((one.place, str(error)))
    wrong: list[str] = []
    made = asyncio.run(try_all(checkpoint, [request for _, request in asked]))
    for (one, request), came in zip(asked, made, strict=True):
        if isinstance(came, LiltError):
            refused.append((one.place, str(came)))
        elif request.change and (problem := kept_wrong(read_abc(one.abc), came, request.change)):
            wrong.append(f"{one.place}: {problem}\n{one.abc}\n{came.tune.abc}")
    return Outcome(name, len(tunes), len(tunes) - len(refused), tuple(wrong), tuple(refused))


def _variation(abc: str, seed: int) -> ComposeRequest:
    return ComposeRequest(source=abc, change=_change(read_abc(abc), seed), seed=seed)


def _continuation(catalogue: Catalogue, abc: str, seed: int) -> ComposeRequest:
    options = continued(abc, catalogue, tune_type=read_abc(abc).rhythm or None)
    return ComposeRequest.from_json({**options, "seed": seed})


def kept_wrong(source: Melody, made: Composition, change: str) -> str:
    """What of the source is not there any more although it should be; "" if all is."""
    free, after = named_bars(source, change), read_abc(made.tune.abc)
    if len(after.bars) != len(source.bars):
        return f"{len(after.bars)} bars, not {len(source.bars)}"
    pairs = list(zip(source.bars, after.bars, strict=True))
    in_force = list(zip(states(source), states(after), strict=True))
    problems = {
        "notes": [at for at, (one, two) in enumerate(pairs) if at not in free and sounds(one) != sounds(two)],
        "lengths": [at for at, (one, two) in enumerate(pairs) if one.duration != two.duration],
        "meters": [at for at, (one, two) in enumerate(in_force) if one.meter != two.meter],
        "keys": [at for at, (one, two) in enumerate(in_force) if one.key != two.key],
    }
    found = [f"{name} of bars {bars} differ" for name, bars in problems.items() if bars]
    if played_order(source) != played_order(after):
        found.append("the bars are played in another order")
    return "; ".join(found)
