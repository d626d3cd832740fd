"""A world of its own time: a Discord that keeps messages, and a bot in it that can be killed at any step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from types import SimpleNamespace
from typing import Any

import discord

BOT = 99


class Killed(BaseException):
    """The process is dead: nothing that it still tries to do has an effect."""


@dataclass
class World:
    """`now`: seconds since 1970. `risk`: how likely the bot is killed at each of its steps.

    `looks`: when the bot has looked at its schedule and has got through with it.
    """

    now: float
    chance: Random
    risk: float
    messages: list[SimpleNamespace] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    kills: int = 0
    dead: asyncio.Event = field(default_factory=asyncio.Event)

    def step(self) -> None:
        """Between two steps of the bot."""
        if self.dead.is_set():
            raise Killed
        if self.chance.random() < self.risk:
            self.kills += 1
            self.dead.set()
            raise Killed

    def mortal(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same coroutine function, at whose beginning and end the bot may be killed."""

        async def acting(*values: Any, **named: Any) -> Any:
            self.step()
            result = await act(*values, **named)
            self.step()
            return result

        return acting


class Channel:
    """A channel. It forgets nonces at once: only looking keeps a message from coming twice."""

    def __init__(self, world: World, channel_id: int) -> None:
        self.id = channel_id
        self._world = world
        self.send = world.mortal(self._send)

    async def _send(self, *, content: str, view: Any = None, **_: Any) -> SimpleNamespace:
        rows = [] if view is None else view.to_components()
        message = SimpleNamespace(
            id=discord.utils.time_snowflake(datetime.fromtimestamp(self._world.now, UTC))
            + len(self._world.messages),
            channel=self.id,
            content=content,
            created_at=datetime.fromtimestamp(self._world.now, UTC),
            author=SimpleNamespace(id=BOT),
            components=[discord.ActionRow(row) for row in rows],
        )
        self._world.messages.append(message)
        return message

    async def history(self, *, limit: int, oldest_first: bool) -> AsyncIterator[SimpleNamespace]:
        self._world.step()
        here = [message for message in self._world.messages if message.channel == self.id]
        for message in here[::-1][:limit]:
            yield message


class Client:
    """As much of `discord.Client` as a scheduled order needs."""

    def __init__(self, world: World) -> None:
        self.user = SimpleNamespace(id=BOT)
        self._world = world

    def get_partial_messageable(self, channel_id: int, *, guild_id: int) -> Channel:
        return Channel(self._world, channel_id)

    async def fetch_channel(self, channel_id: int) -> SimpleNamespace:
        self._world.step()
        ids = [message.id for message in self._world.messages if message.channel == channel_id]
        return SimpleNamespace(last_message_id=max(ids, default=None))
