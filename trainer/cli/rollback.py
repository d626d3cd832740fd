"""`python -m trainer rollback`: returns to the model that was in use before."""

from __future__ import annotations

import argparse

from trainer.cli.output import print_note
from trainer.registry.models import Registry
from trainer.registry.rollback import rollback


def run(arguments: argparse.Namespace) -> None:
    """Undo the last promotion and print the name of the model that is in use again."""
    name = rollback(Registry(arguments.models))
    print(name)
    print_note(f"{name} is in use again.")
