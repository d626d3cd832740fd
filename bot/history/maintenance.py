"""Maintenance of the database: a check, facts of the bot's own, and the deletion of old tunes."""

from __future__ import annotations

from bot.history.database import write_something
from bot.history.tunes import Tunes

_FACT = "SELECT value FROM facts WHERE name = ?"
_SET_FACT = (
    "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
# An answer is kept until the end of its challenge was announced: until then that is scheduled, or an order.
_OLD = """
    created_at < ?1 AND id NOT IN (SELECT tune_id FROM favourites) AND id NOT IN (
        SELECT tune_id FROM answers JOIN challenges ON challenges.id = challenge_id
        WHERE EXISTS (
            SELECT 1 FROM schedule
            WHERE guild_id = challenges.guild_id AND post = 'challenge' AND next_at <= ends_at
        ) OR EXISTS (
            SELECT 1 FROM jobs
            WHERE guild_id = challenges.guild_id AND json_extract(occasion, '$.post') = 'challenge'
                AND json_extract(occasion, '$.due_at') = ends_at
        )
    )
"""
_DELETE = "DELETE FROM tunes WHERE {}"


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

        As with `delete`, what grew out of them stays, without their words. Answers to a challenge stay until
        its end was announced.
        """
        before = int(self._clock() - seconds)
        await self._take_most_words_back(await self._words_going_with(_OLD, before, read=True))
        async with self._transaction():
            await self._take_words_back(await self._words_going_with(_OLD, before))
            count = (await self._db.execute(_DELETE.format(_OLD), (before,))).rowcount
            if count:
                await self._set_scrub_due()
        return count

    async def check(self) -> None:
        """Read and write something. Raises sqlite3.Error if that fails."""
        await self._rows("SELECT id FROM tunes ORDER BY id DESC LIMIT 1")
        async with self._transaction():
            await write_something(self._db)
