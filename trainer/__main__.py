"""`python -m trainer`: parses the command line, runs the command, reports errors."""

from __future__ import annotations

import sys

from generator.cli.program import run_command
from generator.errors import LiltError
from trainer.cli.parser import build_parser


def main(words: list[str] | None = None) -> int:
    """Runs a command and returns its exit code: 0, or 2 after bad input (one sentence on standard error)."""
    arguments = build_parser().parse_args(words)
    try:
        return run_command("trainer", arguments)
    except LiltError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
