"""Where Lilt may be used, and by whom."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.conftest import Stage
from tests.bot.policy.rules import set_rules


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


async def test_a_blocked_user_is_refused_with_the_reason(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.history.block(stage.ann.id)
    for result in (await stage.compose(), await stage.ann.click(message, label="Another")):
        assert result.ephemeral
        assert result.response.content == "The owner of this bot has blocked you from using it."
    assert len(stage.engine.asked) == 1
    await stage.history.unblock(stage.ann.id)
    assert (await stage.compose(seed=9)).response.embeds


async def test_the_threads_of_an_allowed_channel_are_allowed(stage: Stage) -> None:
    for name in ("jam", "other"):
        parent = stage.channel if name == "jam" else stage.guild.create_text_channel("kitchen")
        stage.env.backend.create_thread(parent.id, name, stage.ann.id)
        (thread,) = parent.threads
        await set_rules(stage, channels=(stage.channel.id,))
        result = await stage.ann.slash(thread, "compose")
        assert result.ephemeral is (name == "other")
