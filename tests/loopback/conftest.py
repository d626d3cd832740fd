"""A loopback Discord, which checks that the bot keeps Discord's limits, and a plain client on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord import Asset, Client, Intents
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.transport import endpoints
from tests.loopback.harness import LoopbackDiscord, loopback_discord


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord(tmp_path / "data") as discord:
        yield discord
        discord.assert_within_limits()


def restored_endpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Discord's addresses restored after the test."""
    for owner, name in ((Route, "BASE"), (DiscordWebSocket, "DEFAULT_GATEWAY"), (Asset, "BASE")):
        monkeypatch.setattr(owner, name, getattr(owner, name))


@pytest.fixture
async def client(discord: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """A plain discord.py client in this process, connected to the gateway."""
    restored_endpoints(monkeypatch)
    endpoints.choose(discord.server.environ)
    intents = Intents.none()
    intents.guilds = True
    async with Client(intents=intents) as client:
        await client.login(discord.server.token)
        connecting = asyncio.create_task(client.connect())
        await discord.wait_for(lambda: client.get_channel(discord.channel.id))
        yield client
        await client.close()
        await connecting
