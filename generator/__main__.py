"""`python -m generator`: composes tunes, renders ABC and measures speed from the command line."""

from __future__ import annotations

import sys

from generator.cli.parser import build_parser
from generator.cli.program import run_program


def main(words: list[str] | None = None) -> int:
    """The exit code: 0, or 2 if what was asked is not possible (one sentence on standard error)."""
    return run_program("generator", build_parser().parse_args(words))


if __name__ == "__main__":
    sys.exit(main())
