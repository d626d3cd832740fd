"""`python -m trainer judge MODEL`: fits the judge that chooses between a model's drafts."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from generator.errors import BadRequest
from generator.model.checkpoint import load_checkpoint
from generator.model.folders import find_checkpoint
from generator.model.record import add_judge, read_record
from trainer.cli.output import print_note
from trainer.data.dataset import Corpus, load_corpus
from trainer.judging.fitting import Fitted, fit_judge


def run(arguments: argparse.Namespace) -> None:
    """Fit the judge, write it into the model's folder and print how well it tells tunes apart as JSON."""
    folder = find_checkpoint(arguments.model)
    corpus = load_corpus(arguments.data)
    if read_record(folder).get("corpus", {}).get("hash") != corpus.hash:
        raise BadRequest("data", corpus.hash, f"{folder.name} was not trained on it")
    fitted, model_id = judge_model(folder, corpus, arguments.samples)
    print(json.dumps({"model": model_id, "auc": fitted.auc, "pairs": fitted.pairs}))
    print_note(f"{model_id} has a judge now. With another judge the same seed gives another tune.")


def judge_model(folder: Path, corpus: Corpus, samples: int) -> tuple[Fitted, str]:
    """Fit a judge, write it into the model's folder and its card; returns it, and the model's new id.

    Raises ModelError, or BadRequest if too few training tunes or good drafts are left.
    """
    checkpoint = load_checkpoint(str(folder))
    fitted = fit_judge(checkpoint, corpus, samples)
    model_id = add_judge(folder, fitted.judge)
    card = folder / "card.md"
    if card.is_file():
        card.write_text(card.read_text().replace(checkpoint.id, model_id))
    return fitted, model_id
