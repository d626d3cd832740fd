"""The bot in several shards: each is connected for itself, and what befalls one does not touch the others."""

from __future__ import annotations

import asyncio
import re
import socket
from pathlib import Path

import aiohttp
import pytest

from bot.playground.faults import Frames, Status
from bot.playground.server import CONNECT
from tests.loopback.command_line import start
from tests.loopback.harness import FAKE_ENGINE, HASTY, SLOW_ENGINE, LoopbackDiscord
from tests.loopback.towns import Town, town

Towns = list[Town]


def in_shards(discord: LoopbackDiscord, count: int) -> Towns:
    """Recommend so many shards; a town on each."""
    discord.server.gateway.plan.shards = discord.server.gateway.plan.max_concurrency = count
    return [town(discord, shard, count) for shard in range(count)]


async def connected(discord: LoopbackDiscord) -> None:
    await discord.wait_for(lambda: discord.server.gateway.connected)


async def start_hasty(discord: LoopbackDiscord, towns: Towns) -> None:
    """Start a bot; it has begun each session."""
    await discord.start_bot(program=HASTY)
    await connected(discord)
    for one in towns:
        assert await one.answers()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


async def page(port: int, path: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return await answer.text()


async def test_each_shard_answers_for_its_own_servers(discord: LoopbackDiscord, port: int) -> None:
    towns = in_shards(discord, 3)
    await discord.start_bot({"LILT_PORT": str(port)}, program=HASTY)
    await connected(discord)
    for one in towns:
        await discord.wait_for_final(await one.invoke("compose"))
    figures = await page(port, "/metrics")
    assert re.findall(r"^lilt_(?:shards|guilds).*", figures, re.MULTILINE) == [
        "lilt_guilds 4.0",
        "lilt_shards 3.0",
        "lilt_shards_connected 3.0",
    ]


async def test_the_others_answer_in_time_while_a_shard_cannot_connect(discord: LoopbackDiscord) -> None:
    towns, gateway = in_shards(discord, 3), discord.server.gateway
    await start_hasty(discord, towns)
    gateway.away = {1}
    await gateway.drop([1])
    before = tries(discord)
    while tries(discord) < before + 5:
        assert await towns[0].answers()
        assert await towns[2].answers()
    assert gateway.connected_shards == {0, 2}
    gateway.away.clear()
    await connected(discord)
    assert await towns[1].answers()


async def test_what_a_dropped_shard_misses_comes_when_it_resumes(discord: LoopbackDiscord) -> None:
    towns, gateway = in_shards(discord, 3), discord.server.gateway
    await start_hasty(discord, towns)
    await gateway.drop([1])
    assert await towns[1].answers()
    assert (gateway.identified, gateway.resumed) == (3, 1)


async def test_an_outage_of_the_gateway_ends_no_session(discord: LoopbackDiscord) -> None:
    towns, gateway = in_shards(discord, 3), discord.server.gateway
    await start_hasty(discord, towns)
    discord.faults.next(CONNECT, Status(503), times=15)
    await gateway.drop()
    for one in towns:
        assert await one.answers()
    assert (gateway.identified, gateway.resumed) == (3, 3)


async def test_a_session_whose_own_address_is_dead_is_resumed_at_the_usual_one(
    discord: LoopbackDiscord,
) -> None:
    towns, gateway = in_shards(discord, 2), discord.server.gateway
    gateway.resume_url = "ws://127.0.0.1:9/gateway"
    await start_hasty(discord, towns)
    await gateway.drop([1])
    assert await towns[1].answers()
    assert (gateway.identified, gateway.resumed) == (2, 1)


async def test_a_shard_whose_session_is_invalid_begins_a_new_one_alone(discord: LoopbackDiscord) -> None:
    towns, gateway = in_shards(discord, 3), discord.server.gateway
    await start_hasty(discord, towns)
    await gateway.drop([1], resumable=False)
    await discord.wait_for(lambda: gateway.identified == 4)
    assert await towns[1].answers()
    assert gateway.resumed == 0


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_shard_that_is_lost_loses_no_tune_and_sessions_begin_no_sooner_than_allowed(
    discord: LoopbackDiscord, resumable: bool
) -> None:
    towns, gateway = in_shards(discord, 2), discord.server.gateway
    gateway.plan.max_concurrency, gateway.plan.session_seconds = 1, 5.0
    await discord.start_bot(program=SLOW_ENGINE)
    await connected(discord)
    asked = await towns[1].invoke("compose")
    assert await discord.answered(asked)
    await gateway.drop([1], resumable=resumable)
    await discord.wait_for_final(asked)
    await connected(discord)
    await discord.wait_for_final(await towns[1].invoke("compose"))
    assert (gateway.identified, gateway.resumed, gateway.too_early) == (3 - resumable, int(resumable), 0)


async def test_a_shard_that_gets_no_hello_does_not_keep_the_others_from_theirs(
    discord: LoopbackDiscord,
) -> None:
    towns, gateway = in_shards(discord, 3), discord.server.gateway
    discord.faults.next(CONNECT, Frames())
    await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for(lambda: gateway.connected_shards == {1, 2}, 10)
    assert await towns[1].answers()
    assert await towns[2].answers()


async def test_a_shard_that_is_not_connected_is_named(discord: LoopbackDiscord, port: int) -> None:
    in_shards(discord, 3)
    discord.server.gateway.away = {2}
    await discord.start_bot({"LILT_PORT": str(port)}, program=HASTY)
    said = ""
    while "Shard" not in said:
        said = await page(port, "/healthz")
        await asyncio.sleep(0.1)
    assert said == "ok, but: Shard 2 of 3 is not connected to Discord: its servers get no answers.\n"
    assert "lilt_shards_connected 2.0" in await page(port, "/metrics")


async def test_a_bot_that_has_grown_beyond_its_shards_connects_with_more(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    gateway, log = discord.server.gateway, tmp_path / "log"
    with log.open("wb") as file:
        bot = await start(discord, program=HASTY, log=file, LILT_LOG="WARNING")
        await connected(discord)
        gateway.plan.fewest = 2
        await gateway.drop(resumable=False)
        await discord.wait_for(lambda: tries(discord) > 5)  # the recommendation has not grown yet
        assert bot.returncode is None
        towns = in_shards(discord, 2)
        await connected(discord)
        for one in towns:
            assert await one.answers()
        bot.terminate()
        assert await bot.wait() == 0
    assert "Discord wants more than 1 shards: Lilt connects with 2" in log.read_text()
    assert "Traceback" not in log.read_text()


async def test_a_bot_that_may_begin_no_session_waits_until_it_may(discord: LoopbackDiscord) -> None:
    plan = discord.server.gateway.plan
    plan.remaining, plan.reset_after = 0, 500
    asked = "GET /gateway/bot"
    environ = {"LILT_LOG": "ERROR"}
    bot = await start(discord, program=HASTY, **environ)
    await discord.wait_for(lambda: sum(call == asked for _, call in discord.faults.calls) > 3)
    assert tries(discord) == 0
    plan.remaining = 1
    await connected(discord)
    bot.terminate()
    assert await bot.wait() == 0


def tries(discord: LoopbackDiscord) -> int:
    """How often the bot has connected to the gateway."""
    return sum(call == CONNECT for _, call in discord.faults.calls)
