"""A tune of the day over the loopback Discord: after restarts, kills, and lost confirmations."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from bot.playground.faults import Hang, Reset, Status
from tests.bot.fakes import labels
from tests.loopback.harness import FAKE_ENGINE, HASTY, SLOW_ENGINE, LoopbackDiscord
from tests.loopback.test_garbage import settled

DAY = 86_400
POST = "POST /channels/*/messages"


def posts(discord: LoopbackDiscord, heading: str = "Tune of the day, ") -> list[str]:
    """The texts of the messages that came by themselves under this heading."""
    messages: Any = discord.channel.history()
    return [one.content for one in messages if one.content.startswith(heading)]


async def set_up(discord: LoopbackDiscord) -> None:
    """A tune of the day, an hour from now; then the bot is killed, and the hour passes."""
    bot = await discord.start_bot(program=FAKE_ENGINE)
    hour = (discord.simulation.clock.now().hour + 1) % 24
    asked = await discord.invoke("daily", by=discord.ada, tune=True, hour=hour)
    await discord.wait_for(lambda: asked.response is not None)
    await bot.kill()
    discord.simulation.backend.advance_clock(3600)


async def test_what_became_due_while_the_bot_was_down_comes_when_it_is_back(discord: LoopbackDiscord) -> None:
    await set_up(discord)
    bot = await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for(lambda: posts(discord) and settled(discord))
    await bot.kill()
    bot = await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for_final(await discord.invoke("compose"))
    await discord.wait_for(lambda: settled(discord))
    assert len(posts(discord)) == 1
    await bot.kill()
    discord.simulation.backend.advance_clock(DAY)
    await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for(lambda: len(posts(discord)) == 2 and settled(discord))


@pytest.mark.parametrize("fault", [Reset(done=True), Hang(done=True), Status(503, done=True)], ids=str)
async def test_a_post_whose_confirmation_is_lost_comes_once(discord: LoopbackDiscord, fault: Any) -> None:
    await set_up(discord)
    discord.faults.next(POST, fault, times=2)
    await discord.start_bot(program=HASTY)
    await discord.wait_for(lambda: posts(discord) and settled(discord))
    assert len(posts(discord)) == 1


async def test_kills_while_it_is_made_and_posted_lose_and_double_nothing(discord: LoopbackDiscord) -> None:
    await set_up(discord)
    chance = Random(5)  # noqa: S311 - a test, not secrets
    for _ in range(5):
        await discord.start_and_kill(chance.uniform(1.0, 4.0), program=SLOW_ENGINE)
    await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for(lambda: posts(discord) and settled(discord))
    assert len(posts(discord)) == 1


async def test_a_challenge_that_is_ended_early_is_announced_once_over_kills(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    begun = await discord.wait_for_final(await discord.invoke("challenge", by=discord.ann))
    answered = await discord.press(begun, "Answer", by=discord.bob)
    await discord.wait_for_final(answered)
    await discord.press(begun, "End now", by=discord.ann)
    await discord.wait_for(lambda: "End the challenge" in labels(begun))
    discord.faults.next(POST, Reset(), times=99)
    await discord.press(begun, "End the challenge", by=discord.ann)
    await discord.wait_for(lambda: labels(begun) == [] and discord.faults.met)
    await bot.kill()
    discord.faults.clear()
    assert posts(discord, "End of the challenge, ") == []
    chance = Random(6)  # noqa: S311 - a test, not secrets
    for _ in range(3):
        await discord.start_and_kill(chance.uniform(1.0, 4.0), program=SLOW_ENGINE)
    await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for(lambda: posts(discord, "End of the challenge, ") and settled(discord))
    (said,) = posts(discord, "End of the challenge, ")
    assert f"wins: **#1** The Fake Jig by <@{discord.bob.id}>" in said


async def test_an_answer_that_was_accepted_before_the_end_counts_over_kills(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=SLOW_ENGINE)
    begun = await discord.wait_for_final(await discord.invoke("challenge", by=discord.ann))
    answered = await discord.press(begun, "Answer", by=discord.bob)
    await discord.wait_for(lambda: answered.response is not None)
    await discord.press(begun, "End now", by=discord.ann)
    await discord.wait_for(lambda: "End the challenge" in labels(begun))
    await discord.press(begun, "End the challenge", by=discord.ann)
    await discord.wait_for(lambda: labels(begun) == [])
    await bot.kill()
    assert answered.response is not None
    assert not answered.response.attachments
    chance = Random(7)  # noqa: S311 - a test, not secrets
    for _ in range(3):
        await discord.start_and_kill(chance.uniform(1.0, 4.0), program=SLOW_ENGINE)
    await discord.start_bot(program=SLOW_ENGINE)
    await discord.wait_for(lambda: posts(discord, "End of the challenge, ") and settled(discord))
    (said,) = posts(discord, "End of the challenge, ")
    assert f"the only answer wins: **#1** The Fake Jig by <@{discord.bob.id}>" in said
    assert answered.response.content.startswith("An answer to the challenge")
