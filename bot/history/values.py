"""What goes into the history and comes out of it. Knows no database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from generator.tune import ComposeRequest, Tune

NAME_LENGTH = 100
BY_HAND = "none"
"""The model of a tune that a person wrote."""

Shelf = Literal["mine", "server", "saved"]
"""Which tunes are listed: a person's, wherever they made them, a server's, or those a person saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asked, and where; `guild_id` is None in direct messages."""

    user_id: int
    user_name: str
    guild_id: int | None
    channel_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A tune in the history. `id` is the number people see; `created_at` is in seconds since 1970, UTC.

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
        """Whoever is in the server where it was made may see it, and its author anywhere."""
        return self.asker.user_id == user_id or (guild_id is not None and self.asker.guild_id == guild_id)


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of a shelf, newest first; `newer` are left out before them, `total` lie on the shelf."""

    entries: tuple[Entry, ...]
    newer: int
    total: int

    @property
    def older(self) -> int:
        return self.total - self.newer - len(self.entries)


def dump(value: ComposeRequest | Tune) -> str:
    """As it is kept."""
    return json.dumps(value.to_json(), ensure_ascii=False)


def entry_of(row: Any) -> Entry:
    """A row of `tunes`."""
    asker = Asker(
        user_id=row["user_id"],
        user_name=row["user_name"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
    )
    return Entry(
        id=row["id"],
        asker=asker,
        message_id=row["message_id"],
        created_at=row["created_at"],
        asked=ComposeRequest.from_json(json.loads(row["asked"])),
        tune=Tune.from_json(json.loads(row["tune"])),
        parent=row["parent"],
    )
