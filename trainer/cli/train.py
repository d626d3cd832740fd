"""`python -m trainer train`: training text -> model."""

from __future__ import annotations

import argparse
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generator.cli.files import check_folder
from generator.errors import BadRequest
from generator.model.folders import RECORD
from generator.model.record import read_record
from trainer.cli.output import print_note
from trainer.data.dataset import load_corpus
from trainer.judging.fitting import FEWEST
from trainer.registry.models import Registry
from trainer.training.fine_tuning import BaseModel
from trainer.training.interrupt import stop_on_interrupt
from trainer.training.presets import CHOICES, DEFAULT_PRESET, PRESETS, Preset, changed, read_config
from trainer.training.resume import RESUME, SavedRun, load_run
from trainer.training.train import RUN_FILE, train

_KEEPS_ITS_OWN = "a run that is resumed keeps its own choices"


def run(arguments: argparse.Namespace) -> None:
    """Train, or continue a run, and print the scores of the best model as JSON."""
    check_folder(arguments.out)
    corpus = load_corpus(arguments.data)
    if not arguments.resume:
        _check_no_run(arguments.out)
    saved = load_run(arguments.out) if arguments.resume else None
    base = _base_model(arguments, saved)
    preset = chosen_preset(arguments, saved, base)
    with stop_on_interrupt() as stop:
        best = train(
            corpus,
            preset,
            arguments.out,
            base=base,
            minutes=arguments.minutes or (saved.minutes if saved else None),
            device=arguments.device,
            saved=saved,
            stop=stop,
            on_sample=_sample_listener(arguments.listen),
        )
        stopped = "Stopped; continue with --resume." if stop() else ""
    if best is None:
        print_note(stopped, "There is no model yet.")
        return
    print(json.dumps(best.to_json()))
    listen = f"python -m generator compose --model {shlex.quote(str(arguments.out))} --out out"
    print_note(_improvement(arguments.out))
    print_note(stopped, f"The best model is in {arguments.out}; listen to it: {listen}")
    print_note(_judge_hint(arguments.out, arguments.data, len(corpus.train)))


def _check_no_run(folder: Path) -> None:
    """Raises BadRequest if a run was started in the folder: it would be overwritten."""
    if any((folder / name).exists() for name in (RECORD, RESUME, RUN_FILE)):
        allowed = "there is a run in it; continue it with --resume, or choose another folder"
        raise BadRequest("out", folder, allowed)


def _base_model(arguments: argparse.Namespace, saved: SavedRun | None) -> BaseModel | None:
    """The model to fine-tune: that of --from, or of the saved run. Raises ModelError or BadRequest."""
    if saved is None:
        place = arguments.base
    elif arguments.base is not None:
        raise BadRequest("from", arguments.base, _KEEPS_ITS_OWN)
    else:
        place = saved.base and saved.base["place"]
    return BaseModel.load(Registry(arguments.models).find(place)) if place else None


def chosen_preset(
    arguments: argparse.Namespace, saved: SavedRun | None = None, base: BaseModel | None = None
) -> Preset:
    """The preset, or that for fine-tuning the base, changed by the TOML file, then by flags.

    Raises BadRequest for a change to a saved run, or a preset beside a base.
    """
    flags: dict[str, Any] = {
        name: value for name in CHOICES if (value := getattr(arguments, name)) is not None
    }
    if saved is None:
        if base and arguments.preset:
            allowed = "a model that is fine-tuned keeps its sizes; change other choices one by one"
            raise BadRequest("preset", arguments.preset, allowed)
        preset = base.preset() if base else PRESETS[arguments.preset or DEFAULT_PRESET]
        config = read_config(arguments.config) if arguments.config else {}
        return changed(changed(preset, config), flags)
    for name in ("preset", "config", *flags):
        if (value := getattr(arguments, name)) is not None:
            raise BadRequest(name.replace("_", "-"), value, _KEEPS_ITS_OWN)
    return saved.preset


def _improvement(folder: Path) -> str:
    """What fine-tuning changed, empty for a model without a base."""
    record = read_record(folder)
    if (base := record.get("base")) is None:
        return ""
    name, seen, scores = base["id"], base["held_out_seen"], record["scores"]
    before, after = base["bits_per_note"], scores["bits_per_note"]
    words = f"Held-out tunes, {name}: {before:.3f} bits per note before, {after:.3f} after."
    if seen:
        words += f" {name} was trained on {seen} of these {scores['tunes']} tunes, or on near copies: "
        words += "both figures are too good."
    return words


def _judge_hint(folder: Path, data: Path, tunes: int) -> str:
    if tunes < FEWEST:
        return f"It cannot have a judge, which chooses between drafts: that takes {FEWEST} training tunes."
    words = shlex.join(["python", "-m", "trainer", "judge", str(folder), "--data", str(data)])
    return f"Fit its judge, which chooses between drafts: {words}"


def _sample_listener(listen: bool) -> Callable[[Path], None]:
    """What to do with the file of each sample."""
    if not listen:
        return lambda _: None
    from trainer.training.sample_audio import render_sample  # loads rendering, which training can do without

    return render_sample
