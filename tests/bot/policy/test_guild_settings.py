"""/settings: who may change what, and the server's defaults."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.backend.errors import SetupError

from bot.policy.admission import Admission
from bot.policy.guild_settings import MOST_CHANNELS, GuildSettings
from generator.errors import BadRequest
from generator.request import DARING, ComposeRequest
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import fields
from tests.bot.policy.rules import limited, set_rules


def manager(stage: Stage) -> Any:
    role = stage.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return stage.guild.add_member(stage.env.create_user("mia"), roles=[role])


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


@pytest.mark.parametrize("cleared", ["none", "default"])
async def test_no_tablature_can_be_chosen_as_it_is_shown(stage: Stage, cleared: str) -> None:
    mia = manager(stage)
    await mia.slash(stage.channel, "settings", tab="mandolin")
    shown = fields((await mia.slash(stage.channel, "settings", tab=cleared)).response.embeds[0])
    assert shown["Tablature"] == "none"
    await stage.compose()
    assert stage.engine.last.work.tab is None  # type: ignore[union-attr]


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
