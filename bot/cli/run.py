"""`python -m bot`: the bot, until a signal stops it; without a token, the playground."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine, Mapping
from typing import TypeVar

import discord

from bot.app import serve
from bot.settings import Settings

_Result = TypeVar("_Result")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """The exit code, once the bot was stopped; raises what keeps it from starting."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Lilt needs no voice channel
    with contextlib.suppress(KeyboardInterrupt):
        if settings.token is None:
            return _play(settings, asked.environ)
        asyncio.run(_until_stopped(serve(settings, settings.token)))
    return 0


def _play(settings: Settings, environ: Mapping[str, str]) -> int:
    logging.getLogger("discord.state").setLevel("ERROR")  # simcord, loaded, warns of its own probe
    from bot.playground.launcher import play  # on Discord there is no need for a simulated one

    return asyncio.run(_until_stopped(play(settings, environ))) or 0


async def _until_stopped(work: Coroutine[object, object, _Result]) -> _Result | None:
    """Let SIGTERM stop the work as SIGINT does: by cancelling it, so that everything open is closed."""
    task = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows knows no SIGTERM handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        return await task
    return None
