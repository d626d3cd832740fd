"""When an hour of the day is, in a time zone, on a day: pure functions over the IANA time zones.

Where the clocks go forward over the hour, it is the moment in which they do; where they go back and the hour
comes twice, it is the first one. A day that a place has skipped has no hours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

SUNDAY = 6
"""As `date.weekday` counts."""

_MOST_DAYS = 16
"""Two Sundays, and a day that a place skipped."""


def local_day(zone: tzinfo, at: float) -> date:
    """The day in this time zone at a moment, in seconds since 1970."""
    return datetime.fromtimestamp(at, zone).date()


def occurrence(zone: tzinfo, hour: int, day: date) -> int | None:
    """When the hour begins on that day, in seconds since 1970. None where the day does not exist there."""
    wall = datetime.combine(day, time(hour), zone)  # fold=0: the first of two
    begins = wall.astimezone(UTC)
    if begins.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):  # the clocks skip it
        begins = _end_of_gap(zone, wall)
        if begins.astimezone(zone).date() != day:
            return None
    return round(begins.timestamp())


def next_occurrence(
    zone: tzinfo, hour: int, after: float, *, weekday: int | None = None, later_than: date | None = None
) -> tuple[int, date]:
    """The first occurrence after a moment, and its day: this weekday, and a day `later_than` that one."""
    today = local_day(zone, after)
    for number in range(_MOST_DAYS):
        day = today + timedelta(days=number)
        if (later_than and day <= later_than) or weekday not in (None, day.weekday()):
            continue
        begins = occurrence(zone, hour, day)
        if begins is not None and begins > after:
            return begins, day
    raise AssertionError("every hour comes within two weeks")


def _end_of_gap(zone: tzinfo, wall: datetime) -> datetime:
    """The moment in which the clocks go forward over this time of day: the first with the new offset."""
    before = wall.replace(fold=1).astimezone(UTC)  # by the offset after the change, so it is before it
    after = wall.astimezone(UTC)
    late = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == late:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
