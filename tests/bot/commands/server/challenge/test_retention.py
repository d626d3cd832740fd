"""Answers are kept as long as their challenge needs them, however soon tunes are deleted."""

from __future__ import annotations

import pytest

from tests.bot.commands.server.challenge.steps import OVER, answer, begin, end
from tests.bot.commands.server.scheduling import DAY, Time, pass_until
from tests.bot.conftest import Stage


async def test_an_answer_is_kept_until_the_end_was_announced(stage: Stage, time: Time) -> None:
    challenge = await begin(stage)
    await answer(stage, stage.bob, challenge)
    await stage.compose(seed=2)
    time.now += 2 * DAY
    assert await stage.history.delete_older_than(DAY) == 1  # not Bob's
    assert f"wins: **#1** The Fake Jig by <@{stage.bob.id}>" in (await end(stage, time)).content
    assert await stage.history.delete_older_than(DAY) == 1
    assert await stage.history.get(1) is None


async def test_it_is_kept_while_the_end_is_late(
    stage: Stage, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot was down at the end; later the end is an order that is not posted yet."""
    await answer(stage, stage.bob, await begin(stage))
    time.now += 9 * DAY
    assert await stage.history.delete_older_than(DAY) == 0
    monkeypatch.setattr(stage.env.bot.orders, "start", lambda client, order: None)  # type: ignore[attr-defined]
    await pass_until(stage, time, "2026-12-05 12:00")
    assert [one.id for one in await stage.history.orders()]
    assert await stage.history.delete_older_than(DAY) == 0


async def test_a_later_challenge_keeps_no_answers_to_the_one_before(stage: Stage, time: Time) -> None:
    await answer(stage, stage.bob, await begin(stage))
    await pass_until(stage, time, OVER)
    await answer(stage, stage.ann, await begin(stage))
    time.now += 2 * DAY
    assert await stage.history.delete_older_than(DAY) == 1
    assert await stage.history.get(2) is not None


async def test_it_does_not_keep_what_its_user_deletes(stage: Stage) -> None:
    await answer(stage, stage.bob, await begin(stage))
    await stage.history.delete(1)
    assert await stage.history.get(1) is None
