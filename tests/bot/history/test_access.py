"""Blocked users, guild settings, and the times of recent tunes."""

from __future__ import annotations

from pathlib import Path

from bot.history import History
from bot.history.access import SKEW_SECONDS
from generator.request import ComposeRequest
from tests.bot.fakes import add_tune, asker, tune

ASKED = ComposeRequest(key="D")


async def test_a_user_stays_blocked_until_unblocked(history: History) -> None:
    assert [await history.block(7), await history.block(7)] == [True, False]
    assert await history.blocked() == {7: 1_700_000_000}
    assert await history.is_blocked(7)
    assert [await history.unblock(7), await history.unblock(7)] == [True, False]
    assert not await history.is_blocked(7)


async def test_guild_settings_are_replaced_as_a_whole(history: History) -> None:
    assert await history.guild_settings(2) == {}
    await history.set_guild_settings(2, {"daily": 3})
    await history.set_guild_settings(2, {"cooldown": 5})
    assert await history.guild_settings(2) == {"cooldown": 5}
    assert await history.guild_settings(3) == {}


async def test_recent_tune_times_are_newest_first_and_of_one_user_and_guild(tmp_path: Path) -> None:
    now = 0.0
    async with History.open(tmp_path / "h.sqlite3", clock=lambda: now) as history:
        for number, guild in enumerate([2, 2, 9, 2]):
            now = 100.0 * number
            await add_tune(history, asker(1, guild), ASKED, tune(ASKED))
        await add_tune(history, asker(5, 2), ASKED, tune(ASKED))
        assert await history.recent_tune_times(1, since=0, now=300, most=9) == [300, 200, 100]
        assert await history.recent_tune_times(1, since=0, now=300, most=2) == [300, 200]
        assert await history.recent_tune_times(1, since=0, now=300, most=9, guild_id=2) == [300, 100]
        assert await history.recent_tune_times(1, since=0, now=200 - SKEW_SECONDS, most=2) == [200, 100]
