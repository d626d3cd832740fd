"""`python -m bot`: reads the settings, runs the bot until it is stopped, words what is wrong.

`python -m bot health` says whether the bot with these settings is well: exit code 0, or 1 and a sentence.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Mapping, Sequence
from typing import TypeVar

import aiohttp
import discord
from dotenv import dotenv_values

from bot import endpoints
from bot.app import serve
from bot.heartbeat import problem
from bot.settings import Settings
from generator.errors import LiltError

EX_UNAVAILABLE, EX_CONFIG = 69, 78

_Result = TypeVar("_Result")


def build_parser() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Lilt on Discord")
    parser.add_argument("command", nargs="?", choices=("run", "health"), default="run")
    return parser


def main(environ: Mapping[str, str], words: Sequence[str] = ()) -> int:
    """Run; the exit code. 78: something is set wrong; 69: Discord cannot be reached."""
    command = build_parser().parse_args(words).command
    try:
        settings = Settings.from_environ(environ)
        endpoints.choose(environ)
        if command == "health":
            sentence = problem(settings.data)
            return 0 if sentence is None else _give_up(sentence, 1)
        logging.basicConfig(level=settings.log, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Lilt needs no voice channel
        if settings.token is None:
            logging.getLogger("discord.state").setLevel("ERROR")  # simcord, loaded, warns of its own probe
            from bot.playground.play import play  # on Discord there is no need for a simulated one

            return asyncio.run(_until_stopped(play(settings, environ))) or 0
        asyncio.run(_until_stopped(serve(settings, settings.token)))
    except LiltError as error:
        return _give_up(str(error), EX_CONFIG)
    except discord.LoginFailure:
        return _give_up("Discord does not accept DISCORD_TOKEN; please check or reset it.", EX_CONFIG)
    except (discord.DiscordException, aiohttp.ClientError) as error:
        logging.getLogger("bot").debug("the start failed", exc_info=error)
        return _give_up("Discord cannot be reached; LILT_LOG=DEBUG tells more.", EX_UNAVAILABLE)
    except KeyboardInterrupt:
        pass
    return 0


async def _until_stopped(work: Coroutine[object, object, _Result]) -> _Result | None:
    """Let SIGTERM stop the work as SIGINT does: by cancelling it, so that everything open is closed."""
    task = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows knows no SIGTERM handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        return await task
    return None


def _give_up(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    from_file = {name: value or "" for name, value in dotenv_values(".env").items()}
    sys.exit(main(from_file | dict(os.environ), sys.argv[1:]))
