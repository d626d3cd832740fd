"""Maintenance of the database: a check, facts of the bot's own, and the deletion of old tunes."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from bot.history.database import write_something
from bot.history.tunes import Tunes
from bot.history.values import BY_HAND

_FACT = "SELECT value FROM facts WHERE name = ?"
_SET_FACT = (
    "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_DELETE_OLD = "DELETE FROM tunes WHERE created_at < ? AND id NOT IN (SELECT tune_id FROM favourites)"
_OLD_WRITTEN = """
    SELECT user_id, title FROM tunes
    WHERE created_at < ? AND id NOT IN (SELECT tune_id FROM favourites) AND json_extract(tune, '$.model') = ?
    ORDER BY user_id
"""


class Maintenance(Tunes):
    """A check of the database, named facts, and the deletion of old tunes."""

    async def fact(self, name: str) -> str | None:
        """The fact with this name; None if it was never set."""
        return next((str(row["value"]) for row in await self._rows(_FACT, (name,))), None)

    async def set_fact(self, name: str, value: str) -> None:
        async with self._transaction():
            await self._db.execute(_SET_FACT, (name, value))

    async def delete_older_than(self, seconds: float) -> int:
        """Delete the tunes older than this that nobody saved, and have them scrubbed; returns how many.

        As with `delete`, what grew out of them stays, without their words.
        """
        before = int(self._clock() - seconds)
        written = await self._read(_OLD_WRITTEN, (before, BY_HAND))
        words = [
            await self._words(user_id, [row["title"] for row in rows])
            for user_id, rows in groupby(written, key=itemgetter("user_id"))
        ]
        for one in words:
            await self._take_most_words_back(one)
        async with self._transaction():
            for one in words:
                await self._take_words_back(one)
            count = (await self._db.execute(_DELETE_OLD, (before,))).rowcount
            if count:
                await self._set_scrub_due()
        return count

    async def check(self) -> None:
        """Read and write something. Raises sqlite3.Error if that fails."""
        await self._rows("SELECT id FROM tunes ORDER BY id DESC LIMIT 1")
        async with self._transaction():
            await write_something(self._db)
