"""The commands and options of `python -m bot`."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.cli.program import Parser


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands. Without a command, the command is `run`."""
    parser = Parser(prog="python -m bot", description="Lilt on Discord")
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser("run", help="run the bot until it is stopped (the default)")
    commands.add_parser("health", help="check a running bot: exit code 0, or 1 and a sentence")
    _add_sync(commands)
    _add_copies(commands)
    _add_blocking(commands)
    parser.set_defaults(command="run")
    return parser


def _discord_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise argparse.ArgumentTypeError(f"{text:.40} is not possible; it must be a Discord id, a number.")
    return int(text)


def _add_sync(commands: argparse._SubParsersAction[Parser]) -> None:
    sync = commands.add_parser("sync", help="send the slash commands to Discord, even if nothing changed")
    sync.add_argument("--guild", type=_discord_id, metavar="ID", help="only to this server, as its own copy")
    sync.add_argument("--clear", action="store_true", help="remove the server's own copy")


def _add_copies(commands: argparse._SubParsersAction[Parser]) -> None:
    backup = commands.add_parser("backup", help="copy the history; the bot may be running")
    restore = commands.add_parser("restore", help="replace the history with such a copy")
    for parser in (backup, restore):
        parser.add_argument("file", type=Path, metavar="FILE")


def _add_blocking(commands: argparse._SubParsersAction[Parser]) -> None:
    block = commands.add_parser("block", help="stop answering a user")
    unblock = commands.add_parser("unblock", help="answer the user again")
    for parser in (block, unblock):
        parser.add_argument("user", type=_discord_id, metavar="USER_ID")
    commands.add_parser("blocked", help="list the users who are blocked")
