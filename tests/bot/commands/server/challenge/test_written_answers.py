"""Answers to a challenge that somebody has written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.commands.server.challenge.steps import OVER, begin, end
from tests.bot.commands.server.scheduling import Time, lilt, pass_until
from tests.bot.conftest import Stage
from tests.bot.fakes import labels, names, prefilled


async def write(stage: Stage, text: str) -> Any:
    """What Bob gets for his own answer to the challenge in the channel's last message."""
    form = await stage.bob.click(stage.channel.last_message, label="Write one")
    assert prefilled(form)["abc"] == "X:1\nT:My answer\nM:6/8\nL:1/8\nK:Dmaj\nA|dfd AFA|"
    return (await stage.bob.submit_modal(form, {"abc": text})).response


async def test_an_answer_of_ones_own_begins_with_the_opening_in_whatever_key(
    stage: Stage, time: Time
) -> None:
    await begin(stage, opening="A|dfd AFA|", type="jig", key="D", mode="maj")
    message = await write(stage, "X:1\nT:Bob's Jig\nM:6/8\nL:1/8\nK:G\nd|gbg dBd|g6|]\n")
    assert message.content.startswith("An answer to the challenge; ♥ decides")
    assert (await stage.entry()).tune.title == "Bob's Jig"
    assert f"wins: **#1** Bob's Jig by <@{stage.bob.id}>" in (await end(stage, time)).content


async def test_one_that_begins_otherwise_is_refused_and_what_was_typed_is_kept(stage: Stage) -> None:
    await begin(stage, opening="A|dfd AFA|", type="jig", key="D", mode="maj")
    message = await write(stage, "X:1\nT:Bob's Jig\nM:6/8\nL:1/8\nK:G\nd|gbg dBc|g6|]\n")
    assert "an answer begins with the notes of the opening, in whatever key" in message.content
    assert names(message) == ["tune.abc"]
    assert await stage.history.get(1) is None


async def refused(stage: Stage, text: str) -> Any:
    """The message that says what is wrong with Bob's own answer."""
    await begin(stage, opening="A|dfd AFA|", type="jig", key="D", mode="maj")
    return await write(stage, text)


@pytest.mark.usefixtures("its_files_are_discords")
@pytest.mark.parametrize("bars", [1, 400])
async def test_an_answer_that_is_refused_can_be_changed_after_a_restart(
    stage: Stage, time: Time, bars: int
) -> None:
    typed = "X:1\nT:Bob's `Jig` é\nM:6/8\nL:1/8\nK:G\nd|gbg dBc|" + "g6|" * bars + "]"
    message = await refused(stage, typed)
    assert labels(message) == ["Change it"]
    await stage.env.restart_bot(lilt(stage.engine, stage.history, time))
    form = await stage.bob.click(message, label="Change it")
    assert prefilled(form)["abc"] == typed
    answered = (await stage.bob.submit_modal(form, {"abc": typed.replace("dBc", "dBd")})).response
    assert answered.content.startswith("An answer to the challenge; ♥ decides")


@pytest.mark.usefixtures("its_files_are_discords")
async def test_an_answer_cannot_be_changed_when_the_challenge_is_over(stage: Stage, time: Time) -> None:
    message = await refused(stage, "X:1\nK:G\ngggg|]")
    await pass_until(stage, time, OVER)
    late = (await stage.bob.click(message, label="Change it")).response
    assert late.content == "This challenge is over; `/challenge` begins another one."
