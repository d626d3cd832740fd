"""/challenge through the real bot: an opening, answers, and who won at its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.bot.commands.server.challenge.steps import HEADING, answer, begin, end
from tests.bot.commands.server.scheduling import Time, last_text, pass_until
from tests.bot.conftest import Stage
from tests.bot.fakes import labels, names


async def test_it_shows_the_opening_of_a_composed_tune(stage: Stage) -> None:
    message = await begin(stage, type="jig")
    assert labels(message) == ["Answer", "Write one", "End now"]
    assert "wins; of equals, the earlier one wins. End: <t:" in message.embeds[0].description
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
    assert late.followups[-1].content == "This challenge is over; `/challenge` begins another one."
    assert (first.embeds[0].description, labels(first)) == ("It is over.", [])
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
