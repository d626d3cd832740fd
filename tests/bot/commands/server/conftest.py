"""A bot whose time the tests set, and somebody who manages the server."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.app import Lilt
from bot.history import History
from tests.bot.commands.server.scheduling import Time, lilt
from tests.bot.conftest import Stage
from tests.bot.fakes import FakeEngine


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def simcord_bot(engine: FakeEngine, history: History, time: Time) -> Lilt:
    return lilt(engine, history, time)


@pytest.fixture
def admin(stage: Stage) -> Any:
    role = stage.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return stage.guild.add_member(stage.env.create_user("ada"), roles=[role])
