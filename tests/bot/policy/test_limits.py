"""How often a user may have tunes composed: the pause between two, a minute and a day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.history import BY_HAND
from bot.policy.admission import DAY, MINUTE
from bot.views.info_embeds import PRIVACY
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, order, tune
from tests.bot.listings import add_tunes
from tests.bot.policy.rules import NOW, Clock, limited, set_rules


async def test_a_refusal_names_the_end_of_the_pause_between_two_tunes(stage: Stage) -> None:
    clock = await limited(stage)
    await set_rules(stage, cooldown=30)
    await stage.compose()
    clock.now += 29
    refused = await stage.compose()
    assert refused.ephemeral
    assert refused.response.content == (
        f"On this server you must wait 30 seconds between two tunes; you can ask again <t:{NOW + 30}:R>."
    )
    assert stage.refusals == ["TooSoon"]
    clock.now = NOW + 30
    assert (await stage.compose(seed=2)).response.embeds


async def test_each_user_has_their_own_pause(stage: Stage) -> None:
    await limited(stage)
    await set_rules(stage, cooldown=30)
    await stage.compose()
    assert (await stage.bob.slash(stage.channel, "compose")).response.embeds


async def test_the_tunes_of_a_day_are_limited(stage: Stage) -> None:
    clock = await limited(stage)
    await set_rules(stage, daily=2)
    await add_tunes(stage, 2)
    await add_tunes(stage, 1, guild=99)
    refused = (await stage.compose()).response.content
    assert refused == f"This server allows 2 tunes in 24 hours; you can ask again <t:{NOW + DAY}:R>."
    assert stage.refusals == ["TooSoon"]
    clock.now += DAY
    assert (await stage.compose()).response.embeds


async def test_a_limit_that_was_lowered_is_named_as_it_is_now(stage: Stage) -> None:
    await limited(stage)
    await add_tunes(stage, 10)
    await set_rules(stage, daily=1)
    refused = (await stage.compose()).response.content
    assert refused == f"This server allows one tune in 24 hours; you can ask again <t:{NOW + DAY}:R>."
    assert stage.refusals == ["TooSoon"]


async def test_forgetting_somebody_forgets_what_they_made_today(stage: Stage) -> None:
    """As /privacy says: a count that stayed would be about somebody who asked to be forgotten."""
    await limited(stage)
    await set_rules(stage, daily=1)
    await stage.compose()
    assert (await stage.compose()).ephemeral
    asked = (await stage.ann.slash(stage.channel, "forget-me")).response
    await stage.ann.click(asked, label="Delete everything")
    assert (await stage.compose(seed=2)).response.embeds
    assert stage.refusals == ["TooSoon"]
    assert "how many tunes you made today" in PRIVACY


async def test_the_tunes_of_a_minute_are_limited_everywhere(stage: Stage) -> None:
    clock = await limited(stage, per_minute=2)
    await add_tunes(stage, 1)
    await add_tunes(stage, 1, guild=99)
    refused = (await stage.ann.user.slash("compose")).response.content
    assert refused == f"You have made 2 tunes in the last minute; you can ask again <t:{NOW + 60}:R>."
    assert stage.refusals == ["TooSoon"]
    clock.now += MINUTE
    assert (await stage.ann.user.slash("compose")).response.embeds


async def test_a_limit_survives_a_restart(stage: Stage) -> None:
    await limited(stage, per_minute=1)
    await stage.compose()
    await limited(stage, per_minute=1)
    assert (await stage.compose()).response.content.startswith("You have made one tune in the last minute")
    assert stage.refusals == ["TooSoon"]


async def test_a_failed_job_does_not_count(stage: Stage) -> None:
    await limited(stage, per_minute=1)
    stage.engine.fail = "No tune passed the checks; please try again."
    await stage.compose()
    stage.engine.fail = None
    assert (await stage.compose()).response.embeds
    assert stage.refusals == ["JobFailed"]


LONG_AGO = DAY + 1
DAYS: dict[str, tuple[list[str], bool]] = {
    "composed": (["composed", "composed"], False),
    "one only": (["composed"], True),
    "in another place": (["composed", "elsewhere"], True),
    "by somebody else": (["composed", "bob's"], True),
    "sent with /render": (["composed", "sent"], True),
    "deleted": (["composed", "deleted"], False),
    "sent and deleted": (["composed", "sent deleted"], True),
    "failed": (["composed", "failed"], True),
    "cancelled": (["composed", "cancelled"], True),
    "still waiting": (["composed", "waiting"], False),
    "a day ago": (["long ago", "composed"], True),
    "deleted, a day ago": (["long ago deleted", "composed"], True),
}
"""What Ann, who may make two tunes in a day, did before -> whether she may make one more."""


async def did(stage: Stage, clock: Clock, what: str) -> None:
    history = stage.history
    whose = asker(stage.bob if what == "bob's" else stage.ann, 99 if what == "elsewhere" else stage.guild)
    if what in ("failed", "cancelled", "waiting"):
        ordered = replace(order(what), asker=whose)
        await history.add_order(ordered)
        if what == "failed":
            await history.add_ordered(ordered.id, tune(ComposeRequest()))
            await history.abandon(ordered.id)
        if what == "cancelled":
            await history.cancel_order(ordered.id)
        return
    made = tune(ComposeRequest())
    if what.startswith("sent"):
        made = replace(made, model=BY_HAND)
    entry = await add_tune(history, whose, ComposeRequest(), made)
    if what.startswith("long ago"):
        await history._db.execute("UPDATE tunes SET created_at = ? WHERE id = ?", (NOW - LONG_AGO, entry.id))
    if what.endswith("deleted"):
        await history.delete(entry.id)


@pytest.mark.parametrize(("before", "may"), DAYS.values(), ids=DAYS)
async def test_the_limit_of_a_day_counts_the_tunes_that_a_user_made(
    stage: Stage, before: list[str], may: bool
) -> None:
    clock = await limited(stage)
    await set_rules(stage, daily=2)
    for what in before:
        await did(stage, clock, what)
    result = await stage.compose()
    assert bool(result.response.embeds) is may
    assert stage.refusals == ([] if may else ["TooSoon"])


async def test_a_refusal_says_when_the_oldest_tune_is_a_day_old(stage: Stage) -> None:
    clock = await limited(stage)
    await set_rules(stage, daily=2)
    await add_tunes(stage, 2)
    await stage.history._db.execute("UPDATE tunes SET created_at = ? WHERE id = 1", (NOW - 1000,))
    refused = (await stage.compose()).response.content
    assert refused.endswith(f"you can ask again <t:{NOW - 1000 + DAY}:R>.")
    assert stage.refusals == ["TooSoon"]
    clock.now = NOW - 1000 + DAY
    assert (await stage.compose()).response.embeds


async def test_the_limit_of_a_day_is_not_for_sets_and_tunes_that_are_sent(stage: Stage) -> None:
    await limited(stage)
    await set_rules(stage, daily=2)
    await add_tunes(stage, 2)
    assert (await stage.ann.slash(stage.channel, "set", first=1, second=2)).response.embeds
    form = await stage.ann.slash(stage.channel, "render")
    sent = await stage.ann.submit_modal(form, {"abc": "X:1\nT:Sent\nM:6/8\nL:1/8\nK:D\nDFA|]\n"})
    assert sent.response.embeds


async def test_showing_a_tune_again_does_not_count(stage: Stage) -> None:
    await limited(stage, per_minute=1)
    await add_tunes(stage, 1)
    assert (await stage.ann.slash(stage.channel, "tune", number=1)).response.embeds
