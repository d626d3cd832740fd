"""`python -m tests.loopback.fake_engine_bot`: `python -m bot` with a fake engine. Everything else is real."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot import app
from bot.__main__ import main
from bot.cli import sync
from bot.settings import Settings
from generator.catalogue import Catalogue
from generator.engine import Engine
from generator.library import Library
from tests.bot.fakes import FakeEngine, FakeLibrary

OpenEngine = Callable[[Settings, Callable[[Catalogue], None]], AbstractAsyncContextManager[Engine]]
"""As `bot.app.open_engine`."""


def run_bot(open_engine: OpenEngine) -> int:
    """Run the bot's command line with another engine and a catalogue that fits it. Returns the exit code."""
    vars(app).update(open_engine=open_engine, open_library=open_fake_library)
    vars(sync).update(open_library=open_fake_library)
    return main(os.environ, sys.argv[1:])


@asynccontextmanager
async def open_fake_engine(settings: Settings, changed: Callable[[Catalogue], None]) -> AsyncIterator[Engine]:
    yield FakeEngine()


@asynccontextmanager
async def open_fake_library(settings: Settings) -> AsyncIterator[Library]:
    yield FakeLibrary(models=settings.models_folder)


if __name__ == "__main__":
    sys.exit(run_bot(open_fake_engine))
