"""`python -m trainer judge MODEL`: fits the judge that chooses between a model's drafts."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from generator.compose.composer import DRAFTS
from generator.errors import BadRequest
from generator.model.checkpoint import load_checkpoint
from generator.model.record import add_judge, read_record
from trainer.cli.output import print_note
from trainer.data.dataset import Corpus, load_corpus
from trainer.evaluation.model_card import command, data_flag
from trainer.judging.fitting import Fitted, fit_judge
from trainer.registry.models import Registry

_HEADING = "\n## Judge"
"""The last section of a card."""


def run(arguments: argparse.Namespace) -> None:
    """Fit the judge, write it into the model's folder and print how well it tells tunes apart as JSON."""
    folder = Registry(arguments.models).find(arguments.model)
    corpus = load_corpus(arguments.data)
    if read_record(folder).get("corpus", {}).get("hash") != corpus.hash:
        raise BadRequest("data", arguments.data, f"{folder.name} was trained on another training text")
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
        text = card.read_text().replace(checkpoint.id, model_id)
        how = command("judge", str(folder), *data_flag(str(corpus.folder)), "--samples", str(samples))
        card.write_text(_without_judge(text) + _section(how, fitted))
    return fitted, model_id


def _without_judge(card: str) -> str:
    """The card without what it said about an earlier judge."""
    return card.partition(_HEADING)[0]


def _section(how: str, fitted: Fitted) -> str:
    return f"""{_HEADING}

Of {DRAFTS} drafts of a tune, Lilt takes the one that a logistic regression finds most like a printed tune, by
how it repeats, moves and ends. It was fitted on {fitted.pairs:,} training tunes and as many drafts of the
same kinds. Of the {fitted.tested:,} training tunes and drafts that a first fit had not seen, that one
preferred the training tune in {fitted.auc:.0%} of all pairs.

```sh
{how}
```
"""
