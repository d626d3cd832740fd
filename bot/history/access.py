"""What servers have set, and how many tunes somebody made lately."""

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
_LATELY = """
    SELECT created_at FROM (
        SELECT created_at FROM tunes WHERE user_id = :user AND (:guild IS NULL OR guild_id = :guild)
        ORDER BY id DESC LIMIT :most
    ) WHERE created_at > :since
"""


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

    async def made_lately(
        self, user_id: int, since: float, most: int, guild_id: int | None = None
    ) -> list[int]:
        """When this person made tunes after `since`, the latest first, no more than `most` of them.

        With a `guild_id` those of that server only.
        """
        asked = {"user": user_id, "since": since, "guild": guild_id, "most": most}
        return [row["created_at"] for row in await self._rows(_LATELY, asked)]
