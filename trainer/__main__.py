"""Builds checkpoints: prepare a corpus, train a model on it, say how good it is."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from generator.cli.arguments import Parser
from generator.cli.files import check_folder
from generator.errors import BadRequest, LiltError
from trainer.corpus import COLLECTIONS

DATA = Path("data/corpus")
RUNS = Path("runs")


def _prepare(arguments: argparse.Namespace) -> None:
    from trainer.prepare import prepare

    check_folder(arguments.out)
    report = prepare(arguments.source or list(COLLECTIONS), arguments.out)
    report.pop("dropped_tunes")
    print(json.dumps(report, indent=1))
    print(f"Written to {arguments.out}; report.json lists every tune that was left out.", file=sys.stderr)


def _train(arguments: argparse.Namespace) -> None:
    from trainer.dataset import load_corpus
    from trainer.presets import PRESETS
    from trainer.train import train

    check_folder(arguments.out)
    preset = PRESETS[arguments.preset]
    scores = train(
        load_corpus(arguments.data), preset, arguments.out, minutes=arguments.minutes, device=arguments.device
    )
    print(json.dumps(scores.to_json()))
    print(
        f"The best model is {arguments.out}; hear it: "
        f"python -m generator compose --model {arguments.out} --out out",
        file=sys.stderr,
    )


def _evaluate(arguments: argparse.Namespace) -> None:
    from generator.checkpoint import load_checkpoint
    from trainer.dataset import load_corpus
    from trainer.evaluate import score

    checkpoint = load_checkpoint(arguments.model)
    tunes = _tunes_of(arguments.abc) if arguments.abc else load_corpus(arguments.data).held_out
    scores = score(checkpoint.model, checkpoint.alphabet, tunes)
    print(json.dumps(scores.to_json()) if arguments.json else _table(scores.to_json()))


def _tunes_of(files: list[str]) -> list[str]:
    """The tunes of these files as model text; says on standard error how many are unfit."""
    from trainer.prepare import gather

    tunes, dropped, found = gather(files)
    if not tunes:
        raise BadRequest("abc", ", ".join(files), "no tune in it passes the preparation")
    if dropped:
        print(f"{found - len(tunes)} of {found} tunes left out: {', '.join(dropped)}.", file=sys.stderr)
    return [tune.text for tune in tunes]


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"{text:.40} is not possible; it must be a number above 0.")
    return minutes


def _table(figures: dict[str, float]) -> str:
    return "\n".join(f"{name:15} {value:.4g}" for name, value in figures.items())


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m trainer", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    prepare = commands.add_parser("prepare", help="corpus -> training text")
    prepare.add_argument(
        "--source", action="append", help=f"a file, a folder or one of {', '.join(COLLECTIONS)}"
    )
    prepare.add_argument("--out", type=Path, default=DATA)
    prepare.set_defaults(run=_prepare)
    train = commands.add_parser("train", help="training text -> model")
    train.add_argument("--preset", choices=("lab", "default", "tiny"), default="default")
    train.add_argument("--data", type=Path, default=DATA, help="what `prepare` wrote")
    train.add_argument("--out", type=Path, default=RUNS / "latest", help="the checkpoint's folder")
    train.add_argument("--minutes", type=_minutes, default=60, help="stop after this time at the latest")
    train.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    train.set_defaults(run=_train)
    evaluate = commands.add_parser(
        "evaluate", help="bits per character and per note of tunes never trained on"
    )
    evaluate.add_argument("model", help="a checkpoint's name or folder")
    evaluate.add_argument("--data", type=Path, default=DATA, help="what `prepare` wrote")
    evaluate.add_argument("--abc", action="append", help="score the tunes of this file instead")
    evaluate.add_argument("--json", action="store_true")
    evaluate.set_defaults(run=_evaluate)
    return parser


def main(words: list[str] | None = None) -> int:
    """The exit code: 0, or 2 where what was asked is not possible (one sentence on standard error)."""
    arguments = _parser().parse_args(words)
    try:
        arguments.run(arguments)
    except LiltError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
