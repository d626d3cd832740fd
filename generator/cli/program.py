"""What the command lines of generator, bot and trainer have in common.

Each has the same shape: `PACKAGE/__main__.py` parses and runs, `PACKAGE/cli/parser.py` declares the
options and imports nothing heavy, `PACKAGE/cli/COMMAND.py` has `run(arguments)`, loaded only when needed.
"""

from __future__ import annotations

import argparse
import os
import select
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from generator.errors import LiltError, SoundfontError
from generator.extras import needs_composing

EX_CONFIG = 78
"""The exit code for what is wrong with the set-up: BSD's."""
_NOBODY_READS = 141
"""As a shell counts a process that SIGPIPE ended."""
MODELS = Path("data/models")
"""Where promoted models are unless an option says otherwise."""


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        print(message.removeprefix("argument "), file=sys.stderr)
        sys.exit(2)


def add_models_option(parser: argparse.ArgumentParser) -> None:
    """`--models`, for every command that finds a model by its name."""
    parser.add_argument(
        "--models", type=Path, default=MODELS, help=f"folder of the promoted models (default: {MODELS})"
    )


def run_program(package: str, arguments: argparse.Namespace) -> int:
    """As `run_command`; a LiltError is printed as one sentence and gives 2, an interrupt (^C) gives 130.

    A soundfont that cannot play gives 78, as it does to the bot: trying again does not help. Where nobody
    reads the output any more, as after `head`, it ends without a word and gives 141.
    """
    try:
        code = run_command(package, arguments)
        sys.stdout.flush()
        return code
    except SoundfontError as error:
        print(error, file=sys.stderr)
        return EX_CONFIG
    except LiltError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        if not _output_is_closed():
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains at its end
        return _NOBODY_READS


def _output_is_closed() -> bool:
    """Whether it is standard output that nobody reads, and no other pipe."""
    output = select.poll()
    output.register(sys.stdout.fileno(), 0)
    return any(event & select.POLLERR for _, event in output.poll(0))


def run_command(package: str, arguments: argparse.Namespace) -> int:
    """Run the module of the command `arguments.command`; returns its exit code, 0 if it returns none.

    Raises NotInstalled where it needs a module of the extra `compose`.
    """
    with needs_composing():
        module = import_module(f"{package}.cli.{arguments.command.replace('-', '_')}")
        code: int | None = module.run(arguments)
    return code or 0
