"""`python -m trainer rollback`: returns to the model that was in use before."""

from __future__ import annotations

import argparse

from generator.errors import LiltError
from trainer.cli.output import print_note
from trainer.registry.models import Registry
from trainer.registry.rollback import rollback
from trainer.registry.workers import NotPublished, publish


def run(arguments: argparse.Namespace) -> None:
    """Undo the last promotion and print the name of the model that is in use again."""
    registry = Registry(arguments.models)
    before = registry.history
    name = rollback(registry)
    if arguments.engine:
        try:
            publish(registry, arguments.engine)
        except NotPublished as error:
            registry.write_history(before)  # else the same command would go back one model further
            sentence = f"Nothing was rolled back: {error.reason}. Run the same command again."
            raise LiltError(sentence) from error
    print(name)
    print_note(f"{name} is in use again.")
