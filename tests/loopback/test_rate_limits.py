"""Rate limits over sockets: no request is repeated before Discord's or Cloudflare's Retry-After."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from bot.playground.faults import ExpiredToken, RateLimited
from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord

ANSWER = "PATCH */messages/@original"
POST = "POST /channels/*/messages"
SECONDS = 3
LONG = pytest.mark.slow


def times(discord: LoopbackDiscord, pattern: str) -> list[float]:
    return [time for time, call in discord.faults.calls if fnmatchcase(call, pattern)]


@pytest.mark.parametrize("via", [True, False], ids=["discord", "cloudflare"])
@pytest.mark.parametrize("seconds", [SECONDS, pytest.param(20, marks=LONG)])
async def test_an_answer_is_sent_again_only_after_the_rate_limit(
    discord: LoopbackDiscord, seconds: int, via: bool
) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next(ANSWER, RateLimited(retry_after=seconds, via=via))
    await discord.wait_for_final(await discord.invoke("compose"))
    first, second, *_ = times(discord, ANSWER)
    assert second - first >= seconds


@pytest.mark.parametrize(
    ("seconds", "is_global"),
    [(SECONDS, False), (SECONDS, True), pytest.param(35, True, marks=LONG)],  # discord.py sleeps up to 30 s
)
async def test_a_channel_message_waits_for_the_rate_limit_and_other_requests_go_on(
    discord: LoopbackDiscord, seconds: int, is_global: bool
) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next(ANSWER, ExpiredToken(), times=2)
    discord.faults.next(POST, RateLimited(retry_after=seconds, is_global=is_global))
    await discord.invoke("compose")
    await discord.wait_for(lambda: len(times(discord, POST)) == 2, seconds=60)
    first, second = times(discord, POST)
    assert second - first >= seconds
    await discord.wait_for_final(await discord.invoke("compose"))
