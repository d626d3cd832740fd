"""/settings and its effects: where Lilt may be used, by whom, how much, and the defaults."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord.backend.errors import SetupError

from bot.app import Lilt
from bot.history import BY_HAND
from bot.policy.admission import DAY, MINUTE, Admission
from bot.policy.guild_settings import MOST_CHANNELS, GuildSettings
from generator.errors import BadRequest
from generator.request import DARING, ComposeRequest
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeLibrary, add_tune, asker, fields, order, tune
from tests.bot.listings import add_tunes

NOW = 1_700_000_000
"""The time of the history's clock at first."""


class Clock:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def manager(stage: Stage) -> Any:
    role = stage.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return stage.guild.add_member(stage.env.create_user("mia"), roles=[role])


async def set_rules(stage: Stage, **rules: Any) -> None:
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(**rules).to_json())


async def limited(stage: Stage, per_minute: int | None = None) -> Clock:
    """Restart the bot with a clock that the test sets."""
    clock = Clock()
    limits = Admission(stage.history, per_minute, clock)
    lilt = Lilt(
        engine=stage.engine,
        history=stage.history,
        catalogue=CATALOGUE,
        library=FakeLibrary(),
        admission=limits,
        pause=0,
    )
    await stage.env.restart_bot(lilt)
    return clock


async def test_a_manager_sees_the_settings(stage: Stage) -> None:
    result = await manager(stage).slash(stage.channel, "settings")
    assert result.ephemeral
    assert fields(result.response.embeds[0]) == {
        "Where": "everywhere",
        "Who": "everyone",
        "Wait between two tunes": "none",
        "Tunes per user in 24 hours": "no limit",
        "Instrument": "default",
        "Backing": "default",
        "Daring": "default",
        "Tablature": "none",
    }


async def test_settings_survive_a_restart(stage: Stage) -> None:
    mia = manager(stage)
    role = stage.guild.create_role("fiddlers")
    await mia.slash(
        stage.channel, "settings", channel=stage.channel, role=role, cooldown=30, daily=5,
        instrument="harp", backing="piano", daring="tame", tab="mandolin",
    )  # fmt: skip
    await limited(stage)
    shown = fields((await mia.slash(stage.channel, "settings")).response.embeds[0])
    assert list(shown.values()) == [
        f"<#{stage.channel.id}>", f"<@&{role.id}>", "30 seconds", "5", "harp", "piano", "tame",
        "mandolin",
    ]  # fmt: skip


async def test_each_setting_can_be_removed(stage: Stage) -> None:
    mia, everyone = manager(stage), stage.guild.id
    await set_rules(
        stage, channels=(stage.channel.id,), role=5, cooldown=30, daily=5,
        instrument="harp", backing="none", daring="wild", tab="banjo",
    )  # fmt: skip
    await mia.slash(
        stage.channel, "settings", channel=stage.channel, cooldown=0, daily=0,
        instrument="default", backing="default", daring="default", tab="default",
    )  # fmt: skip
    assert await Admission(stage.history).guild_settings(everyone) == GuildSettings(role=5)


async def test_a_reset_comes_before_the_other_options(stage: Stage) -> None:
    await set_rules(stage, cooldown=30, daily=5)
    await manager(stage).slash(stage.channel, "settings", reset=True, daily=9)
    assert await Admission(stage.history).guild_settings(stage.guild.id) == GuildSettings(daily=9)


async def test_the_role_everyone_removes_the_restriction(stage: Stage) -> None:
    await set_rules(stage, role=5)
    await manager(stage).slash(stage.channel, "settings", role=stage.guild.default_role)
    assert await Admission(stage.history).guild_settings(stage.guild.id) == GuildSettings()


def test_settings_that_were_stored_before_there_was_a_backing_are_read() -> None:
    stored = {"channels": [5], "role": None, "cooldown": 30, "daily": 0, "instrument": "harp", "daring": None}
    assert GuildSettings.from_json(stored) == GuildSettings(channels=(5,), cooldown=30, instrument="harp")


async def test_a_servers_tablature_is_that_of_its_tunes_unless_another_or_none_is_chosen(
    stage: Stage,
) -> None:
    await set_rules(stage, tab="mandolin")
    for wishes in ({}, {"tab": "whistle C"}, {"tab": "none"}):
        await stage.compose(**wishes)
    assert [tune.request.tab for tune in stage.engine.rendered] == ["mandolin", "whistle C", None]


def test_a_tablature_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadRequest, match="tab: harp is not possible"):
        GuildSettings(tab="harp")


def test_a_backing_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadRequest, match="backing: choir is not possible; it must be one of none, guitar"):
        GuildSettings(backing="choir")


async def test_only_managers_can_change_settings(stage: Stage) -> None:
    with pytest.raises(SetupError):
        await stage.ann.slash(stage.channel, "settings", cooldown=0)
    with pytest.raises(SetupError):
        await stage.ann.user.slash("settings")


