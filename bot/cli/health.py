"""`python -m bot health`: checks a running bot, for a container's health check."""

from __future__ import annotations

import argparse

from bot.cli.exit_codes import Refused
from bot.cli.which_history import meant
from bot.ops.health import read_report


def run(arguments: argparse.Namespace) -> None:
    """Print a warning if there is one. Raises Refused with the problem if there is one."""
    checked = meant(arguments.settings)
    report = read_report(checked.folder)
    if report.problem is not None:
        raise Refused(checked.told(report.problem))
    if report.warning is not None:
        print(checked.told(report))
