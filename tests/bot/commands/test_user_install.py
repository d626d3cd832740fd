"""Lilt as a user's own app: on a server without the bot, and in a group."""

from __future__ import annotations

from typing import Any

import pytest
from simcord import interactions

from bot.policy.guild_settings import GuildSettings
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import labels, names
from tests.bot.listings import add_tunes, numbers


@pytest.fixture(autouse=True)
def brought_along(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interactions as of an app that only a user installed: from a server without the bot."""
    made: Any = interactions.base_payload
    client: Any = stage.env.bot

    def by_user(*arguments: Any, **more: Any) -> Any:
        record, payload = made(*arguments, **more)
        client._connection._guilds.clear()
        owners = {"1": str(stage.ann.id)}
        return record, {**payload, "authorizing_integration_owners": owners, "context": 0}

    monkeypatch.setattr(interactions, "base_payload", by_user)


async def test_a_tune_is_composed_and_its_buttons_work(stage: Stage) -> None:
    message = (await stage.compose(key="D")).response
    assert len(names(message)) == 2
    await stage.bob.click(message, label="Another")
    assert stage.engine.asked[:2] == [ComposeRequest(key="D"), ComposeRequest(type="jig", key="D")]


async def test_the_servers_list_has_the_tunes_made_there(stage: Stage) -> None:
    await stage.compose()
    await add_tunes(stage, 1, guild=99)
    message = (await stage.ann.slash(stage.channel, "history", whose="server")).response
    assert numbers(message) == [1]
    assert labels(message) == ["Open a tune"]


async def test_a_form_can_be_sent(stage: Stage) -> None:
    shown = await stage.ann.slash(stage.channel, "render")
    done = await stage.ann.submit_modal(shown, {"abc": "X:1\nT:Mine\nK:D\ndfa|\n"})
    assert done.response.embeds[0].title == "#1 · Mine"


async def test_data_can_be_exported_and_deleted(stage: Stage) -> None:
    await stage.compose()
    assert names((await stage.ann.slash(stage.channel, "my-data")).response) == ["lilt-my-data.zip"]
    question = (await stage.ann.slash(stage.channel, "forget-me")).response
    await stage.ann.click(question, label="Delete everything")
    assert await stage.history.get(1) is None


async def test_the_servers_settings_apply(stage: Stage) -> None:
    role = stage.guild.create_role("fiddlers")
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(role=role.id).to_json())
    result = await stage.compose()
    assert result.ephemeral
    assert result.response.content.startswith("On this server, only people with the role")


async def test_a_user_with_the_role_may_use_lilt(stage: Stage) -> None:
    role = stage.guild.create_role("fiddlers")
    fay: Any = stage.guild.add_member(stage.env.create_user("fay"), roles=[role])
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(role=role.id).to_json())
    assert (await fay.slash(stage.channel, "compose")).response.embeds
