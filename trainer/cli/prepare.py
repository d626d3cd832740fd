"""`python -m trainer prepare`: corpus -> training text."""

from __future__ import annotations

import argparse
import json

from generator.cli.files import check_folder
from trainer.cli.output import print_note
from trainer.data.corpus import COLLECTIONS
from trainer.data.prepare import prepare


def run(arguments: argparse.Namespace) -> None:
    """Prepare the sources and print the report, without its long list of the tunes left out."""
    check_folder(arguments.out)
    report = prepare(arguments.source or COLLECTIONS, arguments.out)
    report.pop("dropped_tunes")
    print(json.dumps(report, indent=1))
    print_note(f"Written to {arguments.out}; report.json lists every tune that was left out.")
