"""`python -m trainer models`: the models of the registry and which one is in use."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from trainer.cli.output import print_note
from trainer.registry.models import RegisteredModel, Registry


def run(arguments: argparse.Namespace) -> None:
    """Print a line for each model."""
    models = Registry(arguments.models).models()
    for model in models:
        summary = _summary(model)
        if arguments.json:
            print(json.dumps({"name": model.name, "current": model.current, **summary}))
        else:
            print(f"{'*' if model.current else ' '} {model.name:30} {_words(summary)}")
    if not models and not arguments.json:
        print_note(f"There are no models in {arguments.models} yet: python -m trainer promote NAME")


def _summary(model: RegisteredModel) -> dict[str, Any]:
    if model.record is None:
        return {"damaged": True}
    scores, training = (model.record.get(part, {}) for part in ("scores", "training"))
    return {"bits_per_note": scores.get("bits_per_note"), "date": training.get("date")}


def _words(summary: Mapping[str, Any]) -> str:
    if "damaged" in summary:
        return "damaged"
    bits = summary["bits_per_note"]
    return f"{f'{bits:.3f} bits per note' if bits else 'not scored':20} {summary['date'] or ''}".rstrip()
