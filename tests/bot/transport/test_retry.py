"""A call to Discord until it gets through, or until it is clear that it will not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
import pytest

from bot.transport.retry import TRIES, Expired, Forbidden, Gone, Unreachable, sent


def refused(status: int, code: int = 0) -> discord.HTTPException:
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError if status >= 500 else discord.HTTPException)
    response: Any = type("Response", (), {"status": status, "reason": ""})()
    return kind(response, {"code": code, "message": ""})


class Calls:
    """Fails with each of these, then gives "sent"."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)
        self.number = 0

    async def __call__(self) -> str:
        self.number += 1
        if self._errors:
            raise self._errors.pop(0)
        return "sent"


@pytest.mark.parametrize(
    "error",
    [refused(429), refused(500), refused(503), aiohttp.ServerDisconnectedError(), ConnectionResetError()],
    ids=repr,
)
async def test_what_may_pass_is_tried_again(error: Exception) -> None:
    call = Calls(*[error] * (TRIES - 1))
    assert await sent(call, 0) == "sent"


async def test_at_last_it_is_given_up() -> None:
    call = Calls(*[refused(502)] * TRIES)
    with pytest.raises(Unreachable):
        await sent(call, 0)
    assert call.number == TRIES


async def test_an_answer_that_does_not_come_is_not_waited_for() -> None:
    tries = 0

    async def hangs() -> None:
        nonlocal tries
        tries += 1
        await asyncio.Event().wait()

    with pytest.raises(Unreachable):
        await sent(hangs, 0, seconds=0.01)
    assert tries == TRIES


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (refused(401, 50027), Expired), (refused(404, 10015), Expired), (refused(404, 10008), Gone),
        (refused(404, 10003), Gone), (refused(403, 50013), Forbidden), (refused(413, 40005), Forbidden),
    ],
)  # fmt: skip
async def test_what_will_not_pass_is_not_tried_again(error: Exception, meaning: type[Exception]) -> None:
    call = Calls(error)
    with pytest.raises(meaning):
        await sent(call, 0)
    assert call.number == 1


async def test_the_pauses_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    call: Callable[[], Awaitable[str]] = Calls(*[refused(500)] * 3)
    await sent(call, 2)
    assert pauses == [2, 4, 8]
