"""`python -m trainer models`: the models that can be used, and which one is in use."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from trainer.cli.output import print_note
from trainer.registry.models import RegisteredModel, Registry

_SETS = (
    "Bits per note can be compared only where the held-out tunes are the same: in parentheses are their "
    "number and the hash of the prepared text. python -m trainer promote measures two models on the same."
)


def run(arguments: argparse.Namespace) -> None:
    """Print a line for each model, and what its figure was measured on."""
    models = Registry(arguments.models).models()
    for model in models:
        summary = _summary(model)
        if arguments.json:
            print(json.dumps({"name": model.name, "current": model.current, **summary}))
        else:
            print(f"{'*' if model.current else ' '} {model.name:30} {_words(summary)}")
    if not arguments.json:
        print_note(_SETS)
    if not arguments.json and all(model.shipped for model in models):
        print_note(
            f"No model was promoted to {arguments.models} yet: python -m trainer promote NAME_OR_FOLDER"
        )


def _summary(model: RegisteredModel) -> dict[str, Any]:
    if model.record is None:
        return {"shipped": model.shipped, "damaged": True}
    scores, training, base, corpus = (
        model.record.get(part, {}) for part in ("scores", "training", "base", "corpus")
    )
    return {
        "shipped": model.shipped,
        "bits_per_note": scores.get("bits_per_note"),
        "held_out": {"tunes": scores.get("tunes"), "text": corpus.get("hash")},
        "date": training.get("date"),
        "fine_tuned_from": base.get("id"),
        "judge": "judge" in model.record,
    }


def _words(summary: Mapping[str, Any]) -> str:
    if "damaged" in summary:
        return "damaged"
    bits, base = summary["bits_per_note"], summary["fine_tuned_from"]
    figures = f"{_figure(bits, **summary['held_out']):44} {summary['date'] or '':10}"
    notes = ["comes with Lilt"] * summary["shipped"] + ([f"fine-tuned from {base}"] if base else [])
    notes += [] if summary["judge"] else ["no judge"]
    return f"{figures}  {', '.join(notes)}".rstrip()


def _figure(bits: float | None, tunes: int | None, text: str | None) -> str:
    """The bits per note, and on how many held-out tunes of which training text."""
    return f"{bits:.3f} bits per note ({tunes or '?'} tunes of {(text or '?'):.8})" if bits else "not scored"
