"""`python -m trainer prepare`: corpus -> training text."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import cast

from generator.cli.files import check_folder
from generator.notation.tune_types import MISC
from trainer.cli.output import print_note
from trainer.data.corpus import COLLECTIONS
from trainer.data.prepare import prepare


def run(arguments: argparse.Namespace) -> None:
    """Prepare the sources and print the report, without its long list of the tunes left out."""
    check_folder(arguments.out)
    report = prepare(arguments.source or COLLECTIONS, arguments.out)
    report.pop("dropped_tunes")
    print(json.dumps(report, indent=1))
    print_note(_untyped(cast("Mapping[str, int]", report["types"])))
    for name in cast("list[str]", report["files_without_tunes"]):
        print_note(f"No tune was found in {name}.")
    print_note(f"Written to {arguments.out}; report.json lists every tune that was left out.")


def _untyped(types: Mapping[str, int]) -> str:
    """A warning if most of the tunes have no type, so that nobody can ask a model for them."""
    untyped, tunes = types.get(MISC, 0), sum(types.values())
    if 2 * untyped <= tunes:
        return ""
    return (
        f"{untyped:,} of the {tunes:,} tunes have no type, and nobody can ask a model for their kind: "
        "give them an R: line."
    )
