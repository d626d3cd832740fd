"""What can be said to `python -m bot`. Knows nothing of what it does."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Parser


def build_parser() -> argparse.ArgumentParser:
    """All commands and their options; without a command it is `run`."""
    parser = Parser(prog="python -m bot", description="Lilt on Discord")
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser("run", help="be on Discord until stopped (this is what happens without a command)")
    commands.add_parser("health", help="is the bot with these settings well? 0, or 1 and a sentence")
    parser.set_defaults(command="run")
    return parser
