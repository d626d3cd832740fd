"""What the command lines of generator, bot and trainer have in common.

Each has one shape: `PACKAGE/__main__.py` parses and words errors, `PACKAGE/cli/parser.py` declares the
options and imports nothing heavy, `PACKAGE/cli/COMMAND.py` has `run(arguments)`, loaded when it is needed.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        print(message.removeprefix("argument "), file=sys.stderr)
        sys.exit(2)


def run_command(package: str, arguments: argparse.Namespace) -> int:
    """Run the module of the command `arguments.command`; returns its exit code, 0 where it gives none."""
    module = import_module(f"{package}.cli.{arguments.command.replace('-', '_')}")
    return module.run(arguments) or 0
