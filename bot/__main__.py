"""`python -m bot`: parses the command line, reads the settings and runs the command.

Each command is a module of `bot.cli`; `bot.cli.exit_codes` words the errors.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence

from dotenv import dotenv_values

from bot.cli.exit_codes import EX_CONFIG, EXPECTED, ending
from bot.cli.parser import build_parser
from bot.ops.logging import set_up
from bot.settings import SETTINGS, Settings, logging_settings
from bot.transport import endpoints
from generator.cli.environment import take_environment
from generator.cli.program import run_command
from generator.cli.variables import unknown_variables

log = logging.getLogger("bot")


def main(environ: Mapping[str, str], words: Sequence[str] = ()) -> int:
    """Run a command; returns the exit code. The command gets the environment and the settings too."""
    arguments = build_parser().parse_args(words)
    try:
        set_up(*logging_settings(environ))
        _warn_of_unknown(environ)  # first: a wrong setting may be a misspelt one
        arguments.environ = environ
        arguments.settings = Settings.from_environ(environ)
        endpoints.choose(environ)
        return run_command("bot", arguments)
    except EXPECTED as error:
        sentence, code = ending(error)
        print(sentence, file=sys.stderr)
        return code


def _warn_of_unknown(environ: Mapping[str, str]) -> None:
    """Warn of misspelt variables; not in the playground's bot, since its parent has done it."""
    if endpoints.LOOPBACK not in environ:
        for sentence in unknown_variables(environ, [setting.name for setting in SETTINGS]):
            log.warning(sentence)


def run() -> int:
    """Run with the variables of the environment and of the file `.env`; the environment's come first."""
    try:
        from_file = {name: value or "" for name, value in dotenv_values(".env").items()}
    except UnicodeDecodeError:
        print("The file .env is not text in UTF-8; write it again with a text editor.", file=sys.stderr)
        return EX_CONFIG
    except OSError as error:
        print(f"The file .env cannot be read: {error.strerror}.", file=sys.stderr)
        return EX_CONFIG
    return main(from_file | take_environment(os.environ), sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run())
