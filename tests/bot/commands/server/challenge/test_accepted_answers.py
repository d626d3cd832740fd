"""An answer that was accepted before a challenge ended counts, also if its tune is ready only after that."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.orders import open_answers
from tests.bot.commands.server.challenge.steps import OVER, begin
from tests.bot.commands.server.scheduling import Time, lilt, pass_until
from tests.bot.conftest import Stage
from tests.bot.fakes import FakeEngine, labels, order


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_answers, "LOOK_SECONDS", 0.01)


@pytest.fixture
async def challenge(stage: Stage) -> Any:
    """The message of a challenge."""
    return await begin(stage)


@pytest.fixture
async def composing(stage: Stage, challenge: Any) -> Any:
    """Bob's answer to it, which is being composed as long as a test wishes."""
    stage.engine.hold = stage.env
    result = await stage.bob.click(challenge, label="Answer")
    assert labels(result.response) == ["Cancel"]
    stage.engine.hold = None  # what comes after it is made at once
    return result


async def end_early(stage: Stage, time: Time, challenge: Any) -> None:
    """The challenge is over, and the bot has begun with the announcement."""
    for label in ("End now", "End the challenge"):
        await stage.ann.click(challenge, label=label)
    await become_due(stage)


async def become_due(stage: Stage) -> None:
    bot: Any = stage.env.bot
    await bot.schedule.post_due(bot.poster)
    await stage.env.settle()


def announced(stage: Stage) -> list[str]:
    """What was announced."""
    messages: Any = stage.channel.history()
    return [one.content for one in messages if one.content.startswith("End of the challenge")]


async def look_again(stage: Stage) -> None:
    """Let the announcement look for open answers some times more; it runs in the time of the tests."""
    await asyncio.sleep(20 * open_answers.LOOK_SECONDS)
    await stage.env.advance_time(1)
    await stage.env.settle()


@pytest.mark.parametrize("early", [True, False])
async def test_the_end_waits_for_it_and_it_wins(
    stage: Stage, time: Time, challenge: Any, composing: Any, early: bool
) -> None:
    if early:
        await end_early(stage, time, challenge)
    else:
        time.now += 3 * 86_400
        await become_due(stage)
    await look_again(stage)
    assert announced(stage) == []
    time.now += 60  # its tune is in the history a minute after the end
    stage.engine.go_on.set()
    await stage.env.settle()
    assert composing.response.content.startswith("An answer to the challenge")
    await look_again(stage)
    (said,) = announced(stage)
    assert f"the only answer wins: **#1** The Fake Jig by <@{stage.bob.id}>" in said
    assert await stage.history.orders() == []


@pytest.mark.parametrize("how", ["cancelled", "failed", "forgotten"])
async def test_the_end_does_not_wait_for_one_that_never_comes(
    stage: Stage, time: Time, challenge: Any, composing: Any, how: str
) -> None:
    await end_early(stage, time, challenge)
    if how == "cancelled":
        await stage.bob.click(composing.response, label="Cancel")
    elif how == "failed":
        stage.engine.fail = "No tune passed the checks; please try again."
        stage.engine.go_on.set()
        await stage.env.settle()
    else:
        await stage.history.delete_user(stage.bob.id)
    await look_again(stage)
    (said,) = announced(stage)
    assert said.endswith("Nobody took part.")


async def test_a_restart_while_the_end_waits_changes_nothing(
    stage: Stage, time: Time, challenge: Any, composing: Any
) -> None:
    await end_early(stage, time, challenge)
    await stage.env.bot.close()
    kept = [one.id for one in await stage.history.orders()]
    assert len(kept) == 2
    assert announced(stage) == []
    engine = FakeEngine()
    await stage.env.restart_bot(lilt(engine, stage.history, time))
    await stage.env.settle()
    await look_again(stage)
    (said,) = announced(stage)
    assert f"wins: **#1** The Fake Jig by <@{stage.bob.id}>" in said
    assert await stage.history.orders() == []


async def test_the_end_does_not_wait_for_ever(
    stage: Stage, time: Time, challenge: Any, composing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_answers, "LONGEST_SECONDS", 0)
    await end_early(stage, time, challenge)
    await look_again(stage)
    assert [one.endswith("Nobody took part.") for one in announced(stage)] == [True]
    stage.engine.go_on.set()
    await stage.env.settle()


async def test_another_challenges_answers_are_not_waited_for(
    stage: Stage, time: Time, challenge: Any
) -> None:
    await end_early(stage, time, challenge)
    second = await begin(stage)
    stage.engine.hold = stage.env
    await stage.bob.click(second, label="Answer")
    assert len(announced(stage)) == 1


async def test_no_answer_is_accepted_after_the_end(stage: Stage, time: Time, challenge: Any) -> None:
    """The end may come between a look at the challenge and the order: what is stored then decides."""
    now = int(time.now)
    assert await stage.history.add_order(order("in time", challenge=1, created_at=now))
    ended = await stage.history.challenge(1)
    assert ended is not None
    assert not await stage.history.add_order(order("late", challenge=1, created_at=ended.ends_at))
    await stage.history.cancel_order("in time")
    await pass_until(stage, time, OVER)
    assert not await stage.history.add_order(order("a clock that is slow", challenge=1, created_at=now))


async def test_an_answer_that_the_end_overtakes_is_refused(
    stage: Stage, time: Time, challenge: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit = stage.history.is_blocked

    async def ends_meanwhile(user_id: int) -> bool:
        await stage.history.end_challenge(1, int(time.now))
        return await admit(user_id)

    monkeypatch.setattr(stage.history, "is_blocked", ends_meanwhile)
    late = await stage.bob.click(challenge, label="Answer")
    monkeypatch.undo()
    assert late.response.content == "This challenge is over; `/challenge` begins another one."
    assert await stage.history.orders() == []
