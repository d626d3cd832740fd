"""`python -m bot health`: checks a running bot, for a container's health check."""

from __future__ import annotations

import argparse

from bot.cli.exit_codes import Refused
from bot.ops.health import read_report


def run(arguments: argparse.Namespace) -> None:
    """Print a warning if there is one. Raises Refused with the problem if there is one."""
    report = read_report(arguments.settings.data)
    if report.problem is not None:
        raise Refused(report.problem)
    if report.warning is not None:
        print(report)
