"""`python -m trainer promote NAME`: puts a model into use."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.cli.files import check_folder
from generator.model.record import read_record
from trainer.cli.output import print_note
from trainer.data.dataset import load_corpus
from trainer.registry.models import Registry
from trainer.registry.promote import promote
from trainer.registry.workers import publish


def run(arguments: argparse.Namespace) -> None:
    """Promote the model, unless the one in use is better, and print its name.

    With `--engine` the workers there get it, too.
    """
    registry = Registry(arguments.models)
    check_folder(arguments.models)
    corpus = None if arguments.force else load_corpus(arguments.data)
    promoted = promote(registry, arguments.name, corpus, arguments.samples)
    if arguments.engine:
        publish(registry, arguments.engine)
    print(promoted.name)
    skipped = "Nothing was compared (--force)." if arguments.force else "It was in use already."
    print_note(
        promoted.comparison.words if promoted.comparison else skipped,
        f"{promoted.name} is in use now; python -m trainer rollback returns to the model before it.",
        _judge_note(registry.find(promoted.name)),
    )


def _judge_note(folder: Path) -> str:
    if "judge" in read_record(folder):
        return ""
    return "It has no judge, so a tune is the first good draft; python -m trainer judge, then promote again."
