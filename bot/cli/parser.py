"""What can be said to `python -m bot`. Knows nothing of what it does."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.cli.program import Parser


def build_parser() -> argparse.ArgumentParser:
    """All commands and their options; without a command it is `run`."""
    parser = Parser(prog="python -m bot", description="Lilt on Discord")
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser("run", help="be on Discord until stopped (this is what happens without a command)")
    commands.add_parser("health", help="is the bot with these settings well? 0, or 1 and a sentence")
    _add_sync(commands)
    _add_copies(commands)
    _add_blocking(commands)
    parser.set_defaults(command="run")
    return parser


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise argparse.ArgumentTypeError(f"{text:.40} is not possible; it must be a Discord id, a number.")
    return int(text)


def _add_sync(commands: argparse._SubParsersAction[Parser]) -> None:
    sync = commands.add_parser("sync", help="tell Discord which commands there are, changed or not")
    sync.add_argument("--guild", type=_number, metavar="ID", help="for this server only, beside the others")
    sync.add_argument("--clear", action="store_true", help="take the server's own commands back")


def _add_copies(commands: argparse._SubParsersAction[Parser]) -> None:
    backup = commands.add_parser("backup", help="copy the history, also while the bot runs")
    restore = commands.add_parser("restore", help="put such a copy in the history's place")
    for parser in (backup, restore):
        parser.add_argument("file", type=Path, metavar="FILE")


def _add_blocking(commands: argparse._SubParsersAction[Parser]) -> None:
    block = commands.add_parser("block", help="do not answer somebody any more")
    unblock = commands.add_parser("unblock", help="take that back")
    for parser in (block, unblock):
        parser.add_argument("user", type=_number, metavar="USER_ID")
    commands.add_parser("blocked", help="whom the bot does not answer")
