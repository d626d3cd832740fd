"""The retry policy: which faults are retried, after which waits, and for how long."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MessageGone, NotAllowed, Rejected, TokenExpired, Unreachable
from bot.transport.retry import (
    ANSWER,
    FIRST_ANSWER,
    GARBLED,
    ORDER,
    PROGRESS,
    RATE_LIMIT,
    Gate,
    Patience,
    fault_of,
    send,
    wait_after,
)


def refused(status: int, code: Any = 0, **headers: str) -> discord.HTTPException:
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError if status >= 500 else discord.HTTPException)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response: Any = type("Response", (), {"status": status, "reason": "", "headers": named})()
    return kind(response, {"code": code, "message": ""})


class Calls:
    """Raises each of the errors, then returns "sent"."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)
        self.number = 0

    async def __call__(self) -> str:
        self.number += 1
        if self._errors:
            raise self._errors.pop(0)
        return "sent"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between tries, which take no time in these tests."""
    waited: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await real(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return waited


@pytest.mark.parametrize(
    "error",
    [
        refused(429), refused(429, Retry_After="0.1"), refused(500), refused(503), discord.RateLimited(31),
        aiohttp.ServerDisconnectedError(), ConnectionResetError(), TimeoutError(),
    ],
    ids=repr,
)  # fmt: skip
async def test_a_passing_fault_is_retried(error: Exception, waits: list[float]) -> None:
    call = Calls(error, error)
    assert await send(call, ANSWER) == "sent"
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused(503), [10, 20, 40, 60, 60]),
        (ConnectionResetError(), [0.5, 1, 2, 4, 8, 16, 30, 30]),
        (refused(429, Retry_After="7"), [7, 7, 7]),
        (discord.RateLimited(45), [45, 45]),
        (refused(429), [1, 2, 4]),
    ],
    ids=repr,
)
async def test_each_fault_has_its_waits(error: Exception, expected: list[float], waits: list[float]) -> None:
    await send(Calls(*[error] * len(expected)), ORDER)
    assert waits == expected


async def test_waits_follow_the_latest_fault(waits: list[float]) -> None:
    await send(Calls(refused(503), refused(429, Retry_After="3")), ORDER)
    assert waits == [10, 3]


@pytest.mark.parametrize(
    ("patience", "error", "tries"),
    [
        (PROGRESS, ConnectionResetError(), 1),
        (FIRST_ANSWER, ConnectionResetError(), 3),
        (FIRST_ANSWER, refused(503), 1),
        (ANSWER, refused(503), 4),
        (ANSWER, refused(429, Retry_After="300"), 1),
    ],
    ids=repr,
)
async def test_a_caller_waits_no_longer_than_its_time_limit(
    patience: Patience, error: Exception, tries: int, waits: list[float]
) -> None:
    call = Calls(*[error] * 50)
    with pytest.raises(Unreachable):
        await send(call, patience)
    assert call.number == tries
    assert sum(waits) <= patience.waits


async def test_an_order_is_retried_for_hours(waits: list[float]) -> None:
    assert await send(Calls(*[refused(502)] * 200), ORDER) == "sent"
    assert sum(waits) > 3 * 3600


async def test_a_request_without_an_answer_times_out() -> None:
    tries = 0

    async def hangs() -> None:
        nonlocal tries
        tries += 1
        await asyncio.Event().wait()

    with pytest.raises(Unreachable):
        await send(hangs, Patience(waits=0.6, answer=0.01))
    assert tries == 2


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (refused(401, 50027), TokenExpired), (refused(404, 10015), TokenExpired),
        (refused(404, 10008), MessageGone), (refused(404, 10003), MessageGone),
        (refused(403, 50013), NotAllowed), (refused(403, 50001), NotAllowed),
        (refused(413, 40005), Rejected), (refused(400, 50035), Rejected),
    ],
)  # fmt: skip
async def test_a_permanent_fault_is_not_retried(error: Exception, meaning: type[Exception]) -> None:
    call = Calls(error)
    with pytest.raises(meaning):
        await send(call, ORDER)
    assert call.number == 1


@given(status=st.integers(400, 499), code=st.sampled_from([0, None, "50013", 40062, 40333, 110001, 130000]))
def test_an_error_without_a_code_that_says_what_is_wrong_is_not_discords_word(status: int, code: Any) -> None:
    assert fault_of(refused(status, code)) is (RATE_LIMIT if status == 429 else GARBLED)


@given(status=st.integers(400, 499).filter(lambda status: status != 429), code=st.integers(10_000, 40_000))
def test_an_error_with_a_code_of_discords_is_final(status: int, code: int) -> None:
    assert fault_of(refused(status, code)) is None


async def test_other_errors_are_not_caught() -> None:
    with pytest.raises(KeyError):
        await send(Calls(KeyError("ours")), ORDER)


def test_an_unreadable_retry_after_is_ignored() -> None:
    assert wait_after(refused(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), 1) == 1


async def test_a_rate_limit_of_one_call_holds_for_the_next_of_its_route(waits: list[float]) -> None:
    gate = Gate()
    with pytest.raises(Unreachable):
        await send(Calls(refused(429, Retry_After="20")), PROGRESS, gate)
    assert await send(Calls(), ANSWER, gate) == "sent"
    assert [round(wait) for wait in waits] == [20]


async def test_a_call_waits_for_a_rate_limit_of_its_route_no_longer_than_its_patience(
    waits: list[float],
) -> None:
    gate, call = Gate(), Calls()
    with pytest.raises(Unreachable):
        await send(Calls(refused(429, Retry_After="600")), PROGRESS, gate)
    for patience in (PROGRESS, ANSWER):
        with pytest.raises(Unreachable, match="rate limited"):
            await send(call, patience, gate)
    assert (call.number, waits) == (0, [])


@pytest.mark.parametrize("error", [refused(429, Retry_After="0"), discord.RateLimited(0)], ids=repr)
async def test_there_is_a_wait_even_where_discord_names_none(error: Exception, waits: list[float]) -> None:
    await send(Calls(error, error), ORDER)
    assert min(waits) > 0


def test_the_waits_stay_at_the_longest_however_many_tries_there_were() -> None:
    assert wait_after(TimeoutError(), 100_000) == 30
