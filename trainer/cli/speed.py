"""`python -m trainer speed`: how fast this machine trains."""

from __future__ import annotations

import argparse

from trainer.cli.output import print_figures
from trainer.training.speed import measure_speed


def run(arguments: argparse.Namespace) -> None:
    """Measure and print characters per second and the ratio to the lab's loop."""
    print_figures(measure_speed(arguments.device), as_json=arguments.json)
