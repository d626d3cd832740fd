"""/challenge through the real bot: an opening, answers, and who won at its end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.app import Lilt
from bot.history import History
from bot.policy.guild_settings import GuildSettings
from generator.compose.task import assign
from generator.engine import Event, Job
from generator.errors import BadRequest
from generator.model.record import load_catalogue
from generator.request import ComposeRequest
from tests.bot.commands.server.test_daily import DAY, WEDNESDAY, Time, admin, last_text, pass_until, time
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary, labels, names, prefilled

__all__ = ["admin", "time"]

OVER = "2026-11-28 12:00"
"""Three days after it began."""
HEADING = f"End of the challenge, <t:{int(WEDNESDAY) + 3 * DAY}:F>"


@pytest.fixture
def simcord_bot(engine: FakeEngine, history: History, time: Time) -> Lilt:
    history._clock = lambda: time.now
    return lilt(engine, history, time)


def lilt(engine: FakeEngine, history: History, time: Time) -> Lilt:
    return Lilt(
        engine=engine, history=history, catalogue=CATALOGUE, library=FakeLibrary(), clock=time.clock, pause=0
    )


async def begin(stage: Stage, **options: Any) -> Any:
    """The message of a new challenge."""
    return (await stage.ann.slash(stage.channel, "challenge", **options)).response


async def answer(stage: Stage, user: Any, challenge: Any) -> Any:
    """The message of a user's answer."""
    return (await user.click(challenge, label="Answer")).response


async def end(stage: Stage, time: Time) -> Any:
    """The message at its end."""
    await pass_until(stage, time, OVER)
    message: Any = stage.channel.last_message
    return message


async def test_it_shows_the_opening_of_a_composed_tune(stage: Stage) -> None:
    message = await begin(stage, type="jig")
    assert labels(message) == ["Answer", "Write one", "End now"]
    assert "wins; of equals, the earlier one wins. It ends <t:" in message.embeds[0].description
    assert names(message) == ["lilt-challenge-1.mp3", "lilt-challenge-1.png"]
    assert message.embeds[0].fields[0].value.startswith("jig · D Dorian · D^FA")
    assert await stage.history.get(1) is None  # the tune that it was taken from is nobody's
    (shown,) = stage.engine.rendered
    assert shown.abc.splitlines()[-1] == "D^FA|]"


async def test_an_answer_begins_with_the_opening_that_was_typed(stage: Stage) -> None:
    await stage.ann.slash(stage.channel, "challenge", opening="A|dfd AFA|", type="jig", key="D", mode="maj")
    challenge = await stage.history.challenge(1)
    assert challenge is not None
    assert challenge.tune.abc.endswith("K:Dmaj\nA|dfd AFA|]\n")
    message = await answer(stage, stage.bob, stage.channel.last_message)
    assert message.content.startswith("An answer to the challenge; ♥ decides")
    asked = (await stage.entry()).asked
    assert (asked.opening, asked.type, asked.key, asked.meter) == ("A|dfd AFA|", "jig", "D", "6/8")
    assert (await stage.entry()).asker.user_id == stage.bob.id


async def test_the_answer_that_most_people_saved_wins(stage: Stage, time: Time) -> None:
    challenge = await begin(stage)
    first, second = await answer(stage, stage.ann, challenge), await answer(stage, stage.bob, challenge)
    await stage.ann.click(second, label="Save")
    message = await end(stage, time)
    link = f"https://discord.com/channels/{stage.guild.id}/{stage.channel.id}/{second.id}"
    assert message.content == (
        f"{HEADING}\n**#2** The Fake Jig by <@{stage.bob.id}> wins with ♥ 1, one of 2 answers: {link}"
    )
    assert message.embeds[0].description == second.embeds[0].description
    assert names(message)[0].endswith(".mp3")
    assert first.id != second.id
    assert await stage.history.orders() == []
    await pass_until(stage, time, "2026-11-29 12:00")
    assert stage.channel.last_message.id == message.id  # type: ignore[union-attr]


async def test_of_two_answers_the_earlier_one_wins(stage: Stage, time: Time) -> None:
    challenge = await begin(stage)
    for user in (stage.ann, stage.bob):
        await stage.ann.click(await answer(stage, user, challenge), label="Save")
    assert f"by <@{stage.ann.id}> wins with ♥ 1" in (await end(stage, time)).content


async def test_what_was_deleted_or_forgotten_does_not_win(stage: Stage, time: Time) -> None:
    challenge = await begin(stage)
    for user in (stage.bob, stage.ann, stage.bob):
        await stage.ann.click(await answer(stage, user, challenge), label="Save")
    await stage.history.delete(3)
    await stage.history.delete_user(stage.ann.id)
    content = (await end(stage, time)).content
    assert f"Nobody voted; the only answer wins: **#1** The Fake Jig by <@{stage.bob.id}>: https" in content
    kept = await stage.history.challenge(1)
    assert kept is not None
    assert kept.user_id is None


async def test_hearts_after_the_end_do_not_count(stage: Stage, time: Time) -> None:
    challenge = await begin(stage)
    await answer(stage, stage.ann, challenge)
    second = await answer(stage, stage.bob, challenge)
    time.now = datetime(2026, 11, 28, 12, 1, tzinfo=UTC).timestamp()
    await stage.ann.click(second, label="Save")
    await pass_until(stage, time, "2026-11-28 13:00")
    said = f"Nobody voted; the first answer wins: **#1** The Fake Jig by <@{stage.ann.id}>: https"
    assert said in last_text(stage)


async def test_nobody_took_part(stage: Stage, time: Time) -> None:
    await begin(stage)
    assert (await end(stage, time)).content == f"{HEADING}\nNobody took part."


async def test_a_server_has_one_at_a_time_and_the_command_shows_it_again(stage: Stage, time: Time) -> None:
    first = await begin(stage, days=1)
    second = await begin(stage, days=7)
    assert second.embeds[0].description == first.embeds[0].description
    assert (await stage.history.challenge(2), labels(second)) == (None, ["Answer", "Write one", "End now"])
    assert second.content == "This challenge is still running here; a new one can begin when it is over."
    shown = await begin(stage)
    assert (shown.content, labels(shown)) == ("", ["Answer", "Write one", "End now"])
    await pass_until(stage, time, "2026-11-26 12:00")
    assert "Nobody took part." in last_text(stage)
    late = await stage.bob.click(first, label="Answer")
    assert late.response.content == "This challenge is over; `/challenge` begins another one."
    await begin(stage)
    assert await stage.history.challenge(2) is not None


async def test_of_two_that_begin_at_once_the_first_is_kept(stage: Stage) -> None:
    await begin(stage)
    first = await stage.history.challenge(1)
    assert first is not None
    assert await stage.history.start_challenge(first) is None
    elsewhere = await stage.history.start_challenge(replace(first, guild_id=1))
    assert elsewhere is not None
    assert elsewhere.id == 2


async def test_the_export_has_a_users_challenges(stage: Stage) -> None:
    await begin(stage, opening="A|dfd AFA|", type="jig", key="D", mode="maj")
    (exported,) = (await stage.history.export_user(stage.ann.id))["challenges"]
    assert exported["asked"]["opening"] == "A|dfd AFA|"
    assert exported["guild_id"] == stage.guild.id


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
    late = (await stage.ann.click(first, label="End the challenge")).response
    assert late.content == "This challenge is over; `/challenge` begins another one."
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
