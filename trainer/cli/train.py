"""`python -m trainer train`: training text -> model."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generator.cli.files import check_folder
from generator.errors import BadRequest
from trainer.cli.output import print_note
from trainer.data.dataset import load_corpus
from trainer.training.interrupt import stop_on_interrupt
from trainer.training.presets import CHOICES, DEFAULT_PRESET, PRESETS, Preset, changed, read_config
from trainer.training.resume import SavedRun, load_run
from trainer.training.train import train


def run(arguments: argparse.Namespace) -> None:
    """Train, or continue a run, and print the scores of the best model as JSON."""
    check_folder(arguments.out)
    corpus = load_corpus(arguments.data)
    saved = load_run(arguments.out) if arguments.resume else None
    preset = chosen_preset(arguments, saved)
    with stop_on_interrupt() as stop:
        best = train(
            corpus,
            preset,
            arguments.out,
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
    listen = f"python -m generator compose --model {arguments.out} --out out"
    print_note(stopped, f"The best model is in {arguments.out}; listen to it: {listen}")


def chosen_preset(arguments: argparse.Namespace, saved: SavedRun | None) -> Preset:
    """The preset, changed by the TOML file, then by flags. Raises BadRequest for a change to a saved run."""
    flags: dict[str, Any] = {
        name: value for name in CHOICES if (value := getattr(arguments, name)) is not None
    }
    if saved is None:
        preset = PRESETS[arguments.preset or DEFAULT_PRESET]
        config = read_config(arguments.config) if arguments.config else {}
        return changed(changed(preset, config), flags)
    for name in ("preset", "config", *flags):
        if (value := getattr(arguments, name)) is not None:
            raise BadRequest(name.replace("_", "-"), value, "a run that is resumed keeps its own choices")
    return saved.preset


def _sample_listener(listen: bool) -> Callable[[Path], None]:
    """What to do with the file of each sample."""
    if not listen:
        return lambda _: None
    from trainer.training.sample_audio import render_sample  # loads rendering, which training can do without

    return render_sample
