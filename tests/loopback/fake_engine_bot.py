"""`python -m tests.loopback.fake_engine_bot`: the bot with an engine that only pretends. All else is real."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import app
from bot.__main__ import main
from bot.settings import Settings
from generator.catalogue import Catalogue
from generator.engine import Engine
from tests.bot.fakes import CATALOGUE, FakeEngine


@asynccontextmanager
async def pretend(settings: Settings, _: object = None) -> AsyncIterator[Engine]:
    yield FakeEngine()


def catalogue(model: str | None) -> Catalogue:
    return CATALOGUE


if __name__ == "__main__":
    vars(app).update(open_engine=pretend, load_catalogue=catalogue)
    sys.exit(main(os.environ, sys.argv[1:]))
