"""`make proof`: checks that many tunes, over all that the model offers, are correct, as asked and new.

Composes without rendering, then asks abc2midi, music21 and an independent sum. The last lines are figures.
`python -m tests.proof chords FILE.abc …` measures the harmony on tunes that people have chorded,
`python -m tests.proof books DIR …` what is read of whole books.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import torch

from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.network import TuneModel
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.proof import band, books, chords, picture, playing, sound
from tests.proof import variations as written
from tests.proof.composing import compose_tunes
from tests.proof.oracles import TESTS, verdict
from tests.proof.requests import requests, variations

_NO_ABC2MIDI = "abc2midi is missing; on Debian: apt install abcmidi"
_VARIED = 10
_EVERY = 10
"""Of the printed tunes."""


def untrained(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint with the same catalogue and untrained weights."""
    torch.manual_seed(1)
    return replace(checkpoint, model=TuneModel(checkpoint.model.config).eval())


def reports(name: str, checkpoint: Checkpoint, asked: list[ComposeRequest]) -> list[str]:
    """A line of figures for new tunes, and one for variations of every tenth of them."""
    tunes = compose_tunes(checkpoint, asked)
    changes = variations(tunes[::_VARIED])
    return [
        report(name, tunes, asked, TESTS),
        report(f"{name}, varied", compose_tunes(checkpoint, changes), changes, TESTS),
    ]


def report(name: str, tunes: list[Tune], asked: list[ComposeRequest], tests: Collection[str]) -> str:
    """A line of figures: how many tunes pass each test. Every tune that fails is printed."""
    passed: Counter[str] = Counter()
    with ProcessPoolExecutor() as pool:
        for tune, request, found in zip(
            tunes, asked, pool.map(partial(verdict, tests=tests), tunes, asked, chunksize=8), strict=True
        ):
            passed.update(test for test in tests if test not in found)
            for test, problem in found.items():
                print(f"{name}: seed {request.seed}: {test}: {problem}\n{tune.abc}", file=sys.stderr)
    attempts = sum(tune.attempts for tune in tunes) / len(tunes)
    reasons = sum((Counter(tune.rejections) for tune in tunes), Counter[str]())
    figures = " ".join(f"{test}={passed[test]}" for test in TESTS if test in tests)
    return f"{name}: tunes={len(tunes)} {figures} attempts={attempts:.3f} redrawn={dict(reasons)}"


def prove_tunes(arguments: argparse.Namespace) -> int:
    """Correct, as asked and new."""
    if shutil.which("abc2midi") is None:
        print(_NO_ABC2MIDI, file=sys.stderr)
        return 2
    checkpoint = load_checkpoint(arguments.model)
    asked = requests(checkpoint.catalogue, arguments.count)
    for name, made in ((checkpoint.id, checkpoint), ("untrained", untrained(checkpoint))):
        print("\n".join(reports(name, made, asked)), flush=True)
    return 0


def prove_chords(arguments: argparse.Namespace) -> int:
    """The harmony, against chords that people wrote."""
    figures, refused = chords.compare_files(arguments.files)
    print("\n".join(refused), file=sys.stderr)
    print(figures)
    return 0


def prove_books(arguments: argparse.Namespace) -> int:
    """Books of tunes, against abc2midi."""
    if shutil.which("abc2midi") is None:
        print(_NO_ABC2MIDI, file=sys.stderr)
        return 2
    for line in books.report(list(books.compare_books(arguments.folders))):
        print(line)
    return 0


def prove_band(arguments: argparse.Namespace) -> int:
    """What the players play."""
    checkpoint = load_checkpoint(arguments.model)
    tunes = compose_tunes(checkpoint, requests(checkpoint.catalogue, arguments.count))
    print(band.report(band.measure(tunes)))
    return 0


def prove_sound(arguments: argparse.Namespace) -> int:
    """The recordings."""
    checkpoint = load_checkpoint(arguments.model)
    for line in sound.report(partial(compose_tunes, checkpoint), checkpoint.catalogue.types):
        print(line, flush=True)
    return 0


def prove_playing(_: argparse.Namespace) -> int:
    """How printed tunes are performed, type by type."""
    for line in playing.report(playing.melodies(_EVERY)):
        print(line, flush=True)
    return 0


def prove_variations(arguments: argparse.Namespace) -> int:
    """Vary and Continue on tunes that people wrote."""
    for outcome in written.measure(load_checkpoint(arguments.model), arguments.paths, arguments.count):
        print("\n".join(outcome.complaints), file=sys.stderr)
        print(outcome.figures, flush=True)
    return 0


def draw_picture(arguments: argparse.Namespace) -> int:
    """Two recordings."""
    picture.draw(arguments.recordings, arguments.picture)
    return 0


def _no_options(parser: argparse.ArgumentParser) -> None:
    """A command without options."""


_COMMANDS = (
    ("chords", prove_chords, chords.add_options, "compare the harmony with chords that people wrote"),
    ("variations", prove_variations, written.add_options, "vary and continue tunes that people wrote"),
    ("books", prove_books, books.add_options, "compare every tune of folders of ABC with abc2midi"),
    ("band", prove_band, _no_options, "measure what the players play, in the MIDI files"),
    ("playing", prove_playing, _no_options, "measure how printed tunes are performed, type by type"),
    ("sound", prove_sound, _no_options, "decode and measure a recording of each type on each instrument"),
    ("picture", draw_picture, picture.add_options, "draw the waveforms and spectrograms of two recordings"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--model", help="a checkpoint's name or folder (default: the one shipped)")
    parser.set_defaults(prove=prove_tunes)
    commands = parser.add_subparsers(metavar="chords | variations | books | band | playing | sound | picture")
    for name, prove, add_options, about in _COMMANDS:
        command = commands.add_parser(name, help=about)
        command.set_defaults(prove=prove)
        add_options(command)
    arguments = parser.parse_args()
    return int(arguments.prove(arguments))


if __name__ == "__main__":
    sys.exit(main())
