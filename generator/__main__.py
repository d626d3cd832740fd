"""`python -m generator`: composes tunes, renders ABC and measures speed from the command line."""

from __future__ import annotations

import sys


def main(words: list[str] | None = None) -> int:
    """The exit code: 0, 130 after ^C, or 2 with a sentence on standard error for what is not possible."""
    try:
        from generator.cli.parser import build_parser
        from generator.cli.program import run_program

        return run_program("generator", build_parser().parse_args(words))
    except KeyboardInterrupt:  # while those are imported, or after the command
        return 130


if __name__ == "__main__":
    sys.exit(main())
