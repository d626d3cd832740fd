"""What decides who may use Lilt: blocked users, guild settings, and how many tunes a user made recently.

`bot.policy` makes the decision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.history.database import Database
from bot.history.values import BY_HAND

SKEW_SECONDS = 60.0
"""How far in the future a tune may seem to be: clocks are not exact."""

_BLOCK = "INSERT INTO blocked (user_id, since) VALUES (?, ?) ON CONFLICT DO NOTHING"
_UNBLOCK = "DELETE FROM blocked WHERE user_id = ?"
_BLOCKED = "SELECT user_id, since FROM blocked ORDER BY since, user_id"
_IS_BLOCKED = "SELECT 1 FROM blocked WHERE user_id = ?"
_SETTINGS = "SELECT settings FROM guild_settings WHERE guild_id = ?"
_SET = (
    "INSERT INTO guild_settings (guild_id, settings) VALUES (?, ?) "
    "ON CONFLICT (guild_id) DO UPDATE SET settings = excluded.settings"
)
_RECENT = """
    SELECT created_at FROM (
        SELECT user_id, guild_id, created_at, json_extract(tune, '$.model') != :by_hand AS composed FROM tunes
        UNION ALL SELECT user_id, guild_id, created_at, 1 FROM deleted_tunes
        UNION ALL SELECT user_id, guild_id, begun_at, 1 FROM challenges
    )
    WHERE user_id = :user AND created_at > :since AND created_at <= :now
        AND (:guild IS NULL OR guild_id = :guild) AND (composed OR NOT :composed)
    ORDER BY created_at DESC LIMIT :most
"""
_COMPOSING = """
    SELECT count(*) AS count FROM jobs
    WHERE user_id = :user AND guild_id = :guild AND tune IS NULL AND entry_id IS NULL
"""


class Access(Database):
    """Blocked users, guild settings, and recent tunes."""

    async def block(self, user_id: int) -> bool:
        """Block a user; returns False if the user was blocked already."""
        async with self._transaction():
            return (await self._db.execute(_BLOCK, (user_id, int(self._clock())))).rowcount == 1

    async def unblock(self, user_id: int) -> bool:
        """Unblock a user; returns False if the user was not blocked."""
        async with self._transaction():
            return (await self._db.execute(_UNBLOCK, (user_id,))).rowcount == 1

    async def blocked(self) -> dict[int, int]:
        """All blocked users, each with the time of the block, in seconds since 1970."""
        return {row["user_id"]: row["since"] for row in await self._rows(_BLOCKED)}

    async def is_blocked(self, user_id: int) -> bool:
        return bool(await self._rows(_IS_BLOCKED, (user_id,)))

    async def guild_settings(self, guild_id: int) -> dict[str, Any]:
        """The settings of a guild; empty if it has none."""
        rows = await self._rows(_SETTINGS, (guild_id,))
        return dict(json.loads(rows[0]["settings"])) if rows else {}

    async def set_guild_settings(self, guild_id: int, settings: Mapping[str, Any]) -> None:
        """Replace the settings of a guild."""
        async with self._transaction():
            await self._db.execute(_SET, (guild_id, json.dumps(dict(settings))))

    async def recent_tune_times(
        self,
        user_id: int,
        since: float,
        now: float,
        most: int,
        guild_id: int | None = None,
        *,
        composed: bool = False,
    ) -> list[int]:
        """When a user's tunes after `since` were made, newest first, at most `most` of them.

        With a `guild_id`, only the tunes of that guild; `composed`: none that the user sent. Composed tunes
        count for a day, also if they were deleted; a challenge that was begun is one, for its opening. One
        from the future has a wrong date and is left out.
        """
        asked = {"user": user_id, "since": since, "now": now + SKEW_SECONDS, "guild": guild_id, "most": most}
        rows = await self._rows(_RECENT, {**asked, "composed": composed, "by_hand": BY_HAND})
        return [row["created_at"] for row in rows]

    async def composing(self, user_id: int, guild_id: int) -> int:
        """How many tunes are still to be composed for a user in a guild."""
        (row,) = await self._rows(_COMPOSING, {"user": user_id, "guild": guild_id})
        return int(row["count"])
