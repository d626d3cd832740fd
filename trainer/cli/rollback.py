"""`python -m trainer rollback`: returns to the model that was in use before."""

from __future__ import annotations

import argparse

from trainer.cli.output import print_note
from trainer.registry.models import Registry
from trainer.registry.rollback import rollback
from trainer.registry.workers import publish


def run(arguments: argparse.Namespace) -> None:
    """Undo the last promotion and print the name of the model that is in use again."""
    registry = Registry(arguments.models)
    name = rollback(registry)
    if arguments.engine:
        publish(registry, arguments.engine)
    print(name)
    print_note(f"{name} is in use again.")
