"""A bot starts on a Discord that is down, half up, or behind a proxy: it waits, and says so in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.playground.faults import Fault, Frames, Garbage, Hang, RateLimited, Refused, Reset, Status
from bot.playground.server import CONNECT
from tests.loopback.command_line import call, start
from tests.loopback.harness import HASTY, LoopbackDiscord

JSON = "application/json"
HELLO = json.dumps({"op": 10, "d": {"heartbeat_interval": 41250}})


def event(name: str, data: object, number: int = 1) -> str:
    return json.dumps({"op": 0, "t": name, "s": number, "d": data})


REST: list[Fault] = [
    Status(500), Status(503), Reset(), Hang(0.2), RateLimited(0.2), RateLimited(0.2, via=False),
    RateLimited(0.2, is_global=True, header=False), Garbage(), Garbage(b"{}", JSON), Garbage(b"[]", JSON),
    Garbage(b"{", JSON), Garbage(b"null", JSON), Garbage(status=401), Garbage(status=403),
    Garbage(status=404), Refused(403, 40333),
]  # fmt: skip
LIMIT = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
ADVICE: list[Fault] = [
    Garbage(json.dumps(advice).encode(), JSON)
    for advice in (
        {"shards": 1}, {"shards": 0, "session_start_limit": LIMIT}, {"shards": 1, "session_start_limit": 7},
        {"shards": "1", "session_start_limit": LIMIT}, {"shards": 10**9, "session_start_limit": LIMIT},
        {"shards": 1, "session_start_limit": LIMIT | {"max_concurrency": 0}},
        {"shards": 1, "session_start_limit": LIMIT | {"reset_after": None}},
    )
]  # fmt: skip
GATEWAY: list[Fault] = [
    Status(503), Status(429), Garbage(), Garbage(status=403), Reset(),
    Frames(),
    Frames(("",)), Frames(("{",)), Frames(("[]",)), Frames(("7",)), Frames(("null",)), Frames(("<html>",)),
    Frames(('{"op": 10}',)), Frames(('{"op": 10, "d": {"heartbeat_interval": "soon"}}',)),
    Frames(('{"op": 99}',)),
    Frames((HELLO, HELLO, HELLO), code=1001),
    Frames((HELLO,), code=1000), Frames((HELLO,), code=4000), Frames((HELLO,), code=4009),
    Frames((HELLO, event("READY", {}))), Frames((HELLO, event("READY", None))),
    Frames((HELLO, event("READY", {"session_id": "1", "resume_gateway_url": 7, "user": {}}))),
    Frames((HELLO, '{"op": 7}')), Frames((HELLO, '{"op": 9, "d": false}')),
    Frames((HELLO, '{"op": 9, "d": true}')),
    Frames((HELLO, event("GUILD_CREATE", []), event("INTERACTION_CREATE", {"id": "x"}))),
    Frames((HELLO, '{"op": 0, "t": 5, "s": "x", "d": 1}')),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "faults"),
    [
        ("GET /users/@me", REST),
        pytest.param("GET /oauth2/applications/@me", REST, marks=pytest.mark.slow),
        pytest.param("* /applications/*/commands", REST, marks=pytest.mark.slow),
        pytest.param("GET /gateway/bot", [*REST, *ADVICE], marks=pytest.mark.slow),
        pytest.param(CONNECT, GATEWAY, marks=pytest.mark.slow),
    ],
    ids=["login", "application", "commands", "advice", "gateway"],
)
async def test_a_start_that_meets_faults_is_tried_again_without_a_traceback(
    discord: LoopbackDiscord, tmp_path: Path, pattern: str, faults: list[Fault]
) -> None:
    for fault in faults:
        discord.faults.next(pattern, fault)
    log = tmp_path / "log"
    with log.open("wb") as file:
        bot = await start(discord, program=HASTY, log=file, LILT_LOG="INFO")
        await discord.wait_for(lambda: bot.returncode is not None or discord.server.gateway.connected, 60)
        assert bot.returncode is None
        await discord.wait_for_final(await discord.invoke("compose"))
        bot.terminate()
        assert await bot.wait() == 0
    assert len(discord.faults.met) == len(faults)
    assert "Traceback" not in log.read_text()


async def test_a_bot_that_cannot_reach_discord_waits_and_can_be_stopped(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with log.open("wb") as file:
        nowhere = "http://127.0.0.1:9"
        bot = await start(discord, program=HASTY, log=file, LILT_LOG="WARNING", LILT_LOOPBACK=nowhere)
        await discord.wait_for(lambda: log.read_text().count("the next try is in") > 3)
        bot.terminate()
        assert await bot.wait() == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(("code", "said"), [(4004, "DISCORD_TOKEN"), (4014, "intents")])
async def test_a_gateway_that_says_for_good_ends_the_bot_with_78(
    discord: LoopbackDiscord, code: int, said: str
) -> None:
    discord.faults.next(CONNECT, Frames((HELLO,), code=code))
    ended = await call(discord, LILT_LOG="WARNING")
    assert ended.code == 78
    assert said in ended.err
    assert ended.err.count("\n") == 1


async def test_sync_ends_with_69_where_discord_is_not_there(discord: LoopbackDiscord) -> None:
    ended = await call(discord, "sync", program=HASTY, LILT_LOOPBACK="http://127.0.0.1:9", LILT_LOG="ERROR")
    assert (ended.code, ended.err) == (69, "Discord cannot be reached; LILT_LOG=DEBUG shows why.\n")
