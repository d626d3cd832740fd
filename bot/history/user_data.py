"""What the database knows of a person: handed out whole, or really deleted."""

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
"""Not the block list: whoever is blocked would be free again. `/privacy` says so."""


class People(Tunes):
    """One person's part of the database."""

    async def export(self, user_id: int) -> dict[str, Any]:
        """All that is kept of a person, ready for JSON."""
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

    async def forget(self, user_id: int) -> int:
        """Delete a person's tunes and what they saved, in the file too; how many tunes there were.

        The file is rewritten: what is deleted would otherwise stand in it until the room is needed.
        """
        async with self._transaction():
            for row in await self._rows(_WRITTEN, (user_id, BY_HAND)):
                await self._take_words_back(row["title"], user_id)
            counts = [(await self._db.execute(sql, (user_id,))).rowcount for sql in _FORGET]
        if any(counts):
            await self.scrub()
        return counts[-1]

    async def scrub(self) -> None:
        """Leave nothing in the file that was deleted, nor in the log beside it. Raises HistoryError.

        Takes seconds for a large file. A connection of its own does it: all others can read meanwhile.
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
                "It is deleted, but another program is reading the history, so remains of it may stay in its "
                "log until that ends; please ask once more later."
            )
