"""What becomes of a scheduled post: late on its own day, left out after it, never twice on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.history import PostKind, ScheduledPost
from bot.schedule.plans import LONGEST, order_for, planned, switched_on
from bot.schedule.setting_up import Wishes, set_up
from generator.request import ComposeRequest

POST = ScheduledPost(
    guild_id=1, post="tune", channel_id=5, hour=8, zone="Europe/Dublin", set_by=7, next_at=None
)


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def days(post: ScheduledPost, *moments: str) -> list[date | None]:
    """For which days it is due at these moments, one after the other."""
    found = []
    for moment in moments:
        plan = planned(post, at(moment))
        post = plan.moved
        found.append(plan.due)
    return found


MONDAY = switched_on(POST, at("2026-11-22 12:00"))
"""Due next on Monday 23 November."""


def test_it_is_due_at_its_hour_and_once() -> None:
    assert MONDAY.next_at == at("2026-11-23 08:00")
    assert days(MONDAY, "2026-11-23 07:59", "2026-11-23 08:00", "2026-11-23 08:00", "2026-11-23 20:00") == [
        None, date(2026, 11, 23), None, None,
    ]  # fmt: skip


def test_it_is_late_on_its_own_day_and_left_out_after_it() -> None:
    assert days(MONDAY, "2026-11-23 23:59") == [date(2026, 11, 23)]
    assert days(MONDAY, "2026-11-24 07:00", "2026-11-24 08:00") == [None, date(2026, 11, 24)]


def test_after_days_of_silence_only_the_present_day_has_its_post() -> None:
    assert days(MONDAY, "2026-11-27 15:00", "2026-11-27 15:00") == [date(2026, 11, 27), None]


def test_one_that_is_switched_on_after_its_hour_begins_on_the_next_day() -> None:
    assert switched_on(POST, at("2026-11-23 08:01")).next_at == at("2026-11-24 08:00")


def test_a_day_that_had_its_post_has_no_other_at_a_later_hour_or_in_another_zone() -> None:
    (_, done) = (MONDAY, planned(MONDAY, at("2026-11-23 08:00")).moved)
    later = switched_on(replace(done, hour=20), at("2026-11-23 09:00"))
    assert later.next_at == at("2026-11-24 20:00")
    elsewhere = switched_on(replace(done, zone="America/New_York"), at("2026-11-23 09:00"))
    assert elsewhere.next_at == at("2026-11-24 13:00")


def test_what_a_wrong_clock_has_noted_counts_for_nothing() -> None:
    wrong = replace(MONDAY, next_at=round(at("2036-01-01 08:00")), last_day="2035-12-31")
    assert wrong.next_at is not None
    assert wrong.next_at > at("2026-11-23 12:00") + LONGEST
    assert planned(wrong, at("2026-11-23 07:00")).moved.next_at == at("2026-11-23 08:00")


def test_the_session_is_on_sundays() -> None:
    session = switched_on(replace(POST, post="session"), at("2026-11-22 12:00"))
    assert session.next_at == at("2026-11-29 08:00")
    assert days(session, "2026-11-29 08:30", "2026-11-30 08:30") == [date(2026, 11, 29), None]


def test_an_order_is_named_by_its_server_and_day() -> None:
    order = order_for(MONDAY, date(2026, 11, 26), now=1.0, by=(99, "Lilt"), asked=ComposeRequest())
    assert order.id == "daily:1:2026-11-26"
    assert order.occasion is not None
    assert order.occasion.text == "Tune of the day, Thursday 26 November"


def test_who_says_only_where_means_the_tune_of_the_day() -> None:
    wishes = Wishes(on={"tune": None, "session": None}, channel_id=6)
    after = set_up({}, wishes, place=(1, 5), user_id=7, now=0.0)
    assert {name: post.channel_id for name, post in after.items()} == {"tune": 6}


def test_who_wants_only_the_session_gets_no_tune() -> None:
    after = set_up({}, Wishes(on={"tune": None, "session": True}), place=(1, 5), user_id=7, now=0.0)
    assert list(after) == ["session"]


@pytest.mark.parametrize("wish", [None, True])
def test_one_that_was_turned_off_by_itself_is_on_again_in_another_channel(wish: bool | None) -> None:
    before = replace(POST, off_because="The channel <#5> is gone.")
    wishes = Wishes(on={"tune": wish, "session": None}, channel_id=6)
    after = set_up({"tune": before}, wishes, place=(1, 9), user_id=8, now=0.0)
    assert after["tune"].next_at is not None
    assert (after["tune"].off_because, after["tune"].channel_id, after["tune"].set_by) == (None, 6, 8)


MONDAYS = ("jig", *[None] * 6)


@pytest.mark.parametrize(
    ("wish", "is_on"),
    [
        ({"hour": 9}, False),
        ({"channel_id": 6}, False),
        ({"types": MONDAYS}, True),
        ({"types": MONDAYS, "on": {"tune": False}}, False),
        ({"hour": 9, "on": {"tune": True}}, True),
        ({"hour": 9, "on": {"session": False}}, False),
    ],
)
def test_beside_a_session_a_tune_that_is_off_comes_on_only_with_a_type(
    wish: dict[str, Any], is_on: bool
) -> None:
    before: dict[PostKind, ScheduledPost] = {
        "tune": POST,
        "session": replace(POST, post="session", next_at=5),
    }
    wishes = Wishes(**{"on": {}, **wish})
    after = set_up(before, wishes, place=(1, 5), user_id=7, now=0.0)
    assert (after["tune"].next_at is not None) == is_on
