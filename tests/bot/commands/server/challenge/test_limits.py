"""What /challenge counts for, and what it does not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.app import Lilt
from bot.history import History
from bot.policy.admission import Admission
from tests.bot.commands.server.challenge.steps import begin
from tests.bot.commands.server.scheduling import DAY, Time
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary, labels
from tests.bot.policy.rules import set_rules

TYPED = {"opening": "A|dfd AFA|", "type": "jig", "key": "D", "mode": "maj"}
OPENINGS = pytest.mark.parametrize("opening", [{}, TYPED], ids=["composed", "typed"])


@pytest.fixture
def simcord_bot(engine: FakeEngine, history: History, time: Time) -> Lilt:
    """Two tunes a minute; the limits go by the time that the tests set."""
    history._clock = lambda: time.now
    return Lilt(
        engine=engine,
        history=history,
        catalogue=CATALOGUE,
        library=FakeLibrary(),
        admission=Admission(history, 2, lambda: time.now),
        clock=time.clock,
        pause=0,
    )


async def end_now(stage: Stage, challenge: Any) -> None:
    for label in ("End now", "End the challenge"):
        await stage.ann.click(challenge, label=label)
    bot: Any = stage.env.bot
    await bot.schedule.post_due(bot.poster)
    await asyncio.wait(set(bot.orders._fulfilment._resumed))


@OPENINGS
async def test_a_member_cannot_begin_and_end_one_after_the_other(
    stage: Stage, time: Time, opening: dict[str, str]
) -> None:
    for _ in range(2):
        await end_now(stage, await begin(stage, **opening))
        time.now += 1
    refused = await begin(stage, **opening)
    assert refused.content.startswith("You have made 2 tunes in the last minute; you can ask again")
    assert refused.ephemeral
    assert stage.refusals == ["TooSoon"]
    assert await stage.history.challenge(3) is None
    time.now += 60
    assert labels(await begin(stage, **opening)) == ["Answer", "Write one", "End now"]


@OPENINGS
@pytest.mark.parametrize(
    ("rules", "reason", "seconds"),
    [
        ({"cooldown": 30}, "On this server you must wait 30 seconds between two tunes", 30),
        ({"daily": 1}, "This server allows one tune in 24 hours", DAY),
    ],
    ids=["cooldown", "daily"],
)
async def test_it_counts_as_a_tune_in_the_limits_of_the_server(
    stage: Stage, time: Time, opening: dict[str, str], rules: dict[str, int], reason: str, seconds: int
) -> None:
    await set_rules(stage, **rules)
    await end_now(stage, await begin(stage, **opening))
    again = f"{reason}; you can ask again <t:{int(time.now) + seconds}:R>."
    assert (await begin(stage)).content == again
    assert (await stage.compose()).response.content == again
    assert stage.refusals == ["TooSoon", "TooSoon"]
    assert (await stage.bob.slash(stage.channel, "compose")).response.embeds
    time.now += seconds
    assert labels(await begin(stage)) == ["Answer", "Write one", "End now"]


async def test_a_tune_counts_for_it_too(stage: Stage) -> None:
    await set_rules(stage, daily=1)
    await stage.compose()
    assert (await begin(stage)).content.startswith("This server allows one tune in 24 hours")
    assert stage.refusals == ["TooSoon"]


async def test_an_opening_that_is_being_composed_counts_for_the_day(stage: Stage) -> None:
    await set_rules(stage, daily=1)
    stage.engine.hold = stage.env
    begun = await stage.ann.slash(stage.channel, "challenge")
    stage.engine.hold = None
    assert (await stage.compose()).response.content.startswith("This server allows one tune in 24 hours")
    stage.engine.go_on.set()
    await stage.env.settle()
    assert labels(begun.response) == ["Answer", "Write one", "End now"]
    assert stage.refusals == ["TooSoon"]


async def test_one_that_fails_does_not_count(stage: Stage) -> None:
    await set_rules(stage, daily=1, cooldown=30)
    stage.engine.fail = "No tune passed the checks; please try again."
    await stage.ann.slash(stage.channel, "challenge")
    stage.engine.fail = None
    assert labels(await begin(stage)) == ["Answer", "Write one", "End now"]
    assert stage.refusals == ["JobFailed"]


@pytest.mark.parametrize("rules", [{"cooldown": 3600}, {"daily": 1}, {}], ids=str)
async def test_the_one_that_runs_is_shown_again_whatever_the_limits(
    stage: Stage, rules: dict[str, int]
) -> None:
    await set_rules(stage, **rules)
    await begin(stage)
    for _ in range(3):
        assert labels(await begin(stage)) == ["Answer", "Write one", "End now"]
    assert (await stage.bob.slash(stage.channel, "compose")).response.embeds
    shown = (await stage.bob.slash(stage.channel, "challenge")).response
    assert labels(shown) == ["Answer", "Write one", "End now"]


async def test_forgetting_its_user_forgets_that_it_counts(stage: Stage) -> None:
    await set_rules(stage, daily=1)
    await end_now(stage, await begin(stage))
    await stage.history.delete_user(stage.ann.id)
    assert labels(await begin(stage)) == ["Answer", "Write one", "End now"]


async def test_the_export_says_when_it_was_begun(stage: Stage, time: Time) -> None:
    await begin(stage)
    (exported,) = (await stage.history.export_user(stage.ann.id))["challenges"]
    assert exported["begun_at"] == int(time.now)
