"""A rate limit is obeyed over sockets: nothing asks before Discord, or Cloudflare, has said to come back."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from bot.playground.faults import ExpiredToken, RateLimited
from tests.loopback.stage import PRETENDING, LoopbackDiscord

ANSWER = "PATCH */messages/@original"
POST = "POST /channels/*/messages"
SECONDS = 4


def times(discord: LoopbackDiscord, pattern: str) -> list[float]:
    return [time for time, call in discord.faults.calls if fnmatchcase(call, pattern)]


@pytest.mark.parametrize("via", [True, False], ids=["discord", "cloudflare"])
async def test_an_answer_waits_as_long_as_it_is_told(discord: LoopbackDiscord, via: bool) -> None:
    await discord.start_bot(program=PRETENDING)
    discord.faults.next(ANSWER, RateLimited(retry_after=SECONDS, via=via))
    await discord.wait_for_final(await discord.invoke("compose"))
    first, second, *_ = times(discord, ANSWER)
    assert second - first >= SECONDS


@pytest.mark.parametrize("is_global", [True, False])
@pytest.mark.parametrize("seconds", [SECONDS, 35])
async def test_a_message_of_its_own_waits_too_and_the_bot_goes_on(
    discord: LoopbackDiscord, seconds: int, is_global: bool
) -> None:
    if seconds > SECONDS and not is_global:
        pytest.skip("once is enough for a long one")
    await discord.start_bot(program=PRETENDING)
    discord.faults.next(ANSWER, ExpiredToken(), times=2)
    discord.faults.next(POST, RateLimited(retry_after=seconds, is_global=is_global))
    await discord.invoke("compose")
    await discord.wait_for(lambda: len(times(discord, POST)) == 2, seconds=60)
    first, second = times(discord, POST)
    assert second - first >= seconds
    await discord.wait_for_final(await discord.invoke("compose"))
