"""What each command of `python -m trainer` does. Prints nothing: the answer is for `__main__` to print."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.cli.files import check_folder
from generator.errors import BadRequest
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.folders import find_checkpoint
from generator.model.record import read_record
from trainer.cli.options import chosen_preset
from trainer.data.corpus import COLLECTIONS
from trainer.data.dataset import Corpus, load_corpus
from trainer.data.prepare import gather, prepare
from trainer.evaluation.compare import compare, table
from trainer.evaluation.figures import Examiner, draw_judged
from trainer.evaluation.metrics import score
from trainer.evaluation.report import columns, write_report
from trainer.registry.models import Entry, Registry
from trainer.registry.promote import promote
from trainer.training.interrupt import stop_on_interrupt
from trainer.training.resume import load_state
from trainer.training.speed import speed
from trainer.training.train import train

_REPORT_SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is the result; `note` is for people, beside it."""

    text: str
    note: str = ""


def _prepare(arguments: argparse.Namespace) -> Answer:
    check_folder(arguments.out)
    report = prepare(arguments.source or list(COLLECTIONS), arguments.out)
    report.pop("dropped_tunes")
    note = f"Written to {arguments.out}; report.json lists every tune that was left out."
    return Answer(json.dumps(report, indent=1), note)


def _train(arguments: argparse.Namespace) -> Answer:
    check_folder(arguments.out)
    corpus = load_corpus(arguments.data)
    saved = load_state(arguments.out) if arguments.resume else None
    preset = chosen_preset(arguments, saved)
    minutes = arguments.minutes or (saved.minutes if saved else None)
    with stop_on_interrupt() as stop:
        best = train(
            corpus,
            preset,
            arguments.out,
            minutes=minutes,
            device=arguments.device,
            saved=saved,
            stop=stop,
            on_sample=_listener(arguments.listen),
        )
        stopped = stop()
    go_on = "Stopped; --resume goes on. " if stopped else ""
    if best is None:
        return Answer("", f"{go_on}There is no model yet.")
    note = (
        f"{go_on}The best model is {arguments.out}; hear it: "
        f"python -m generator compose --model {arguments.out} --out out"
    )
    return Answer(json.dumps(best.to_json()), note)


def _listener(listen: bool) -> Callable[[Path], None]:
    """What is done with a sample's file."""
    if not listen:
        return lambda _: None
    from trainer.training.sample_audio import render_sample  # loads music21

    return render_sample


def _compare(arguments: argparse.Namespace) -> Answer:
    check_folder(arguments.out)
    corpus, preset = load_corpus(arguments.data), chosen_preset(arguments, None)
    rows = compare(corpus, preset, arguments.out, arguments.samples, arguments.device)
    page = table(rows, corpus, preset, arguments.samples)
    (arguments.out / "compare.md").write_text(page)
    return Answer(page.rstrip())


def _evaluate(arguments: argparse.Namespace) -> Answer:
    _refuse_mixed(arguments)
    checkpoint = load_checkpoint(arguments.model)
    if arguments.report:
        return _report(arguments, checkpoint)
    if arguments.abc:
        tunes, note = _tunes_of(arguments.abc)
    else:
        corpus = load_corpus(arguments.data)
        tunes, note = corpus.held_out, _doubt(checkpoint, arguments.model, corpus)
    figures = score(checkpoint.model, checkpoint.alphabet, tunes).to_json()
    if arguments.samples:
        examiner = Examiner(load_corpus(arguments.data))
        figures |= examiner.figures(draw_judged(checkpoint, arguments.samples))
    return Answer(json.dumps(figures) if arguments.json else _table(figures), note)


def _refuse_mixed(arguments: argparse.Namespace) -> None:
    """No option is passed over in silence."""
    if arguments.report and arguments.abc:
        raise BadRequest("abc", arguments.abc[0], "a report is of the held-out tunes; leave one out")
    if arguments.beside and not arguments.report:
        raise BadRequest("beside", arguments.beside[0], "it takes --report DIR as well")


