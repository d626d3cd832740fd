"""The choices of training on the command line: a flag for each, over a TOML file, over a preset."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.errors import BadRequest
from trainer.training.presets import CHOICES, PRESETS, Preset, changed, read_config

if TYPE_CHECKING:
    from trainer.training.resume import Saved  # loads torch, which --help can do without

_USUAL = "default"


def add_choices(parser: argparse.ArgumentParser) -> None:
    """--preset, --config and a flag for each choice; None where it was not given."""
    parser.add_argument("--preset", choices=tuple(PRESETS), help=f"a set of choices (default: {_USUAL})")
    parser.add_argument("--config", type=Path, help="a TOML file of choices, such as a run's run.toml")
    group = parser.add_argument_group("choices", "each in place of the preset's")
    for name, kind in CHOICES.items():
        flag = f"--{name.replace('_', '-')}"
        if kind is bool:
            group.add_argument(flag, action=argparse.BooleanOptionalAction)
        else:
            group.add_argument(flag, type=kind, metavar=kind.__name__.upper())


def chosen_preset(arguments: argparse.Namespace, saved: Saved | None) -> Preset:
    """What was chosen; a saved run goes on with its own choices. Raises BadRequest."""
    flags: dict[str, Any] = {
        name: value for name in CHOICES if (value := getattr(arguments, name)) is not None
    }
    if saved is None:
        preset = PRESETS[arguments.preset or _USUAL]
        config = read_config(arguments.config) if arguments.config else {}
        return changed(changed(preset, config), flags)
    also = [name for name in ("preset", "config") if getattr(arguments, name) is not None]
    for name in (*also, *flags):
        allowed = "a run that is resumed keeps its own choices"
        raise BadRequest(name.replace("_", "-"), getattr(arguments, name), allowed)
    return saved.preset
