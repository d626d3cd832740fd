"""What the command lines of generator, bot and trainer have in common.

Each has the same shape: `PACKAGE/__main__.py` parses and prints errors, `PACKAGE/cli/parser.py` declares the
options and imports nothing heavy, `PACKAGE/cli/COMMAND.py` has `run(arguments)`, loaded only when needed.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        print(message.removeprefix("argument "), file=sys.stderr)
        sys.exit(2)


def run_command(package: str, arguments: argparse.Namespace) -> int:
    """Run the module of the command `arguments.command`; returns its exit code, 0 if it returns none."""
    module = import_module(f"{package}.cli.{arguments.command.replace('-', '_')}")
    code: int | None = module.run(arguments)
    return code or 0