def _report(arguments: argparse.Namespace, checkpoint: Checkpoint) -> Answer:
    """The figures of the model, and a page with those of others beside them."""
    check_folder(arguments.report)
    others = [load_checkpoint(name) for name in arguments.beside or ()]
    corpus = load_corpus(arguments.data)
    samples = arguments.samples or _REPORT_SAMPLES
    found = columns([checkpoint, *others], corpus, samples)
    page = write_report(found, corpus, samples, arguments.report)
    figures = found[0].figures
    note = " ".join(filter(None, [f"Written to {page}.", _doubt(checkpoint, arguments.model, corpus)]))
    return Answer(json.dumps(figures) if arguments.json else _table(figures), note)


def _doubt(checkpoint: Checkpoint, name: str, corpus: Corpus) -> str:
    """A warning where the model was trained on another text, so that it may know these held-out tunes."""
    if read_record(find_checkpoint(name)).get("corpus", {}).get("hash") == corpus.hash:
        return ""
    return (
        f"{checkpoint.id} was not trained on the text {corpus.hash}: "
        "it may have seen tunes that are held out there, and its figures be too good."
    )


def _tunes_of(files: list[str]) -> tuple[list[str], str]:
    """The tunes of these files as model text, and how many are unfit, in words."""
    tunes, dropped, found = gather(files)
    if not tunes:
        raise BadRequest("abc", ", ".join(files), "no tune in it passes the preparation")
    note = f"{found - len(tunes)} of {found} tunes left out: {', '.join(dropped)}." if dropped else ""
    return [tune.text for tune in tunes], note


def _table(figures: Mapping[str, float]) -> str:
    return "\n".join(f"{name:22} {value:.4g}" for name, value in figures.items())


def _models(arguments: argparse.Namespace) -> Answer:
    entries = Registry(arguments.models).entries()
    if arguments.json:
        rows = [{"name": one.name, "current": one.current, **_about(one)} for one in entries]
        return Answer("\n".join(map(json.dumps, rows)))
    lines = [f"{'*' if one.current else ' '} {one.name:30} {_words(_about(one))}" for one in entries]
    note = "" if lines else f"There are no models in {arguments.models} yet: python -m trainer promote NAME"
    return Answer("\n".join(lines), note)


def _about(entry: Entry) -> dict[str, Any]:
    if entry.record is None:
        return {"damaged": True}
    scores, training = (entry.record.get(part, {}) for part in ("scores", "training"))
    return {"bits_per_note": scores.get("bits_per_note"), "date": training.get("date")}


def _words(about: Mapping[str, Any]) -> str:
    if "damaged" in about:
        return "damaged"
    bits = about["bits_per_note"]
    return f"{f'{bits:.3f} bits per note' if bits else 'not scored':20} {about['date'] or ''}".rstrip()


def _promote(arguments: argparse.Namespace) -> Answer:
    registry = Registry(arguments.models)
    check_folder(arguments.models)
    corpus = None if arguments.force else load_corpus(arguments.data)
    name = promote(registry, arguments.name, corpus, arguments.samples)
    return Answer(name, f"{name} is in use now; python -m trainer rollback goes back.")


def _rollback(arguments: argparse.Namespace) -> Answer:
    name = Registry(arguments.models).rollback()
    return Answer(name, f"{name} is in use again.")


def _speed(arguments: argparse.Namespace) -> Answer:
    figures = speed(arguments.device)
    return Answer(json.dumps(figures) if arguments.json else _table(figures))


COMMANDS: Mapping[str, Callable[[argparse.Namespace], Answer]] = {
    "prepare": _prepare,
    "train": _train,
    "compare": _compare,
    "evaluate": _evaluate,
    "models": _models,
    "promote": _promote,
    "rollback": _rollback,
    "speed": _speed,
}
"""Each raises LiltError where what was asked is not possible."""
