"""What servers have set, who is blocked, how many tunes somebody made lately."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.history.database import Database

_SETTINGS = "SELECT settings FROM guild_settings WHERE guild_id = ?"
_SET = (
    "INSERT INTO guild_settings (guild_id, settings) VALUES (?, ?) "
    "ON CONFLICT (guild_id) DO UPDATE SET settings = excluded.settings"
)
_BLOCK = "INSERT INTO blocked (user_id, since) VALUES (?, ?) ON CONFLICT DO NOTHING"
_UNBLOCK = "DELETE FROM blocked WHERE user_id = ?"
_IS_BLOCKED = "SELECT count(*) FROM blocked WHERE user_id = ?"
_BLOCKED = "SELECT user_id FROM blocked ORDER BY since, user_id"
_LATELY = (
    "SELECT created_at FROM tunes WHERE user_id = :user AND created_at > :since "
    "AND (:guild IS NULL OR guild_id = :guild) ORDER BY id DESC LIMIT :most"
)


class Servers(Database):
    """Who may do how much, and where."""

    async def settings_of(self, guild_id: int) -> dict[str, Any]:
        """What a server has set; empty where it has set nothing."""
        rows = await self._rows(_SETTINGS, (guild_id,))
        return dict(json.loads(rows[0]["settings"])) if rows else {}

    async def set_settings(self, guild_id: int, settings: Mapping[str, Any]) -> None:
        """Put these in place of what the server had set."""
        async with self._transaction():
            await self._db.execute(_SET, (guild_id, json.dumps(dict(settings))))

    async def block(self, user_id: int) -> bool:
        """Let this person ask for nothing any more; whether that is new."""
        async with self._transaction():
            return (await self._db.execute(_BLOCK, (user_id, int(self._clock())))).rowcount == 1

    async def unblock(self, user_id: int) -> bool:
        """Take that back; whether the person was blocked."""
        async with self._transaction():
            return (await self._db.execute(_UNBLOCK, (user_id,))).rowcount == 1

    async def is_blocked(self, user_id: int) -> bool:
        """Whether this person is blocked."""
        ((count,),) = await self._rows(_IS_BLOCKED, (user_id,))
        return bool(count)

    async def blocked(self) -> list[int]:
        """Everybody who is blocked, the longest blocked first."""
        return [row["user_id"] for row in await self._rows(_BLOCKED)]

    async def made_lately(
        self, user_id: int, since: float, most: int, guild_id: int | None = None
    ) -> list[int]:
        """When this person made tunes after `since`, the latest first, no more than `most` of them.

        With a `guild_id` those of that server only.
        """
        asked = {"user": user_id, "since": since, "guild": guild_id, "most": most}
        return [row["created_at"] for row in await self._rows(_LATELY, asked)]
