"""The options of `python -m trainer`. Imports no torch, so `--help` is quick."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from generator.cli.program import Parser, add_models_option
from generator.request import DEFAULT_TEMPERATURE, TEMPERATURES
from trainer.data.corpus import COLLECTIONS, PREPARED, STDIN
from trainer.training.presets import CHOICES, DEFAULT_PRESET, PRESETS

_DESCRIPTION = "Builds models: prepares a corpus, trains on it, evaluates the model and puts it into use."
_RUN = Path("runs/latest")
_MOST = 100_000
JUDGED = 1000
"""Training tunes, and drafts, that a judge is fitted on: more make it no better."""

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def build_parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    parser = Parser(prog="python -m trainer", description=_DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_prepare(commands)
    _add_train(commands)
    _add_judge(commands)
    _add_evaluate(commands)
    _add_registry_commands(commands)
    _add_speed(commands)
    return parser


def _add_prepare(commands: Commands) -> None:
    prepare = commands.add_parser("prepare", help="corpus -> training text")
    prepare.add_argument(
        "--source", action="append", metavar="[LABEL=]SOURCE",
        help=f"a file, a folder, {STDIN} for standard input or one of {', '.join(COLLECTIONS)} "
        "(default: all of those)",
    )  # fmt: skip
    prepare.add_argument(
        "--out", type=Path, default=PREPARED, help=f"folder for the text (default: {PREPARED})"
    )


def _add_train(commands: Commands) -> None:
    train = commands.add_parser("train", help="training text -> model")
    _add_data(train)
    add_models_option(train)
    train.add_argument("--out", type=Path, default=_RUN, help=f"folder for the checkpoint (default: {_RUN})")
    train.add_argument(
        "--from", dest="base", metavar="NAME_OR_FOLDER",
        help="fine-tune this model on the text instead of starting from nothing: for a small book of tunes",
    )  # fmt: skip
    train.add_argument("--minutes", type=_minutes, help="stop after this time at the latest")
    train.add_argument("--resume", action="store_true", help="continue the run in --out")
    train.add_argument("--listen", action="store_true", help="make an MP3 of each epoch's sample")
    _add_device(train)
    train.add_argument(
        "--preset", choices=tuple(PRESETS), help=f"a set of choices (default: {DEFAULT_PRESET})"
    )
    train.add_argument("--config", type=Path, help="a TOML file of choices, such as the run.toml of a run")
    choices = train.add_argument_group("choices", "each replaces the one in the preset or the TOML file")
    for name, kind in CHOICES.items():
        flag = f"--{name.replace('_', '-')}"
        if kind is bool:
            choices.add_argument(flag, action=argparse.BooleanOptionalAction)
        else:
            choices.add_argument(flag, type=kind, metavar=kind.__name__.upper())


def _add_judge(commands: Commands) -> None:
    judge = commands.add_parser("judge", help="fit the judge that chooses between a model's drafts")
    judge.add_argument("model", help="a checkpoint's name or folder")
    _add_data(judge)
    add_models_option(judge)
    judge.add_argument(
        "--samples", type=_count, default=JUDGED, metavar="N",
        help=f"training tunes, and drafts, to fit it on (default: {JUDGED})",
    )  # fmt: skip


def _add_evaluate(commands: Commands) -> None:
    evaluate = commands.add_parser("evaluate", help="measure how well a model predicts and composes")
    evaluate.add_argument("model", help="a checkpoint's name or folder")
    _add_data(evaluate)
    add_models_option(evaluate)
    evaluate.add_argument(
        "--abc", action="append", metavar="FILE", help="score the tunes of this file instead"
    )
    evaluate.add_argument(
        "--samples",
        type=_count,
        metavar="N",
        help="measure N raw draws and N composed tunes as well: form, variety, copies, repetition",
    )
    evaluate.add_argument(
        "--temperature", type=_temperature, metavar="T",
        help=f"of these tunes, {TEMPERATURES[0]} to {TEMPERATURES[1]} (default: {DEFAULT_TEMPERATURE})",
    )  # fmt: skip
    evaluate.add_argument(
        "--without-judge", action="store_true", help="compose each tune from one draft, without the judge"
    )
    evaluate.add_argument(
        "--report", type=Path, metavar="DIR", help="write report.md, with an n-gram baseline and real tunes"
    )
    evaluate.add_argument("--beside", action="append", metavar="MODEL", help="another model for the report")
    evaluate.add_argument("--json", action="store_true", help="one JSON object")


def _add_registry_commands(commands: Commands) -> None:
    models = commands.add_parser("models", help="list the models; * is in use")
    models.add_argument("--json", action="store_true", help="one JSON object per model and line")
    promote = commands.add_parser("promote", help="put a model into use, unless the one in use is better")
    promote.add_argument("name", help="a model's name, or a checkpoint's folder (it is copied)")
    _add_data(promote)
    promote.add_argument(
        "--samples", type=_count, default=200, metavar="N", help="raw draws to compare (default: 200)"
    )
    promote.add_argument("--force", action="store_true", help="promote without comparing")
    rollback = commands.add_parser("rollback", help="return to the model that was in use before")
    for parser in (models, promote, rollback):
        add_models_option(parser)
    for parser in (promote, rollback):
        parser.add_argument(
            "--engine",
            metavar="nats://HOST:4222",
            help="the NATS server whose workers use it, too",
        )


def _add_speed(commands: Commands) -> None:
    speed = commands.add_parser("speed", help="measure how fast this machine trains")
    _add_device(speed)
    speed.add_argument("--json", action="store_true", help="one JSON object")


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, default=PREPARED, help=f"what `prepare` wrote (default: {PREPARED})"
    )


def _add_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto",
        help="auto uses a GPU if there is one (default: auto)",
    )  # fmt: skip


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"{text:.40} is not possible; it must be a number above 0.")
    return minutes


def _temperature(text: str) -> float:
    least, most = TEMPERATURES
    try:
        temperature = float(text)
    except ValueError:
        temperature = 0.0
    if not least <= temperature <= most:
        raise argparse.ArgumentTypeError(
            f"{text:.40} is not possible; it must be a number from {least} to {most}."
        )
    return temperature


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(
            f"{text:.40} is not possible; it must be a number from 1 to {_MOST}."
        )
    return int(text)
