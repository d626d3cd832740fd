"""What commands print: results on standard output, notes for people on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from trainer.evaluation.explanations import EXPLANATIONS


def print_figures(figures: Mapping[str, float], *, as_json: bool) -> None:
    """One JSON object, or a table with a line for each figure and what it means."""
    if as_json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        figure = f"{value:,.0f}" if float(value).is_integer() else f"{value:.4g}"
        print(f"{name:22} {figure:8} {EXPLANATIONS.get(name, '')}".rstrip())


def print_note(*sentences: str) -> None:
    """One line of these sentences, without the empty ones; nothing if all are empty."""
    if note := " ".join(filter(None, sentences)):
        print(note, file=sys.stderr)
