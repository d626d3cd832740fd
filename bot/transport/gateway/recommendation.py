"""What Discord says about the gateway: how many shards, and how many new sessions.

https://discord.com/developers/docs/events/gateway#get-gateway-bot
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import discord
from discord.http import Route

from bot.transport.attempts import LONGEST_RATE_LIMIT, Garbled
from bot.transport.retry import ORDER, send

MOST = 100_000
"""Shards, of a bot on more servers than Discord has; a larger number is no recommendation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """`concurrency`: new sessions that may begin at a time; `remaining`: in the next `reset_seconds`."""

    shards: int
    concurrency: int
    remaining: int
    reset_seconds: float


async def ask(client: discord.Client) -> Recommendation:
    """Ask Discord, however long it takes to answer."""

    async def attempt() -> Recommendation:
        return _read(await client.http.request(Route("GET", "/gateway/bot")))

    return await send(attempt, ORDER, level=logging.WARNING)


def _read(said: Any) -> Recommendation:
    """Raises Garbled for what is no answer of Discord's."""
    limits = said.get("session_start_limit") if isinstance(said, dict) else None
    if not isinstance(limits, dict):
        raise Garbled("no session_start_limit")
    return Recommendation(
        shards=_whole(said, "shards", 1),
        concurrency=_whole(limits, "max_concurrency", 1),
        remaining=_whole(limits, "remaining", 0),
        reset_seconds=min(_whole(limits, "reset_after", 0, most=None) / 1000, LONGEST_RATE_LIMIT),
    )


def _whole(fields: dict[str, Any], name: str, least: int, most: int | None = MOST) -> int:
    value = fields.get(name)
    if type(value) is not int or value < least or (most is not None and value > most):
        raise Garbled(f"{name}: {value!r:.40}")
    return value
