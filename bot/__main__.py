"""`python -m bot`: reads the settings, does what the command line says, words what is wrong.

What each command does stands in `bot.cli`, the exit codes in `bot.cli.exit_codes`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from dotenv import dotenv_values

from bot.cli.backup import backup, restore
from bot.cli.block import block, blocked, unblock
from bot.cli.exit_codes import EXPECTED, ending
from bot.cli.health import health
from bot.cli.parser import build_parser
from bot.cli.run import run
from bot.cli.sync import sync
from bot.ops.logging import set_up
from bot.settings import Settings
from bot.transport import endpoints

COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], int | None]] = {
    "run": run,
    "health": health,
    "sync": sync,
    "backup": backup,
    "restore": restore,
    "block": block,
    "unblock": unblock,
    "blocked": blocked,
}


def main(environ: Mapping[str, str], words: Sequence[str] = ()) -> int:
    """Do it; the exit code."""
    asked = build_parser().parse_args(words, argparse.Namespace(environ=environ))
    try:
        settings = Settings.from_environ(environ)
        endpoints.choose(environ)
        set_up(settings.log, settings.token)
        return COMMANDS[asked.command](settings, asked) or 0
    except EXPECTED as error:
        sentence, code = ending(error)
        print(sentence, file=sys.stderr)
        return code


if __name__ == "__main__":
    from_file = {name: value or "" for name, value in dotenv_values(".env").items()}
    sys.exit(main(from_file | dict(os.environ), sys.argv[1:]))
