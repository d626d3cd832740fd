"""Discord's clock: learnt from its answers only, and not moved by the machine's."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transport.discord_clock import DiscordClock

TIMES = st.integers(0, 4_000_000_000)
JSON = "application/json"


def answer(told: float, status: int = 200, kind: str = JSON) -> Any:
    headers = {"Date": formatdate(told, usegmt=True), "Content-Type": kind}
    return type("Response", (), {"status": status, "headers": headers})()


@given(told=TIMES, wall=TIMES, later=TIMES, passed=st.floats(0, 1e6))
def test_it_goes_on_from_what_discord_said_however_the_machines_clock_jumps(
    told: int, wall: int, later: int, passed: float
) -> None:
    walls, ticks = [float(wall)], [0.0]
    clock = DiscordClock(lambda: walls[0], lambda: ticks[0])
    assert (clock.now(), clock.is_known) == (wall, False)
    clock.learn(answer(told))
    walls[0], ticks[0] = later, passed
    assert clock.now() == pytest.approx(told + passed)
    assert clock.is_known


@pytest.mark.parametrize("other", [answer(7, 403), answer(7, 502), answer(7, kind="text/html")])
def test_a_page_of_something_else_tells_no_time(other: Any) -> None:
    clock = DiscordClock(lambda: 5.0, lambda: 0.0)
    clock.learn(other)
    assert (clock.now(), clock.is_known) == (5.0, False)


@pytest.mark.parametrize("date", ["", "tomorrow", "Thu, 99 Nov 2026 00:00:00 GMT"])
def test_an_unreadable_date_tells_no_time(date: str) -> None:
    clock, odd = DiscordClock(), answer(7)
    odd.headers["Date"] = date
    clock.learn(odd)
    assert not clock.is_known


@pytest.mark.parametrize(("wrong", "said"), [(3600, 1), (-3600, 1), (20, 0)])
def test_a_wrong_clock_of_the_machine_is_logged_once(
    wrong: float, said: int, caplog: pytest.LogCaptureFixture
) -> None:
    clock = DiscordClock(lambda: 1_700_000_000 + wrong, lambda: 0.0)
    for _ in range(3):
        clock.learn(answer(1_700_000_000))
    assert len(caplog.records) == said