def test_the_number_of_channels_is_limited() -> None:
    with pytest.raises(BadRequest, match="the limit is 25"):
        GuildSettings(channels=tuple(range(MOST_CHANNELS + 1)))


async def test_outside_its_channels_lilt_names_them(stage: Stage) -> None:
    other = stage.guild.create_text_channel("kitchen")
    await set_rules(stage, channels=(other.id,))
    result = await stage.compose()
    assert result.ephemeral
    assert result.response.content == f"On this server, Lilt can only be used in <#{other.id}>."
    assert stage.engine.asked == []
    assert (await stage.ann.slash(other, "compose")).response.embeds


async def test_buttons_follow_the_same_settings_as_commands(stage: Stage) -> None:
    message = (await stage.compose()).response
    await set_rules(stage, channels=(5,))
    result = await stage.ann.click(message, label="Another")
    assert result.ephemeral
    assert "can only be used in <#5>" in result.response.content
    assert len(stage.engine.asked) == 1


@pytest.mark.parametrize("command", ["help", "about", "privacy", "my-data", "forget-me"])
async def test_help_and_the_users_own_data_are_not_restricted(stage: Stage, command: str) -> None:
    await set_rules(stage, channels=(5,), role=6)
    await stage.history.block(stage.ann.id)
    result = await stage.ann.slash(stage.channel, command)
    said = [result.response, *result.followups]
    assert not any("can only" in str(one.content) or "blocked you" in str(one.content) for one in said if one)


async def test_only_users_with_the_role_may_use_lilt(stage: Stage) -> None:
    role = stage.guild.create_role("fiddlers")
    fay: Any = stage.guild.add_member(stage.env.create_user("fay"), roles=[role])
    await set_rules(stage, role=role.id)
    result = await stage.compose()
    assert result.response.content == f"On this server, only people with the role <@&{role.id}> can use Lilt."
    assert (await fay.slash(stage.channel, "compose")).response.embeds


async def test_the_settings_of_a_server_apply_to_no_other(stage: Stage) -> None:
    await set_rules(stage, channels=(5,), role=6, cooldown=3600, daily=1)
    assert (await stage.ann.user.slash("compose")).response.embeds


async def test_the_servers_defaults_fill_in_open_options(stage: Stage) -> None:
    await set_rules(stage, instrument="harp", backing="piano", daring="tame")
    await stage.compose()
    await stage.compose(instrument="flute", backing="none", temperature=0.5, seed=2)
    temperature, top_p = DARING["tame"]
    asked = [one for one in stage.engine.asked if not isinstance(one, Tune)]
    assert asked == [
        ComposeRequest(instrument="harp", backing="piano", temperature=temperature, top_p=top_p),
        ComposeRequest(instrument="flute", backing="none", temperature=0.5, seed=2),
    ]


async def test_a_blocked_user_is_refused_with_the_reason(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.history.block(stage.ann.id)
    for result in (await stage.compose(), await stage.ann.click(message, label="Another")):
        assert result.ephemeral
        assert result.response.content == "The owner of this bot has blocked you from using it."
    assert len(stage.engine.asked) == 1
    await stage.history.unblock(stage.ann.id)
    assert (await stage.compose(seed=9)).response.embeds


async def test_a_refusal_names_the_end_of_the_pause_between_two_tunes(stage: Stage) -> None:
    clock = await limited(stage)
    await set_rules(stage, cooldown=30)
    await stage.compose()
    clock.now += 29
    refused = await stage.compose()
    assert refused.ephemeral
    assert refused.response.content == (
        "On this server you must wait 30 seconds between two tunes; "
        f"you can ask for the next one <t:{NOW + 30}:R>."
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
    assert refused.startswith(
        "You have made 2 tunes here in the last 24 hours, and this server allows no more;"
    )
    assert stage.refusals == ["TooSoon"]
    clock.now += DAY
    assert (await stage.compose()).response.embeds


async def test_the_tunes_of_a_minute_are_limited_everywhere(stage: Stage) -> None:
    clock = await limited(stage, per_minute=2)
    await add_tunes(stage, 1)
    await add_tunes(stage, 1, guild=99)
    refused = (await stage.ann.user.slash("compose")).response.content
    assert (
        refused == f"You have made 2 tunes in the last minute; you can ask for the next one <t:{NOW + 60}:R>."
    )
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
    assert refused.endswith(f"you can ask for the next one <t:{NOW - 1000 + DAY}:R>.")
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


async def test_the_threads_of_an_allowed_channel_are_allowed(stage: Stage) -> None:
    for name in ("jam", "other"):
        parent = stage.channel if name == "jam" else stage.guild.create_text_channel("kitchen")
        stage.env.backend.create_thread(parent.id, name, stage.ann.id)
        (thread,) = parent.threads
        await set_rules(stage, channels=(stage.channel.id,))
        result = await stage.ann.slash(thread, "compose")
        assert result.ephemeral is (name == "other")
