"""The client keeps nothing of the servers that it is on."""

from __future__ import annotations

from tests.bot.conftest import Stage


async def test_the_servers_that_a_session_begins_with_are_not_kept(stage: Stage) -> None:
    state = stage.env.bot._connection
    me = {"id": "7", "username": "Lilt", "discriminator": "0", "avatar": None, "bot": True}
    guilds = [{"id": str(number), "unavailable": True} for number in range(1, 9)]
    state.parsers["READY"]({"user": me, "guilds": guilds, "shard": [0, 1], "session_id": "x"})
    assert list(stage.env.bot.guilds) == []
    assert (await stage.compose()).response.attachments
    assert list(stage.env.bot.guilds) == []
