"""`python -m trainer evaluate MODEL`: how well a model predicts and composes."""

from __future__ import annotations

import argparse

from generator.cli.files import check_folder
from generator.errors import BadRequest
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.folders import find_checkpoint
from generator.model.record import read_record
from trainer.cli.output import print_figures, print_note
from trainer.data.dataset import Corpus, load_corpus
from trainer.data.prepare import gather
from trainer.evaluation.metrics import score
from trainer.evaluation.report import columns, write_report
from trainer.evaluation.sample_metrics import SampleMetrics, draw_checked

_REPORT_SAMPLES = 1000


def run(arguments: argparse.Namespace) -> None:
    """Measure the model on held-out tunes or on those of a file, print the figures, write the report."""
    _check_combination(arguments)
    checkpoint = load_checkpoint(arguments.model)
    if arguments.report:
        figures, note = _report(arguments, checkpoint)
    else:
        figures, note = _figures(arguments, checkpoint)
    print_figures(figures, as_json=arguments.json)
    print_note(note)


def _check_combination(arguments: argparse.Namespace) -> None:
    """Raises BadRequest for options that would have no effect together."""
    if arguments.report and arguments.abc:
        raise BadRequest("abc", arguments.abc[0], "a report is about the held-out tunes; leave one out")
    if arguments.beside and not arguments.report:
        raise BadRequest("beside", arguments.beside[0], "it needs --report DIR as well")


def _figures(arguments: argparse.Namespace, checkpoint: Checkpoint) -> tuple[dict[str, float], str]:
    """The scores and, with --samples, the metrics of raw draws; and a note."""
    if arguments.abc:
        tunes, note = _tunes_of(arguments.abc, checkpoint)
    else:
        corpus = load_corpus(arguments.data)
        tunes, note = corpus.held_out, _warning(checkpoint, arguments.model, corpus)
    figures = score(checkpoint.model, checkpoint.alphabet, tunes).to_json()
    if arguments.samples:
        sample_metrics = SampleMetrics(load_corpus(arguments.data))
        figures |= sample_metrics.measure(draw_checked(checkpoint, arguments.samples))
    return figures, note


def _report(arguments: argparse.Namespace, checkpoint: Checkpoint) -> tuple[dict[str, float], str]:
    """Write the report; returns the metrics of the model, and a note."""
    check_folder(arguments.report)
    others = [load_checkpoint(name) for name in arguments.beside or ()]
    corpus = load_corpus(arguments.data)
    samples = arguments.samples or _REPORT_SAMPLES
    found = columns([checkpoint, *others], corpus, samples)
    page = write_report(found, corpus, samples, arguments.report)
    warning = _warning(checkpoint, arguments.model, corpus)
    return found[0].metrics, f"Written to {page}. {warning}".rstrip()


def _warning(checkpoint: Checkpoint, name: str, corpus: Corpus) -> str:
    """A warning if the model was trained on another text, so that it may have seen these held-out tunes."""
    if read_record(find_checkpoint(name)).get("corpus", {}).get("hash") == corpus.hash:
        return ""
    return (
        f"{checkpoint.id} was not trained on the text {corpus.hash}: "
        "it may have seen tunes that are held out there, and its figures may be too good."
    )


def _tunes_of(files: list[str], checkpoint: Checkpoint) -> tuple[list[str], str]:
    """The tunes of these files as model text, and a note about the tunes left out. Raises BadRequest."""
    prepared, dropped, found = gather(files)
    if not prepared:
        raise BadRequest("abc", ", ".join(files), "no tune in it passes the preparation")
    texts = [tune.text for tune in prepared]
    tunes = [text for text in texts if all(character in checkpoint.alphabet for character in text)]
    reasons = list(dropped)
    if unknown := sorted(set("".join(texts)) - set(checkpoint.alphabet.characters)):
        reasons.append(f"{checkpoint.id} has never seen the characters {' '.join(unknown)}")
    if not tunes:
        raise BadRequest("abc", ", ".join(files), f"no tune is left: {reasons[-1]}")
    note = f"{found - len(tunes)} of {found} tunes left out: {', '.join(reasons)}." if reasons else ""
    return tunes, note
