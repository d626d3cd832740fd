"""`python -m bot`: the bot, until a signal stops it; without a token, what there is to hear instead."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Coroutine

import discord

from bot.app import serve
from bot.cli.without_token import play
from bot.settings import Settings


def run(settings: Settings, _: argparse.Namespace) -> None:
    """Returns when the bot was stopped; raises what keeps it from starting."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Lilt needs no voice channel
    work = play(settings) if settings.token is None else serve(settings, settings.token)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(until_stopped(work))


async def until_stopped(work: Coroutine[object, object, None]) -> None:
    """Let SIGTERM stop the work as SIGINT does: by cancelling it, so that everything open is closed."""
    task = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows knows no SIGTERM handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
