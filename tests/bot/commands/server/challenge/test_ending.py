"""A challenge that is ended before its time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.commands.server.challenge.steps import OVER, answer, begin, end
from tests.bot.commands.server.scheduling import WEDNESDAY, Time, last_text, pass_until
from tests.bot.conftest import Stage
from tests.bot.fakes import labels


async def end_now(stage: Stage, user: Any, message: Any) -> Any:
    """What the user gets for the second click."""
    await user.click(message, label="End now")
    return (await user.click(message, label="End the challenge")).response


async def test_who_began_it_can_end_it_and_the_winner_is_announced_at_once(stage: Stage, time: Time) -> None:
    challenge = await begin(stage)
    await answer(stage, stage.bob, challenge)
    await end_now(stage, stage.ann, challenge)
    assert labels(challenge) == []
    assert challenge.embeds[0].description == "It was ended early."
    await pass_until(stage, time, "2026-11-25 12:00")
    content = last_text(stage)
    assert content.startswith(f"End of the challenge, <t:{int(WEDNESDAY)}:F>\nNobody voted; the only answer ")
    assert f"wins: **#1** The Fake Jig by <@{stage.bob.id}>: https" in content
    there = stage.channel.history()
    await pass_until(stage, time, "2026-11-25 13:00")
    await pass_until(stage, time, OVER)
    assert stage.channel.history() == there
    assert await stage.history.orders() == []


async def test_the_scheduler_wakes_for_an_end(stage: Stage, time: Time) -> None:
    bot: Any = stage.env.bot
    challenge = await begin(stage)
    bot.schedule._changed.clear()
    await end_now(stage, stage.ann, challenge)
    assert bot.schedule._changed.is_set()


async def test_who_manages_the_server_can_end_it_where_the_command_shows_it_again(
    stage: Stage, admin: Any, time: Time
) -> None:
    await begin(stage)
    await end_now(stage, admin, await begin(stage))
    await pass_until(stage, time, "2026-11-25 12:00")
    assert last_text(stage) == f"End of the challenge, <t:{int(WEDNESDAY)}:F>\nNobody took part."


async def test_nobody_else_can_end_it(stage: Stage, time: Time) -> None:
    challenge = await begin(stage)
    message = (await stage.bob.click(challenge, label="End now")).response
    refusal = "Only the person who began this challenge, or who manages this server, can end it."
    assert (message.content, message.ephemeral) == (refusal, True)
    await stage.ann.click(challenge, label="End now")
    assert labels(challenge) == ["Answer", "Write one", "End the challenge", "Let it run"]
    for label in ("End the challenge", "Let it run"):
        assert (await stage.bob.click(challenge, label=label)).response.content == refusal
    await stage.ann.click(challenge, label="Let it run")
    assert labels(challenge) == ["Answer", "Write one", "End now"]
    assert await stage.history.running_challenge(stage.guild.id) is not None


async def test_what_is_over_cannot_be_ended_and_another_one_can_begin_and_end_in_the_same_second(
    stage: Stage, time: Time
) -> None:
    first = await begin(stage)
    await stage.ann.click(first, label="End now")
    again = await begin(stage)
    await end_now(stage, stage.ann, again)
    late = (await stage.ann.click(first, label="End the challenge")).followups[-1]
    assert late.content == "This challenge is over; `/challenge` begins another one."
    assert late.ephemeral
    assert (first.embeds[0].description, labels(first)) == ("It is over.", [])
    await pass_until(stage, time, "2026-11-25 12:00")
    second = await begin(stage)
    await answer(stage, stage.bob, second)
    await end_now(stage, stage.ann, second)
    await pass_until(stage, time, "2026-11-25 12:01")
    said = [one.content for one in list[Any](stage.channel.history()) if one.content.startswith("End of")]
    assert said[0].endswith("Nobody took part.")
    assert f"by <@{stage.bob.id}>" in said[1]
    assert len(said) == 2


async def test_an_end_is_not_taken_for_that_of_the_challenge_before_it(
    stage: Stage, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    await end_now(stage, stage.ann, await begin(stage))
    await pass_until(stage, time, "2026-11-25 12:00")
    await end_now(stage, stage.ann, await begin(stage))
    bot: Any = stage.env.bot
    monkeypatch.setattr(bot.orders, "start", lambda client, order: None)  # the process ends before it posts
    await pass_until(stage, time, "2026-11-25 12:01")
    sent_at = int(stage.channel.last_message.created_at.timestamp())  # type: ignore[union-attr]
    await stage.history._db.execute("UPDATE jobs SET posting = 1, created_at = ?", (sent_at,))
    await stage.restart()  # the next one looks whether it is there
    await stage.env.settle()
    said = [one.content for one in list[Any](stage.channel.history()) if one.content.startswith("End of")]
    assert len(said) == 2


async def test_an_end_that_has_become_an_order_is_not_moved(stage: Stage, time: Time) -> None:
    await begin(stage)
    await end(stage, time)
    assert await stage.history.end_challenge(1, 0) is None
    ended = await stage.history.challenge(1)
    assert ended is not None
    assert ended.ends_at == int(time.now)
