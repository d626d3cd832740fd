"""`python -m bot run`: the bot on Discord; without a token, in the playground."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine, Mapping
from importlib.util import find_spec
from typing import TypeVar

import discord

from bot.app import DRAIN_SECONDS, serve
from bot.ops.last_exit import end_at_last
from bot.settings import Settings, SettingsError, check_token

PLAYGROUND = ("bot.playground", "simcord", "linkify_it", "markdown_it", "mutagen", "regex")
"""The modules of the extra `playground`. A container has none of them."""

STOP_SECONDS = DRAIN_SECONDS + 8.0
"""From SIGTERM to the end at the latest. Containers and systemd are told to kill after 30 s."""

SWITCH_SECONDS = 0.001
"""For how long a thread that computes, such as the sampler, may keep the event loop from the interpreter.
Python's own is 5 ms, and one event often needs several turns."""

_Result = TypeVar("_Result")


class PlaygroundMissing(SettingsError):
    """There is neither a token nor the playground."""

    def __init__(self) -> None:
        super().__init__(
            "DISCORD_TOKEN is not set, and the playground is not installed: set the token, or run "
            "`pip install '.[all]'` in Lilt's folder."
        )


def run(arguments: argparse.Namespace) -> int:
    """Run until stopped; returns the exit code. Raises the error that keeps the bot from starting."""
    settings: Settings = arguments.settings
    sys.setswitchinterval(SWITCH_SECONDS)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Lilt uses no voice channels
    with contextlib.suppress(KeyboardInterrupt):
        if settings.token is None:
            return _run_playground(settings, arguments.environ)
        check_token(settings.token)
        asyncio.run(_until_stopped(serve(settings, settings.token)))
    return 0


def _run_playground(settings: Settings, environ: Mapping[str, str]) -> int:
    if not all(map(find_spec, PLAYGROUND)):
        raise PlaygroundMissing
    from bot.playground.launcher import run_playground  # only here: it is an extra

    return asyncio.run(_until_stopped(run_playground(settings, environ))) or 0


async def _until_stopped(work: Coroutine[object, object, _Result]) -> _Result | None:
    """Cancel the work on SIGTERM, as asyncio does on SIGINT, so that everything open is closed.

    What hangs then is not waited for.
    """
    task = asyncio.ensure_future(work)

    def stop() -> None:
        end_at_last(STOP_SECONDS)
        task.cancel()

    with contextlib.suppress(NotImplementedError):  # Windows has no SIGTERM handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    with contextlib.suppress(asyncio.CancelledError):
        return await task
    return None
