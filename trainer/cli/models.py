"""`python -m trainer models`: the models that can be used, and which one is in use."""

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
    if not arguments.json and all(model.shipped for model in models):
        print_note(
            f"No model was promoted to {arguments.models} yet: python -m trainer promote NAME_OR_FOLDER"
        )


def _summary(model: RegisteredModel) -> dict[str, Any]:
    if model.record is None:
        return {"shipped": model.shipped, "damaged": True}
    scores, training, base = (model.record.get(part, {}) for part in ("scores", "training", "base"))
    return {
        "shipped": model.shipped,
        "bits_per_note": scores.get("bits_per_note"),
        "date": training.get("date"),
        "fine_tuned_from": base.get("id"),
        "judge": "judge" in model.record,
    }


def _words(summary: Mapping[str, Any]) -> str:
    if "damaged" in summary:
        return "damaged"
    bits, base = summary["bits_per_note"], summary["fine_tuned_from"]
    figures = f"{f'{bits:.3f} bits per note' if bits else 'not scored':20} {summary['date'] or '':10}"
    notes = ["comes with Lilt"] * summary["shipped"] + ([f"fine-tuned from {base}"] if base else [])
    notes += [] if summary["judge"] else ["no judge"]
    return f"{figures}  {', '.join(notes)}".rstrip()
