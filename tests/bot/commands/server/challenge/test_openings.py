"""What a challenge may begin with, and who can play it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from bot.policy.guild_settings import GuildSettings
from generator.compose.task import assign
from generator.engine import Event, Job
from generator.errors import BadRequest
from generator.model.record import load_catalogue
from generator.request import ComposeRequest
from tests.bot.commands.server.challenge.steps import answer, begin
from tests.bot.conftest import Stage
from tests.bot.fakes import FakeEngine


@pytest.fixture
def seed() -> int:
    return 1


@pytest.fixture
def resolving(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """The engine assigns requests as a real one does, without composing."""
    events = engine.events

    async def resolved(job_id: str) -> AsyncGenerator[Event, None]:
        job: Job = engine.jobs[job_id]
        if isinstance(job.work, ComposeRequest) and engine.fail is None:
            try:
                assigned = assign(load_catalogue(None), job.work, seed).resolved
            except BadRequest as error:
                engine.fail = str(error)
            else:
                engine.jobs[job_id] = replace(job, work=assigned)
        async for event in events(job_id):
            yield event

    monkeypatch.setattr(engine, "events", resolved)


@pytest.mark.usefixtures("resolving")
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_typed_bar_that_is_closed_is_full_in_the_meter_that_is_drawn(stage: Stage) -> None:
    await begin(stage, opening="A|dfd AFA|")
    challenge = await stage.history.challenge(1)
    assert challenge is not None
    assert challenge.asked.meter in ("6/8", "3/4")
    assert f"\nM:{challenge.asked.meter}\n" in challenge.tune.abc


@pytest.mark.usefixtures("resolving")
async def test_a_type_in_whose_meter_a_closed_bar_is_not_full_is_refused(stage: Stage) -> None:
    asked = await stage.ann.slash(stage.channel, "challenge", opening="A|dfd AFA|", type="reel")
    (told,) = asked.followups
    assert told.content.startswith("opening: A|dfd AFA| is not possible; bar 2 must fill 4/4; only a pickup")
    assert stage.refusals == ["JobFailed"]
    assert await stage.history.challenge(1) is None


LOW = {"opening": "B,|DFA dfd|", "type": "jig", "key": "D", "mode": "maj"}


@pytest.mark.parametrize(
    ("opening", "usual", "plays"),
    [
        ("B,|DFA dfd|", "flute", "fiddle"),
        ("B,|DFA dfd|", "harp", "harp"),
        ("A|dfd AFA|", "flute", "flute"),
        ("A,B,C, D,E,F,|", "flute", "harp"),
    ],
)
async def test_a_usual_instrument_that_cannot_play_the_opening_is_not_used(
    stage: Stage, opening: str, usual: str, plays: str
) -> None:
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(instrument=usual).to_json())
    challenge = await begin(stage, **LOW | {"opening": opening})
    await answer(stage, stage.bob, challenge)
    asked = (await stage.entry()).asked
    assert asked.instrument == plays
    assert [one.request.instrument for one in stage.engine.rendered] == [plays, plays]
    assign(load_catalogue(None), asked, seed=1)  # a real composer takes it


async def test_an_instrument_that_becomes_usual_later_leaves_the_challenge_answerable(stage: Stage) -> None:
    challenge = await begin(stage, **LOW)
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(instrument="flute").to_json())
    await answer(stage, stage.bob, challenge)
    assert (await stage.entry()).asked.instrument == "fiddle"


async def test_the_key_may_be_open_where_an_instrument_is_chosen_for_an_opening(stage: Stage) -> None:
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(instrument="flute").to_json())
    await begin(stage, opening="C|DFA dfd|")  # in D flat below the flute's range
    assert stage.engine.asked[0].instrument == "fiddle"  # type: ignore[union-attr]
