"""A user's data: exported, or deleted from the file too."""

from __future__ import annotations

import json
from typing import Any

import aiosqlite

from bot.history.database import BUSY_SECONDS
from bot.history.migrations import HistoryError
from bot.history.tunes import Tunes
from bot.history.values import BY_HAND, entry_of

_TUNES = "SELECT * FROM tunes WHERE user_id = ? ORDER BY id"
_SAVED = "SELECT tune_id, saved_at FROM favourites WHERE user_id = ? ORDER BY saved_at, tune_id"
_WAITING = "SELECT created_at, asked FROM jobs WHERE user_id = ? ORDER BY created_at, id"
_BLOCKED = "SELECT since FROM blocked WHERE user_id = ?"
_WRITTEN = "SELECT title FROM tunes WHERE user_id = ? AND json_extract(tune, '$.model') = ?"
_FORGET = (
    "DELETE FROM jobs WHERE user_id = ?",
    "DELETE FROM favourites WHERE user_id = ?",
    "DELETE FROM tunes WHERE user_id = ?",
)
"""Not from `blocked`: a blocked user must stay blocked. `/privacy` says so."""


class UserData(Tunes):
    """The data of one user."""

    async def export_user(self, user_id: int) -> dict[str, Any]:
        """All data of a user, ready for JSON."""
        tunes = [entry_of(row) for row in await self._rows(_TUNES, (user_id,))]
        blocked = await self._rows(_BLOCKED, (user_id,))
        return {
            "user_id": user_id,
            "tunes": [
                {
                    "number": entry.id,
                    "user_name": entry.asker.user_name,
                    "server_id": entry.asker.guild_id,
                    "channel_id": entry.asker.channel_id,
                    "message_id": entry.message_id,
                    "made_at": entry.created_at,
                    "grew_out_of": entry.parent,
                    "asked": entry.asked.to_json(),
                    "tune": entry.tune.to_json(),
                }
                for entry in tunes
            ],
            "saved": [
                {"number": row["tune_id"], "saved_at": row["saved_at"]}
                for row in await self._rows(_SAVED, (user_id,))
            ],
            "waiting_for": [
                {"asked_at": row["created_at"], "asked": json.loads(row["asked"])}
                for row in await self._rows(_WAITING, (user_id,))
            ],
            "blocked_since": blocked[0]["since"] if blocked else None,
        }

    async def delete_user(self, user_id: int) -> int:
        """Delete a user's tunes, orders and saves, in the file too; returns how many tunes.

        The file is rewritten, because SQLite leaves deleted rows in it until it needs the space.
        """
        async with self._transaction():
            for row in await self._rows(_WRITTEN, (user_id, BY_HAND)):
                await self._take_words_back(row["title"], user_id)
            counts = [(await self._db.execute(sql, (user_id,))).rowcount for sql in _FORGET]
        if any(counts):
            await self.vacuum()
        return counts[-1]

    async def vacuum(self) -> None:
        """Remove all deleted rows from the file and from the log beside it. Raises HistoryError.

        Takes seconds for a large file. It has its own connection, so that others can read meanwhile.
        """
        file = next(row["file"] for row in await self._rows("PRAGMA database_list") if row["name"] == "main")
        async with (
            self._writing,
            aiosqlite.connect(file, timeout=BUSY_SECONDS, isolation_level=None) as own,
        ):
            await own.execute("VACUUM")
            ((busy, *_),) = await own.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise HistoryError(
                "It is deleted, but another program is reading the history, so parts of it may stay in the "
                "database's log; please ask again later."
            )
