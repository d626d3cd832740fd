"""Rate limits longer than a try: discord.py is not cancelled in its sleep, and nothing is asked too early."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from fnmatch import fnmatchcase
from functools import partial

import discord as dpy
import pytest

from bot.errors import Unreachable
from bot.playground.faults import Fault, Garbage, RateLimited
from bot.transport import endpoints
from bot.transport.attempts import request_trace
from bot.transport.discord_clock import DiscordClock
from bot.transport.retry import Patience, send
from tests.loopback.conftest import restored_endpoints
from tests.loopback.harness import LoopbackDiscord

SECONDS = 0.8
QUICK = Patience(waits=20.0, answer=0.3)
"""A try may take less than a rate limit lasts."""
ONE_TRY = Patience(waits=0.0, answer=0.3)
SEND, LOOK = "POST /channels/*/messages", "GET /channels/*"

LIMITS = [
    RateLimited(SECONDS, is_global=everywhere, via=via, header=header)
    for everywhere in (False, True)
    for via in (False, True)
    for header in (False, True)
]


@pytest.fixture
async def client(discord: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dpy.Client]:
    """A client with the bot's trace, logged in."""
    restored_endpoints(monkeypatch)
    endpoints.choose(discord.server.environ)
    async with dpy.Client(intents=dpy.Intents.none(), http_trace=request_trace(DiscordClock())) as client:
        await client.login(discord.server.token)
        yield client


def times(discord: LoopbackDiscord, pattern: str) -> list[float]:
    return [time for time, call in discord.faults.calls if fnmatchcase(call, pattern)]


def room(client: dpy.Client, discord: LoopbackDiscord) -> dpy.PartialMessageable:
    return client.get_partial_messageable(discord.channel.id)


@pytest.mark.parametrize("limit", LIMITS, ids=str)
async def test_a_rate_limit_longer_than_a_try_mutes_nobody(
    client: dpy.Client, discord: LoopbackDiscord, limit: Fault
) -> None:
    discord.faults.next(SEND, limit)
    with pytest.raises(Unreachable):
        await send(lambda: room(client, discord).send("first"), ONE_TRY)
    async with asyncio.timeout(5):
        await send(lambda: client.fetch_channel(discord.channel.id), QUICK)
        await send(lambda: room(client, discord).send("second"), QUICK)
    limited, again = times(discord, SEND)
    assert again - limited >= SECONDS - 0.1


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_rate_limit_holds_for_its_route_or_for_all(
    client: dpy.Client, discord: LoopbackDiscord, everywhere: bool
) -> None:
    discord.faults.next(SEND, RateLimited(SECONDS, is_global=everywhere))
    async with asyncio.TaskGroup() as group:
        for text in ("one", "two", "three"):
            group.create_task(send(partial(room(client, discord).send, text), QUICK))
        await asyncio.sleep(0.1)
        group.create_task(send(lambda: client.fetch_channel(discord.channel.id), QUICK))
    sent, (looked,) = times(discord, SEND), times(discord, LOOK)
    assert (looked - sent[0] >= SECONDS - 0.1) is everywhere
    assert len(sent) == 4
    assert all(time - sent[0] >= SECONDS - 0.1 for time in sent[-2:])


async def test_a_route_without_requests_left_is_not_cancelled_while_discord_py_waits(
    client: dpy.Client, discord: LoopbackDiscord
) -> None:
    discord.server.rest.headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": str(SECONDS)}
    async with asyncio.timeout(5):
        for text in ("one", "two"):
            await send(partial(room(client, discord).send, text), ONE_TRY)
    assert [message.content for message in discord.channel.history()] == ["one", "two"]


@pytest.mark.parametrize("retry_after", [b"null", b"NaN", b'"soon"', b"-1", b"[]"])
async def test_a_rate_limit_that_names_no_seconds_is_waited_for_a_moment(
    client: dpy.Client, discord: LoopbackDiscord, retry_after: bytes
) -> None:
    body = b'{"retry_after": %s, "global": true}' % retry_after
    discord.faults.next(SEND, Garbage(body, "application/json", 429))
    async with asyncio.timeout(5):
        await send(lambda: room(client, discord).send("hello"), QUICK)
    assert len(times(discord, SEND)) == 2
