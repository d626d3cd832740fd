"""Composes tunes and renders ABC from the command line."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from generator.cli.program import Parser
from generator.errors import LiltError
from generator.instruments import DEFAULT_INSTRUMENT
from generator.tune import DARING, DEFAULT_TEMPERATURE, FORMATS

_DEFAULT_FORMATS = "abc,mid,mp3,png"


def _formats(text: str) -> frozenset[str]:
    names = frozenset(text.split(","))
    if not names <= set(FORMATS):
        wrong = ", ".join(sorted(names - set(FORMATS)))
        raise argparse.ArgumentTypeError(f"{wrong!r:.40} is not possible; it must be of {','.join(FORMATS)}.")
    return names


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text:.40} is not possible; it must be a number from 1 to 10000.")
    return int(text)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the files (default: out)")
    parser.add_argument("--formats", type=_formats, default=_formats(_DEFAULT_FORMATS),
                        help=f"of {','.join(FORMATS)} (default: {_DEFAULT_FORMATS})")  # fmt: skip
    parser.add_argument("--tempo", type=int, help="beats per minute")


def build_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m generator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    compose = commands.add_parser("compose", help="write new tunes")
    compose.add_argument("--type", help="jig, reel, hornpipe … (what the model has learnt)")
    compose.add_argument("--key", help="the tonic: D, Bb, F# …")
    compose.add_argument("--mode", help="major, minor, Dorian, Mixolydian …")
    compose.add_argument("--meter", help="6/8, 4/4 …")
    compose.add_argument("--parts", help="parts in order, twice where repeated: AABB")
    compose.add_argument("--bars", type=int, help="bars in each part")
    compose.add_argument("--opening", help="ABC that the tune begins with")
    compose.add_argument("--source", type=Path, metavar="FILE.abc", help="the tune to change; see --change")
    compose.add_argument("--change", help="what of --source to write anew: A, B …, ending, 7, 5-8")
    compose.add_argument("--continue", dest="begin_as", type=Path, metavar="FILE.abc",
                         help="begin as this tune does: its first two bars are the opening")  # fmt: skip
    compose.add_argument("--daring", help=f"{', '.join(DARING)}: how far to leave the beaten track")
    compose.add_argument("--temperature", type=float,
                         help=f"the same as a number (default: {DEFAULT_TEMPERATURE})")  # fmt: skip
    compose.add_argument("--top-p", type=float, help="only the likeliest, up to this share (default: 1)")
    compose.add_argument("--seed", type=int, help="the same seed gives the same tune; tune i has seed + i")
    compose.add_argument("--instrument", default=DEFAULT_INSTRUMENT, help="fiddle, flute, harp …")
    compose.add_argument("--model", help="a checkpoint's name or folder (default: the one shipped)")
    compose.add_argument("--count", type=_count, default=1, help="how many tunes")
    compose.add_argument("--json", action="store_true", help="one JSON object per tune, on a line")
    _add_output(compose)
    render = commands.add_parser("render", help="hear and see a tune that exists as ABC")
    render.add_argument("file", type=Path, metavar="FILE.abc")
    render.add_argument("--instrument", default=DEFAULT_INSTRUMENT, help="fiddle, flute, harp …")
    render.add_argument("--key", help="the tonic to move it to: D, Bb, F# …")
    render.add_argument("--simplify", action="store_true", help="no tuplets, fewer sixteenths")
    _add_output(render)
    bench = commands.add_parser("bench", help="speed against the lab's loop, in one run")
    bench.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def main(words: list[str] | None = None) -> int:
    """The exit code: 0, or 2 where what was asked is not possible (one sentence on standard error)."""
    arguments = build_parser().parse_args(words)
    try:
        if arguments.command == "compose":
            from generator.cli.compose import compose

            asyncio.run(compose(arguments))
        elif arguments.command == "render":
            from generator.cli.render import render_file

            render_file(arguments)
        else:
            from generator.cli.bench import bench

            bench(as_json=arguments.json)
    except LiltError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
