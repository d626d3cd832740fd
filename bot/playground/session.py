"""What one shard of a bot hears of the simulation: a list of frames that outlives its connection."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import discord
from simcord.backend import Backend
from simcord.gateway import FakeGateway

from bot.playground.simulation import Changes

DISPATCH = 0
"""The opcode of an event."""


def shard_of(guild: int, count: int) -> int:
    """https://discord.com/developers/docs/events/gateway#sharding-sharding-formula"""
    return (guild >> 22) % count


class Session:
    """The events of one shard, `shard` of `count`. simcord leaves out those that its intents do not cover."""

    def __init__(
        self,
        backend: Backend,
        intents: discord.Intents,
        dumps: Callable[[Any], str],
        shard: int = 0,
        count: int = 1,
    ) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard = shard
        self.count = count
        self.frames: list[str] = []
        self.changes = Changes()
        self.parsers = _Parsers(self.dispatch)
        self._dumps = dumps
        self._filter = FakeGateway(backend, self)

    def feed(self, event: str, payload: Mapping[str, Any]) -> None:
        """Send an event if the intents cover it."""
        self._filter.feed(event, payload)

    def covers(self, guild: int) -> bool:
        """Whether a server is on this shard; 0 stands for direct messages."""
        return shard_of(guild, self.count) == self.shard

    def dispatch(self, event: str, payload: Any) -> None:
        frame = {"op": DISPATCH, "t": event, "s": len(self.frames) + 1, "d": payload}
        self.frames.append(self._dumps(frame))
        self.changes.notify()


class _Parsers:
    """Stands in for a client's table of event parsers: each passes the event to the session."""

    def __init__(self, dispatch: Callable[[str, Any], None]) -> None:
        self._dispatch = dispatch

    def __getitem__(self, event: str) -> Callable[[Any], None]:
        return partial(self._dispatch, event)
