"""The bot in its own process: it connects, answers, can be killed and restarted, and stops."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from bot.app import DATABASE
from bot.playground.faults import Reset
from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord
from tests.loopback.test_garbage import settled


async def test_the_bot_answers_over_sockets(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    asked = await discord.invoke("compose", type="jig")
    assert await discord.answered(asked)
    message = await discord.wait_for_final(asked)
    assert message.embeds[0].title == "#1 · The Fake Jig"
    assert discord.file(message, ".mp3").startswith(b"mp3 of ")


async def test_buttons_work_after_a_kill(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    message = await discord.wait_for_final(await discord.invoke("compose"))
    await discord.wait_for(lambda: settled(discord))  # else the tune would be sent once more, after Cancel
    assert await bot.kill() == -9
    await discord.start_bot(program=FAKE_ENGINE)
    again = await discord.wait_for_final(await discord.press(message, "Another", by=discord.bob))
    assert again.embeds[0].title == "#2 · The Fake Jig"


async def test_what_was_to_be_deleted_is_gone_after_a_kill(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for_final(await discord.invoke("compose"))
    await discord.wait_for_final(await discord.invoke("compose", by=discord.bob))
    question = await discord.wait_for_final(await discord.invoke("forget-me"), bool)
    discord.faults.next("POST /interactions/*/callback", Reset(done=True), times=9)  # it takes a moment
    await discord.press(question, "Delete everything")
    await discord.wait_for(lambda: question.content == "Deleting…")
    assert await bot.kill() == -9
    discord.faults.clear()
    await discord.start_bot(program=FAKE_ENGINE)
    with closing(sqlite3.connect(discord.data / DATABASE)) as db:
        assert db.execute("SELECT user_id FROM tunes").fetchall() == [(discord.bob.id,)]
    discord.server.violations.clear()  # the answer may have been sent twice, since its reply was lost


async def test_a_stopped_bot_ends_with_0(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    assert await bot.stop() == 0
    await discord.wait_for(lambda: not discord.server.gateway.connected)
