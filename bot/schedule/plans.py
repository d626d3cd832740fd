"""What becomes of a scheduled post at a moment: whether it is due, for which day, and when it comes next.

A post that the bot has slept through is late on its own day, and is left out after it: there are never two at
once. A day has one post at most, also if the hour or the time zone is changed on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.history import Asker, Occasion, Order, PostKind, ScheduledPost
from bot.schedule.occurrences import SUNDAY, local_day, next_occurrence, occurrence
from bot.views.scheduled import end_heading, heading
from generator.request import ComposeRequest

LARGEST = 10 * 2**20
"""Bytes that one file may have on every server."""
LONGEST = 9 * 86_400
"""Seconds. A post that is not due for longer was set by a clock that was wrong."""

_IDS: dict[PostKind, str] = {"tune": "daily", "session": "weekly"}
_END: PostKind = "challenge"
"""The end of a challenge comes once, however late."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`moved`: the post as it is from now on. `due`: the day that is to have its post now, if one is."""

    moved: ScheduledPost
    due: date | None


def planned(post: ScheduledPost, now: float) -> Plan:
    """The plan of a post that is on, at a moment in seconds since 1970.

    Raises ZoneInfoNotFoundError where its time zone is not known any more.
    """
    zone = ZoneInfo(post.zone)
    today = local_day(zone, now)
    if post.post == _END:
        is_over = post.next_at is not None and post.next_at <= now
        at_last = min(post.next_at or 0, round(now + LONGEST))
        return Plan(replace(post, next_at=None if is_over else at_last), today if is_over else None)
    last = None if post.last_day is None else date.fromisoformat(post.last_day)
    if last is not None and last > today + timedelta(days=1):  # in another zone it may be tomorrow already
        last = None  # noted by a clock that was wrong
    begins = occurrence(zone, post.hour, today) if _may_be_on(post, today) else None
    was_due = post.next_at is not None and post.next_at <= now
    is_due = was_due and begins is not None and begins <= now and (last is None or today > last)
    last = today if is_due else last
    next_at, _ = next_day(post, now, last)
    moved = replace(post, next_at=next_at, last_day=None if last is None else last.isoformat())
    return Plan(moved, today if is_due else None)


def next_day(post: ScheduledPost, after: float, last: date | None) -> tuple[int, date]:
    """When a post comes next after a moment, in seconds since 1970, and on which day: one after `last`.

    Raises ZoneInfoNotFoundError.
    """
    weekday = SUNDAY if post.post == "session" else None
    return next_occurrence(ZoneInfo(post.zone), post.hour, after, weekday=weekday, later_than=last)


def switched_on(post: ScheduledPost, now: float) -> ScheduledPost:
    """The post with the next time that it comes, from now on, but not on a day that has had it already."""
    return planned(replace(post, next_at=round(now + LONGEST), off_because=None), now).moved


def request_options(post: ScheduledPost, day: date) -> dict[str, str | None]:
    """What the tune of that day is asked for; what is None is left open."""
    return {"type": post.types[day.weekday()]}


def order_for(
    post: ScheduledPost, day: date, *, now: float, by: tuple[int, str], asked: ComposeRequest
) -> Order:
    """The order that a post becomes on a day. `by`: the id and the name under which it is made."""
    if post.post == _END:
        due_at = post.next_at or 0
        order_id, text = f"{_END}:{post.guild_id}:{due_at}", end_heading(due_at)
    else:
        due_at = occurrence(ZoneInfo(post.zone), post.hour, day) or int(now)
        order_id = f"{_IDS[post.post]}:{post.guild_id}:{day.isoformat()}"
        text = heading(post.post, day)
    return Order(
        id=order_id,
        asker=Asker(user_id=by[0], user_name=by[1], guild_id=post.guild_id, channel_id=post.channel_id),
        created_at=int(now),
        asked=asked,
        token="",
        largest=LARGEST,
        occasion=Occasion(post=post.post, text=text, due_at=due_at),
    )


def _may_be_on(post: ScheduledPost, day: date) -> bool:
    return post.post == "tune" or day.weekday() == SUNDAY
