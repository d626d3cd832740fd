"""Scheduled posts in the database. A post that is due moves on in the transaction that stores its order."""

from __future__ import annotations

from bot.history.orders import Orders
from bot.history.schedule.values import ScheduledPost, post_of, row_of
from bot.history.values import Entry, Order, PostKind, entry_of

_OF_GUILD = "SELECT * FROM schedule WHERE guild_id = ? ORDER BY post"
_SET = """
    INSERT INTO schedule
        (guild_id, post, channel_id, hour, zone, types, set_by, next_at, last_day, off_because)
    VALUES
        (:guild_id, :post, :channel_id, :hour, :zone, :types, :set_by, :next_at, :last_day, :off_because)
    ON CONFLICT (guild_id, post) DO UPDATE SET
        channel_id = :channel_id, hour = :hour, zone = :zone, types = :types, set_by = :set_by,
        next_at = :next_at, off_because = :off_because
"""
_NEXT = "SELECT min(next_at) AS next_at FROM schedule WHERE next_at <= ?"
_DUE = """
    SELECT * FROM schedule WHERE next_at <= :now OR next_at > :last
    ORDER BY next_at, guild_id, post LIMIT :most
"""
_MOVE = """
    UPDATE schedule SET next_at = :next_at, last_day = :last_day
    WHERE guild_id = :guild_id AND post = :post AND next_at = :was
"""
_HAS_ORDER = "SELECT 1 FROM jobs WHERE id = ?"
_TURN_OFF = """
    UPDATE schedule SET next_at = NULL, off_because = :why
    WHERE guild_id = :guild AND post = :post AND channel_id = :channel AND next_at IS NOT NULL
"""
_SET_BY = "SELECT set_by FROM schedule WHERE guild_id = ? AND post = ?"
_DROP_ORDER = "DELETE FROM jobs WHERE id = ? RETURNING entry_id"
_DROP_TUNE = "DELETE FROM tunes WHERE id = ?"
_SAVED_SINCE = """
    SELECT tunes.*, count(*) AS saves FROM favourites JOIN tunes ON tunes.id = tune_id
    WHERE guild_id = ? AND saved_at > ? AND saved_at <= ?
    GROUP BY tunes.id ORDER BY saves DESC, tunes.id DESC LIMIT ?
"""

AT_ONCE = 100
"""Posts that are read at a time."""


class Posts(Orders):
    """The posts of all servers."""

    async def posts(self, guild_id: int) -> dict[PostKind, ScheduledPost]:
        """What a server has set up, also what is off."""
        found = [post_of(row) for row in await self._rows(_OF_GUILD, (guild_id,))]
        return {one.post: one for one in found}

    async def set_posts(self, *posts: ScheduledPost) -> None:
        """Set these up in place of what was. The last day of one that is there already stays."""
        async with self._transaction():
            for post in posts:
                await self._set_post(post)

    async def _set_post(self, post: ScheduledPost) -> None:
        """Set it up, in the open transaction."""
        await self._db.execute(_SET, row_of(post))

    async def next_post_at(self, last: float) -> int | None:
        """When the next post is due, up to this moment; in seconds since 1970."""
        ((found,),) = await self._rows(_NEXT, (last,))
        return None if found is None else int(found)

    async def due_posts(self, now: float, last: float) -> list[ScheduledPost]:
        """Those that are due, earliest first, and those after `last`, which is too late: some at a time."""
        rows = await self._rows(_DUE, {"now": now, "last": last, "most": AT_ONCE})
        return [post_of(row) for row in rows]

    async def move(self, was: ScheduledPost, now: ScheduledPost, order: Order | None = None) -> bool:
        """Move a post on to its next time, and store the order that it has become, in one transaction.

        Whether the order is stored: not if the post was changed in the meantime, or it has that order.
        """
        values = {**row_of(now), "was": was.next_at}
        async with self._transaction():
            moved = (await self._db.execute(_MOVE, values)).rowcount == 1
            if not moved or order is None or await self._rows(_HAS_ORDER, (order.id,)):
                return False
            await self._store(order)
        return True

    async def give_up(self, order: Order, notice: Order | None, *, off_because: str | None = None) -> None:
        """Put a notice in the place of a scheduled order that cannot be fulfilled, and delete its tune.

        With `off_because` its post is turned off, unless it has another channel by now. In one transaction.
        """
        assert order.occasion is not None  # noqa: S101 - a scheduled order has one
        where = {
            "guild": order.asker.guild_id,
            "post": order.occasion.post,
            "channel": order.asker.channel_id,
            "why": off_because,
        }
        async with self._transaction():
            if off_because is not None:
                await self._db.execute(_TURN_OFF, where)
            dropped = await self._rows(_DROP_ORDER, (order.id,))
            for (entry_id,) in dropped:
                if entry_id is not None:
                    await self._db.execute(_DROP_TUNE, (entry_id,))
                    await self._set_scrub_due()
            if dropped and notice is not None:
                await self._store(notice)

    async def post_set_by(self, guild_id: int | None, post: PostKind) -> int | None:
        """The user who set a post up; None after /forget-me."""
        rows = await self._rows(_SET_BY, (guild_id, post))
        return rows[0]["set_by"] if rows else None

    async def most_saved_between(
        self, guild_id: int | None, since: float, until: float, size: int
    ) -> list[Entry]:
        """The guild's tunes that most users saved in that time, most first."""
        return [entry_of(row) for row in await self._read(_SAVED_SINCE, (guild_id, since, until, size))]
