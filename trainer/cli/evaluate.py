"""`python -m trainer evaluate MODEL`: how well a model predicts and composes."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from generator.cli.files import check_folder
from generator.compose.originality import Originality
from generator.errors import BadRequest
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.record import read_record
from generator.request import DEFAULT_TEMPERATURE
from trainer.cli.output import print_figures, print_note
from trainer.data.dataset import Corpus, load_corpus
from trainer.data.prepare import gather
from trainer.evaluation.comparison import Comparison, compare
from trainer.evaluation.metrics import score
from trainer.evaluation.report import columns, write_report
from trainer.evaluation.sample_metrics import SampleMetrics, copy_metrics, draw_checked
from trainer.registry.models import Registry

_REPORT_SAMPLES = 1000

Measured = tuple[dict[str, float], Comparison | None, str]
"""Figures, tunes side by side if any were drawn, and a note."""


def run(arguments: argparse.Namespace) -> None:
    """Measure the model on held-out tunes or on those of a file, print the figures, write the report."""
    _check_combination(arguments)
    checkpoint = load_checkpoint(str(_folder(arguments)))
    if arguments.without_judge:
        checkpoint = replace(checkpoint, judge=None)
    measure = _report if arguments.report else _figures
    figures, comparison, note = measure(arguments, checkpoint)
    if arguments.json:
        print(json.dumps({**figures, **(comparison.to_json() if comparison else {})}))
    else:
        print_figures(figures, as_json=False)
        print(f"\n{comparison.table()}" if comparison else "", end="")
    print_note(note, comparison.note if comparison and arguments.json else "")


def _folder(arguments: argparse.Namespace) -> Path:
    return Registry(arguments.models).find(arguments.model)


def _check_combination(arguments: argparse.Namespace) -> None:
    """Raises BadRequest for options that would have no effect together."""
    if arguments.report and arguments.abc:
        raise BadRequest("abc", arguments.abc[0], "a report is about the held-out tunes; leave one out")
    if arguments.beside and not arguments.report:
        raise BadRequest("beside", arguments.beside[0], "it needs --report DIR as well")
    if arguments.temperature is not None and (arguments.report or not arguments.samples):
        raise BadRequest("temperature", arguments.temperature, "it needs --samples N, and no --report")
    if arguments.without_judge and not (arguments.report or arguments.samples):
        raise BadRequest("without-judge", "", "it is about composed tunes; it needs --samples N")


def _figures(arguments: argparse.Namespace, checkpoint: Checkpoint) -> Measured:
    """The scores and, with --samples, the metrics of raw draws and their comparison with other tunes."""
    if arguments.abc:
        tunes, note = _tunes_of(arguments.abc, checkpoint)
    else:
        corpus = load_corpus(arguments.data)
        tunes = [tune for tune in corpus.held_out if checkpoint.alphabet.knows(tune)]
        note = f"{_left_out(checkpoint, corpus)} {_warning(checkpoint, arguments, corpus)}".strip()
    figures = score(checkpoint.model, checkpoint.alphabet, tunes).to_json()
    if not arguments.samples:
        return figures, None, note
    corpus = load_corpus(arguments.data)
    samples, temperature = arguments.samples, arguments.temperature or DEFAULT_TEMPERATURE
    draws = draw_checked(checkpoint, samples, temperature)
    figures |= SampleMetrics(corpus).measure(draws)
    melodies = [draw.melody for draw in draws if draw.melody]
    figures |= copy_metrics(Originality(checkpoint.training_tunes), melodies)  # a base's tunes too
    return figures, compare(checkpoint, corpus, draws, samples, temperature), note


def _report(arguments: argparse.Namespace, checkpoint: Checkpoint) -> Measured:
    """Write the report; returns what it says of the model."""
    check_folder(arguments.report)
    registry = Registry(arguments.models)
    others = [load_checkpoint(str(registry.find(name))) for name in arguments.beside or ()]
    corpus = load_corpus(arguments.data)
    samples = arguments.samples or _REPORT_SAMPLES
    found = columns([checkpoint, *others], corpus, samples)
    comparison = compare(checkpoint, corpus, found[0].tunes, samples)
    page = write_report(found, comparison, corpus, samples, arguments.report)
    notes = [_left_out(one, corpus) for one in (checkpoint, *others)]
    notes.append(_warning(checkpoint, arguments, corpus))
    return found[0].metrics, comparison, " ".join(filter(None, [f"Written to {page}.", *notes]))


def _left_out(checkpoint: Checkpoint, corpus: Corpus) -> str:
    """Which held-out tunes the model cannot be scored on, if any: the name of a type may have new letters."""
    unknown = sorted(set("".join(corpus.held_out)) - set(checkpoint.alphabet.characters))
    count = sum(not checkpoint.alphabet.knows(tune) for tune in corpus.held_out)
    if not count:
        return ""
    characters = " ".join(unknown)
    return (
        f"{count} of {len(corpus.held_out)} held-out tunes left out of its bits: {checkpoint.id} has never "
        f"seen the characters {characters}."
    )


def _warning(checkpoint: Checkpoint, arguments: argparse.Namespace, corpus: Corpus) -> str:
    """A warning if the model was trained on another text, so that it may have seen these held-out tunes."""
    if read_record(_folder(arguments)).get("corpus", {}).get("hash") == corpus.hash:
        return ""
    return (
        f"{checkpoint.id} was not trained on the text {corpus.hash}: "
        "it may have seen tunes that are held out there, and its figures may be too good."
    )


def _tunes_of(files: list[str], checkpoint: Checkpoint) -> tuple[list[str], str]:
    """The tunes of these files as model text, and a note about the tunes left out. Raises BadRequest."""
    gathered = gather(files)
    prepared, found = gathered.tunes, gathered.found
    if not prepared:
        raise BadRequest("abc", ", ".join(files), "no tune in it passes the preparation")
    texts = [tune.text for tune in prepared]
    tunes = [text for text in texts if checkpoint.alphabet.knows(text)]
    reasons = list(gathered.dropped)
    if unknown := sorted(set("".join(texts)) - set(checkpoint.alphabet.characters)):
        reasons.append(f"{checkpoint.id} has never seen the characters {' '.join(unknown)}")
    if not tunes:
        raise BadRequest("abc", ", ".join(files), f"no tune is left: {reasons[-1]}")
    note = f"{found - len(tunes)} of {found} tunes left out: {', '.join(reasons)}." if reasons else ""
    return tunes, note
