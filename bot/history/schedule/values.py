"""A scheduled post and a challenge, as they are stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.history.values import PostKind
from generator.request import ComposeRequest
from generator.tune import Tune

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledPost:
    """What is posted in a channel of a server, at an `hour` (0 to 23) of its time zone (an IANA name).

    `types`: the type of tune of each weekday from Monday on, None where any may come. `set_by`: the user who
    is told when it is turned off. `next_at`, in seconds since 1970: None while it is off, and `off_because`
    then says why, if nobody wished it. `last_day` is the last local day that has had its post.
    """

    guild_id: int
    post: PostKind
    channel_id: int
    hour: int
    zone: str
    types: tuple[str | None, ...] = (None,) * WEEK
    set_by: int | None
    next_at: int | None
    last_day: str | None = None
    off_because: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.hour <= 23 or len(self.types) != WEEK:
            raise ValueError(f"hour {self.hour}, {len(self.types)} types")


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """An opening from which the users of a server go on. `asked`: what an answer is asked for.

    `tune` is the opening, to hear and see; `user_id`: who posted it, None after /forget-me; `ends_at` is in
    seconds since 1970. `id` is 0 until it is stored.
    """

    id: int = 0
    guild_id: int
    channel_id: int
    user_id: int | None
    asked: ComposeRequest
    tune: Tune
    ends_at: int


def challenge_of(row: Any) -> Challenge:
    """A row of `challenges`."""
    asked = ComposeRequest.from_json(json.loads(row["asked"]))
    facts = {name: row[name] for name in ("id", "guild_id", "channel_id", "user_id", "ends_at")}
    return Challenge(**facts, asked=asked, tune=Tune.from_json(json.loads(row["tune"])))


def row_of(post: ScheduledPost) -> dict[str, Any]:
    """The post's columns."""
    names = ("guild_id", "post", "channel_id", "hour", "zone", "set_by", "next_at", "last_day", "off_because")
    return {**{name: getattr(post, name) for name in names}, "types": json.dumps(post.types)}


def post_of(row: Any) -> ScheduledPost:
    """A row of `schedule`."""
    return ScheduledPost(**{**dict(row), "types": tuple(json.loads(row["types"]))})
