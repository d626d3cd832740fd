"""A user's data: exported, or deleted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.history.forgetting.words import words_of_user
from bot.history.tunes import Tunes

_TUNES = "SELECT * FROM tunes WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?"
_SAVED = "SELECT tune_id, saved_at FROM favourites WHERE user_id = ? ORDER BY saved_at, tune_id"
_WAITING = "SELECT created_at, asked FROM jobs WHERE user_id = ? ORDER BY created_at, id"
_BOOKS = "SELECT tune_id, text FROM books WHERE user_id = ? ORDER BY tune_id"
_DELETED = "SELECT guild_id, created_at FROM deleted_tunes WHERE user_id = ? ORDER BY created_at"
_SET_UP = "SELECT guild_id, post, channel_id FROM schedule WHERE set_by = ? ORDER BY guild_id, post"
_CHALLENGES = (
    "SELECT guild_id, channel_id, asked, begun_at, ends_at FROM challenges WHERE user_id = ? ORDER BY id"
)
_BLOCKED = "SELECT since FROM blocked WHERE user_id = ?"
# The fact "forget ID" says that a user has asked to be forgotten, and that this is not finished.
_SET_TO_FORGET = "INSERT INTO facts (name, value) VALUES ('forget ' || ?, '1') ON CONFLICT DO NOTHING"
_TO_FORGET = "SELECT CAST(substr(name, 8) AS INTEGER) AS user_id FROM facts WHERE name GLOB 'forget [0-9]*'"
_FORGOTTEN = "DELETE FROM facts WHERE name = 'forget ' || ?"
_FORGET = (
    "UPDATE challenges SET user_id = NULL WHERE user_id = ?",
    "UPDATE schedule SET set_by = NULL WHERE set_by = ?",
    "DELETE FROM jobs WHERE user_id = ?",
    "DELETE FROM deleted_tunes WHERE user_id = ?",
    "DELETE FROM favourites WHERE user_id = ?",
    "DELETE FROM tunes WHERE user_id = ?",
)
"""Not from `blocked`: a blocked user must stay blocked. `/privacy` says so."""

_AT_ONCE = 200
"""Tunes that are read in one step of the event loop: a few milliseconds."""
_EXPORTED = {
    "number": "id",
    "user_name": "user_name",
    "server_id": "guild_id",
    "channel_id": "channel_id",
    "message_id": "message_id",
    "made_at": "created_at",
    "grew_out_of": "parent",
    "words_are_from": "written_in",
    "asked": "asked",
    "tune": "tune",
}
"""What a user reads -> the column of `tunes`. Not `writer`: that may be somebody else's id."""


class UserData(Tunes):
    """The data of one user."""

    def __init__(self, *opened: Any) -> None:
        super().__init__(*opened)
        self._forgetting: Counter[int] = Counter()
        """Whose data is just being deleted, how often at once."""

    async def export_tunes(self, user_id: int) -> AsyncIterator[list[dict[str, Any]]]:
        """A user's tunes, some at a time, as they are stored: `asked` and `tune` are JSON."""
        last = 0
        while rows := await self._read(_TUNES, (user_id, last, _AT_ONCE)):
            last = rows[-1]["id"]
            yield [{name: row[column] for name, column in _EXPORTED.items()} for row in rows]

    async def export_user(self, user_id: int) -> dict[str, Any]:
        """All other data of a user, ready for JSON."""
        blocked = await self._read(_BLOCKED, (user_id,))
        return {
            "user_id": user_id,
            "saved": [
                {"number": row["tune_id"], "saved_at": row["saved_at"]}
                for row in await self._read(_SAVED, (user_id,))
            ],
            "waiting_for": [
                {"asked_at": row["created_at"], "asked": json.loads(row["asked"])}
                for row in await self._read(_WAITING, (user_id,))
            ],
            "texts_with_several_tunes": [
                {"number": row["tune_id"], "text": row["text"]}
                for row in await self._read(_BOOKS, (user_id,))
            ],
            "deleted_today": [
                {"server_id": row["guild_id"], "made_at": row["created_at"]}
                for row in await self._read(_DELETED, (user_id,))
            ],
            "set_up_to_be_posted": [dict(row) for row in await self._read(_SET_UP, (user_id,))],
            "challenges": [
                {**dict(row), "asked": json.loads(row["asked"])}
                for row in await self._read(_CHALLENGES, (user_id,))
            ],
            "blocked_since": blocked[0]["since"] if blocked else None,
        }

    @asynccontextmanager
    async def set_to_forget(self, user_id: int) -> AsyncIterator[None]:
        """Record that a user's data has to be deleted: from now on it is, even if the process is killed.

        As long as the context lasts, that is for `delete_user` in it, and `to_forget` leaves the user out.
        """
        self._forgetting[user_id] += 1
        try:
            async with self._transaction():
                await self._db.execute(_SET_TO_FORGET, (user_id,))
            yield
        finally:
            self._forgetting[user_id] -= 1

    async def to_forget(self) -> list[int]:
        """The users whose data has to be deleted, and of whom nobody is just deleting it."""
        users = [row["user_id"] for row in await self._rows(_TO_FORGET)]
        return [user for user in users if not self._forgetting[user]]

    async def delete_user(self, user_id: int) -> int:
        """Delete a user's tunes, orders and saves, and record that a scrub is due; returns how many tunes.

        The words that this user wrote are removed from other users' variations and orders.
        """
        words = words_of_user(user_id)
        await self._take_most_words_back(words)
        await self._unindex(user_id)
        async with self._transaction():
            await self._take_words_back(words)
            counts = [(await self._db.execute(sql, (user_id,))).rowcount for sql in _FORGET]
            await self._db.execute(_FORGOTTEN, (user_id,))
            if any(counts):
                await self._set_scrub_due()
        return counts[-1]
