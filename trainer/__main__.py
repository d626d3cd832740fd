"""`python -m trainer`: builds models from the command line."""

from __future__ import annotations

import sys

from generator.cli.program import run_program
from trainer.cli.parser import build_parser


def main(words: list[str] | None = None) -> int:
    """Runs a command and returns its exit code: 0, or 2 after bad input (one sentence on standard error)."""
    return run_program("trainer", build_parser().parse_args(words))


if __name__ == "__main__":
    sys.exit(main())
