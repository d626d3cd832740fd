"""What a server has posted by itself, after somebody has changed it: a pure function of what is wished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.history import PostKind, ScheduledPost
from bot.schedule.plans import switched_on
from bot.views.scheduled import POSTS, WEEKDAYS
from generator.errors import BadRequest

ANY = "any"
"""A type of tune: whichever comes."""
HOURS = (0, 23)
HOUR, ZONE = 9, "UTC"
"""Where nobody has ever said when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was chosen; None is left as it is. `on`: which posts come; `types`: by weekday, from Monday."""

    on: Mapping[PostKind, bool | None]
    channel_id: int | None = None
    hour: int | None = None
    zone: str | None = None
    types: tuple[str | None, ...] = (None,) * len(WEEKDAYS)

    def __bool__(self) -> bool:
        chosen = (*self.on.values(), self.channel_id, self.hour, self.zone, *self.types)
        return any(one is not None for one in chosen)


def set_up(
    before: Mapping[PostKind, ScheduledPost],
    wishes: Wishes,
    *,
    place: tuple[int, int],
    user_id: int,
    now: float,
) -> dict[PostKind, ScheduledPost]:
    """The posts of a server after these wishes of a user at a moment. `place`: the server, and the channel
    where the user is.

    All of a server's posts have the same channel and time. One that was turned off by itself is on again.
    """
    usual = next(iter(before.values()), None) or ScheduledPost(
        guild_id=place[0], post="tune", channel_id=place[1], hour=HOUR, zone=ZONE, set_by=None, next_at=None
    )
    chosen: dict[str, Any] = {"channel_id": wishes.channel_id, "hour": wishes.hour, "zone": wishes.zone}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    types = tuple(map(_type, wishes.types, usual.types))
    after: dict[PostKind, ScheduledPost] = {}
    for name in POSTS:
        was = before.get(name)
        is_on = _is_on(name, before, wishes)
        if was is None and not is_on:
            continue
        last_day = None if was is None else was.last_day
        post = replace(usual, **chosen, post=name, types=types, set_by=user_id, last_day=last_day)
        after[name] = switched_on(post, now) if is_on else replace(post, next_at=None, off_because=None)
    return after


def check_types(types: Sequence[str | None], offered: Sequence[str]) -> None:
    """Raises BadRequest for a type that the model in use does not know."""
    for day, one in zip(WEEKDAYS, types, strict=True):
        if one not in (None, ANY, *offered):
            allowed = ", ".join((ANY, *offered))
            raise BadRequest(day.lower(), one, f"it must be one of {allowed}")


def _is_on(name: PostKind, before: Mapping[PostKind, ScheduledPost], wishes: Wishes) -> bool:
    """Whether a post is on after these wishes. Who says only when and where means the tune of the day, if
    nothing is on; who says a type always means it.
    """
    wished = wishes.on.get(name)
    if wished is not None:
        return wished
    were_on = [one for one, was in before.items() if was.next_at is not None or was.off_because is not None]
    if name in were_on:
        return True
    if name != "tune" or any(wishes.on.values()):
        return False
    place_and_time = (wishes.channel_id, wishes.hour, wishes.zone)
    said_when = any(one is not None for one in place_and_time) and not were_on
    return said_when or any(one is not None for one in wishes.types)


def _type(wished: str | None, usual: str | None) -> str | None:
    if wished is None:
        return usual
    return None if wished == ANY else wished
