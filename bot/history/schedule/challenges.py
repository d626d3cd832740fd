"""Challenges: one at a time in a server. Its end is scheduled in the transaction that stores it."""

from __future__ import annotations

from dataclasses import replace

from bot.history.schedule.posts import Posts
from bot.history.schedule.values import Challenge, ScheduledPost, challenge_of
from bot.history.values import Entry, dump, entry_of

_RUNNING = "SELECT * FROM challenges WHERE guild_id = ? AND ends_at > ? ORDER BY ends_at DESC LIMIT 1"
_ENDS_NOW = "SELECT 1 FROM schedule WHERE guild_id = ? AND post = 'challenge' AND next_at IS NOT NULL"
_BY_ID = "SELECT * FROM challenges WHERE id = ?"
_BY_END = "SELECT * FROM challenges WHERE guild_id = ? AND ends_at = ?"
_ADD = """
    INSERT INTO challenges (guild_id, channel_id, user_id, asked, tune, ends_at, begun_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
_LAST_END = "SELECT max(ends_at) AS at FROM challenges WHERE guild_id = ? AND id != ?"
_MOVE_END = """
    UPDATE schedule SET next_at = ? WHERE guild_id = ? AND post = 'challenge' AND next_at IS NOT NULL
"""
_END = "UPDATE challenges SET ends_at = ? WHERE id = ?"
_OPEN = "SELECT 1 FROM jobs WHERE challenge = ? LIMIT 1"
_ANSWERS = """
    SELECT tunes.*, (
        SELECT count(*) FROM favourites WHERE tune_id = tunes.id AND saved_at <= :ends_at
    ) AS saves
    FROM answers JOIN tunes ON tunes.id = tune_id
    WHERE challenge_id = :id AND message_id IS NOT NULL
    ORDER BY saves DESC, tunes.id
"""


class Challenges(Posts):
    """The challenges of all servers."""

    async def start_challenge(self, challenge: Challenge) -> Challenge | None:
        """Store a challenge and schedule its end. None if the server has another one that is not over.

        From now on it counts as a tune that its user has had composed.
        """
        post = ScheduledPost(
            guild_id=challenge.guild_id,
            post="challenge",
            channel_id=challenge.channel_id,
            hour=0,
            zone="UTC",
            set_by=challenge.user_id,
            next_at=challenge.ends_at,
        )
        values = (challenge.guild_id, challenge.channel_id, challenge.user_id)
        content = (dump(challenge.asked), dump(challenge.tune), challenge.ends_at, int(self._clock()))
        async with self._transaction():
            if await self._rows(_ENDS_NOW, (challenge.guild_id,)):
                return None
            ((stored,),) = await self._rows(_ADD, (*values, *content))
            await self._set_post(post)
        return replace(challenge, id=stored)

    async def running_challenge(self, guild_id: int) -> Challenge | None:
        """The server's challenge that is not over; None if there is none."""
        rows = await self._rows(_RUNNING, (guild_id, int(self._clock())))
        return next(map(challenge_of, rows), None)

    async def challenge(self, challenge_id: int) -> Challenge | None:
        """The challenge with this id."""
        return next(map(challenge_of, await self._rows(_BY_ID, (challenge_id,))), None)

    async def end_challenge(self, challenge_id: int, now: int) -> Challenge | None:
        """End it now: what is due at its end is due now, by the same row. None if it is over already."""
        async with self._transaction():
            found = next(map(challenge_of, await self._rows(_BY_ID, (challenge_id,))), None)
            if found is None or found.ends_at <= now:
                return None
            ((last,),) = await self._rows(_LAST_END, (found.guild_id, found.id))
            ends_at = now if last is None else max(now, last + 1)  # its end is known by the second
            moved = await self._db.execute(_MOVE_END, (ends_at, found.guild_id))
            if moved.rowcount == 0:  # its end has become an order
                return None
            await self._db.execute(_END, (ends_at, found.id))
        return replace(found, ends_at=ends_at)

    async def challenge_ended(self, guild_id: int | None, ends_at: int) -> Challenge | None:
        """The server's challenge that ended at this time."""
        return next(map(challenge_of, await self._rows(_BY_END, (guild_id, ends_at))), None)

    async def has_open_answers(self, challenge_id: int) -> bool:
        """Whether an answer was accepted that is neither shown nor given up yet."""
        return bool(await self._read(_OPEN, (challenge_id,)))  # as `answers`: what is committed

    async def answers(self, challenge: Challenge) -> list[tuple[Entry, int]]:
        """The tunes that answered it and were shown, with how many users had saved each when it ended.

        Also those that were made after its end: each was accepted before it (`add_order`). The most saved
        first; of equals, the earlier one.
        """
        rows = await self._read(_ANSWERS, {"id": challenge.id, "ends_at": challenge.ends_at})
        return [(entry_of(row), row["saves"]) for row in rows]
