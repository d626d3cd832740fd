"""When an hour is, over changes of the clocks; compared with a search minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule.occurrences import SUNDAY, next_occurrence, occurrence

CHANGES = [
    ("Europe/Dublin", 1, "2026-03-29", "2026-03-29T02:00:00+01:00"),  # left out: the next that there is
    ("Europe/Dublin", 1, "2026-10-25", "2026-10-25T01:00:00+01:00"),  # twice: the first
    ("America/New_York", 2, "2026-03-08", "2026-03-08T03:00:00-04:00"),
    ("America/New_York", 1, "2026-11-01", "2026-11-01T01:00:00-04:00"),
    ("Australia/Lord_Howe", 2, "2026-10-04", "2026-10-04T02:30:00+11:00"),  # by half an hour
    ("Australia/Lord_Howe", 1, "2026-04-05", "2026-04-05T01:00:00+11:00"),
    ("America/Havana", 0, "2026-11-01", "2026-11-01T00:00:00-04:00"),  # at midnight
    ("Africa/Cairo", 0, "2026-04-24", "2026-04-24T01:00:00+03:00"),
    ("Asia/Kolkata", 9, "2026-06-01", "2026-06-01T09:00:00+05:30"),
]
ZONES = sorted({zone for zone, *_ in CHANGES})


@pytest.mark.parametrize(("zone", "hour", "day", "begins"), CHANGES)
def test_an_hour_that_is_left_out_or_comes_twice(zone: str, hour: int, day: str, begins: str) -> None:
    found = occurrence(ZoneInfo(zone), hour, date.fromisoformat(day))
    assert found == datetime.fromisoformat(begins).timestamp()


def test_a_day_that_a_place_has_skipped_has_no_hours() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert occurrence(apia, 8, date(2011, 12, 30)) is None
    (_, day) = next_occurrence(apia, 8, datetime(2011, 12, 30, 0, tzinfo=UTC).timestamp())
    assert day == date(2011, 12, 31)


def by_minutes(zone: ZoneInfo, hour: int, day: date) -> float:
    """The first minute of the day at which the clock shows this hour or a later one."""
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    minutes = (begin + timedelta(minutes=number) for number in range(60 * 54))
    shown = ((at, at.astimezone(zone)) for at in minutes)
    return min(at.timestamp() for at, local in shown if local.date() == day and local.hour >= hour)


@given(st.sampled_from(ZONES), st.integers(0, 23), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_every_hour_of_every_day_is_where_a_search_finds_it(name: str, hour: int, day: date) -> None:
    zone = ZoneInfo(name)
    assert occurrence(zone, hour, day) == by_minutes(zone, hour, day)


@given(st.sampled_from(ZONES), st.integers(0, 23), st.integers(1_760_000_000, 1_860_000_000))
def test_the_next_one_is_later_and_each_day_has_one(name: str, hour: int, after: int) -> None:
    zone = ZoneInfo(name)
    days = []
    for _ in range(4):
        begins, day = next_occurrence(zone, hour, after)
        assert begins > after
        after = begins
        days.append(day)
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(1)] * 3


def test_only_sundays_and_not_again_on_the_same() -> None:
    zone, sunday = ZoneInfo("Europe/Dublin"), date(2026, 11, 29)
    noon = datetime(2026, 11, 29, 12, tzinfo=zone).timestamp()
    assert next_occurrence(zone, 18, noon, weekday=SUNDAY)[1] == sunday
    assert next_occurrence(zone, 18, noon, weekday=SUNDAY, later_than=sunday)[1] == date(2026, 12, 6)
