"""Builds checkpoints: prepare a corpus, train a model on it, say how good it is, put it into use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generator.cli.program import Parser
from generator.errors import LiltError
from trainer.cli.options import add_choices
from trainer.data.corpus import COLLECTIONS

DATA = Path("data/corpus")
MODELS = Path("data/models")
RUNS = Path("runs")
_MOST = 100_000


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"{text:.40} is not possible; it must be a number above 0.")
    return minutes


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(
            f"{text:.40} is not possible; it must be a number from 1 to {_MOST}."
        )
    return int(text)


def build_parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    parser = Parser(prog="python -m trainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    prepare = commands.add_parser("prepare", help="corpus -> training text")
    prepare.add_argument(
        "--source",
        action="append",
        metavar="[LABEL=]SOURCE",
        help=f"a file, a folder, - for standard input or one of {', '.join(COLLECTIONS)} (default: those)",
    )
    prepare.add_argument("--out", type=Path, default=DATA)
    train = commands.add_parser("train", help="training text -> model")
    _add_data(train)
    train.add_argument("--out", type=Path, default=RUNS / "latest", help="the checkpoint's folder")
    train.add_argument("--minutes", type=_minutes, help="stop after this time at the latest")
    train.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    train.add_argument("--resume", action="store_true", help="go on with the run in --out")
    train.add_argument("--listen", action="store_true", help="make an MP3 of the sample after each pass")
    add_choices(train)
    _add_compare(commands)
    evaluate = commands.add_parser("evaluate", help="how well a model predicts tunes it never saw")
    evaluate.add_argument("model", help="a checkpoint's name or folder")
    _add_data(evaluate)
    evaluate.add_argument("--abc", action="append", help="score the tunes of this file instead")
    evaluate.add_argument(
        "--samples", type=_count, metavar="N", help="judge so many raw draws too: form, likeness, copies"
    )
    evaluate.add_argument("--json", action="store_true", help="one JSON object")
    evaluate.add_argument(
        "--report", type=Path, metavar="DIR", help="write report.md, with an n-gram baseline and real tunes"
    )
    evaluate.add_argument("--beside", action="append", metavar="MODEL", help="another model for the report")
    _add_registry_commands(commands)
    speed = commands.add_parser("speed", help="how fast this machine trains")
    speed.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    speed.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=DATA, help=f"what `prepare` wrote (default: {DATA})")


def _add_compare(commands: argparse._SubParsersAction[Parser]) -> None:
    compare = commands.add_parser("compare", help="is another way of writing the tunes learnt better?")
    _add_data(compare)
    compare.add_argument("--out", type=Path, default=RUNS / "compare", help="a folder for the models")
    compare.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    compare.add_argument("--samples", type=_count, default=200, metavar="N", help="raw draws in rare keys")
    add_choices(compare)


def _add_registry_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    models = commands.add_parser("models", help="the models at hand; * is in use")
    models.add_argument("--json", action="store_true", help="one JSON object per model, on a line")
    promote = commands.add_parser("promote", help="put a model into use, unless the one in use is better")
    promote.add_argument("name", help="a model's name, or a checkpoint's folder (it is copied in)")
    _add_data(promote)
    promote.add_argument("--samples", type=_count, default=200, metavar="N", help="raw draws to compare by")
    promote.add_argument("--force", action="store_true", help="compare nothing")
    rollback = commands.add_parser("rollback", help="go back to the model in use before")
    for parser in (models, promote, rollback):
        parser.add_argument(
            "--models", type=Path, default=MODELS, help=f"the models' folder (default: {MODELS})"
        )


def main(words: list[str] | None = None) -> int:
    """The exit code: 0, or 2 where what was asked is not possible (one sentence on standard error)."""
    arguments = build_parser().parse_args(words)
    from trainer.cli.commands import COMMANDS  # loads torch, which --help can do without

    try:
        answer = COMMANDS[arguments.command](arguments)
    except LiltError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    if answer.text:
        print(answer.text)
    if answer.note:
        print(answer.note, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
