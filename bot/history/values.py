"""The data that goes into the history and comes out of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from generator.request import ComposeRequest
from generator.tune import Tune

NAME_LENGTH = 100
BY_HAND = "none"
"""The model of a tune that a user sent: no model composed it."""

PostKind = Literal["tune", "session", "challenge"]
"""What a server has posted by itself: the tune of the day, the weekly session, the end of a challenge."""

Shelf = Literal["mine", "server", "saved"]
"""Which tunes are listed: a user's own, a guild's, or those that a user saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The user who asked, and where; `guild_id` is None in direct messages."""

    user_id: int
    user_name: str
    guild_id: int | None
    channel_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A tune in the history. `id` is the number that users see; `created_at` is in seconds since 1970, UTC.

    `asked` is the request as it was asked, with what was left open; `message_id` is None until delivered;
    `parent` is the number of the tune that this one grew out of, None too where that one was deleted.
    """

    id: int
    asker: Asker
    message_id: int | None
    created_at: int
    asked: ComposeRequest
    tune: Tune
    parent: int | None = None

    def visible_to(self, user_id: int, guild_id: int | None) -> bool:
        """Everyone in the guild where it was made may see it; its author may see it anywhere."""
        return self.asker.user_id == user_id or (guild_id is not None and self.asker.guild_id == guild_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBook:
    """A text with more than one tune, kept so that the others can be played too.

    `titles` are those of the first tunes, of `count` in all; `playing`: how the tunes are to be played;
    `broken`: the indexes of the titles whose tunes cannot be played.
    """

    text: str
    titles: tuple[str, ...]
    count: int
    playing: Mapping[str, Any]
    broken: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, **self.heading}

    @property
    def heading(self) -> dict[str, Any]:
        """All but the text, which may be long."""
        return {
            "titles": list(self.titles),
            "count": self.count,
            "playing": dict(self.playing),
            "broken": list(self.broken),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SentBook:
        broken = tuple(data.get("broken", ()))  # not in texts of earlier versions
        return cls(**{"text": "", **data, "titles": tuple(data["titles"]), "broken": broken})


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why a scheduled order is there: a post that became due. `text` is the first line of its message.

    `due_at`: when it was to come, in seconds since 1970. `notice`: nothing is posted any more; the user who
    set it up is told this as a direct message.
    """

    post: PostKind
    text: str
    due_at: int
    notice: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Occasion:
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A tune that was asked for and is not delivered yet. `id` is the interaction's; `token` is valid for 15
    minutes. One with an `occasion` is asked for by no interaction: it is posted in the asker's channel, has
    no token, and its id is made of the server and the day.

    `tune`: one that exists already and is only rendered; `largest`: bytes that one file may have there.
    `entry_id` is the tune's number in the history, once it has one. `tries`: in how many processes that
    then died its work had begun; `posting`: a message of its own may have been sent for it.
    `notes`: what to say with the tune; `book`: the text it is from, if there are more tunes in it.
    `challenge`: the id of the one that it answers.
    """

    id: str
    asker: Asker
    created_at: int
    asked: ComposeRequest
    tune: Tune | None = None
    parent: int | None = None
    token: str
    largest: int
    entry_id: int | None = None
    tries: int = 0
    posting: bool = False
    notes: tuple[str, ...] = ()
    book: SentBook | None = None
    challenge: int | None = None
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of a list, newest first. `newer`: how many come before; `total`: in the whole list."""

    entries: tuple[Entry, ...]
    newer: int
    total: int

    @property
    def older(self) -> int:
        return self.total - self.newer - len(self.entries)


def dump(value: ComposeRequest | Tune | SentBook | Occasion) -> str:
    """The value as it is stored."""
    return json.dumps(value.to_json(), ensure_ascii=False)


def placed(asker: Asker) -> tuple[int, str, int | None, int]:
    """Who asked, and where, in the order of the columns."""
    return asker.user_id, asker.user_name[:NAME_LENGTH], asker.guild_id, asker.channel_id


def entry_of(row: Any) -> Entry:
    """A row of `tunes`."""
    return Entry(
        id=row["id"],
        asker=_asker_of(row),
        message_id=row["message_id"],
        created_at=row["created_at"],
        asked=ComposeRequest.from_json(json.loads(row["asked"])),
        tune=Tune.from_json(json.loads(row["tune"])),
        parent=row["parent"],
    )


def order_of(row: Any) -> Order:
    """A row of `jobs`."""
    return Order(
        id=row["id"],
        asker=_asker_of(row),
        created_at=row["created_at"],
        asked=ComposeRequest.from_json(json.loads(row["asked"])),
        tune=None if row["tune"] is None else Tune.from_json(json.loads(row["tune"])),
        parent=row["parent"],
        token=row["token"],
        largest=row["largest"],
        entry_id=row["entry_id"],
        tries=row["tries"],
        posting=bool(row["posting"]),
        notes=tuple(json.loads(row["notes"] or "[]")),
        book=None if row["book"] is None else SentBook.from_json(json.loads(row["book"])),
        challenge=row["challenge"],
        occasion=None if row["occasion"] is None else Occasion.from_json(json.loads(row["occasion"])),
    )


def _asker_of(row: Any) -> Asker:
    return Asker(
        user_id=row["user_id"],
        user_name=row["user_name"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
    )
