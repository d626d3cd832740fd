"""What is posted by itself is refused when it is set up, not at its first post, where Lilt may not post."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType

from tests.bot.commands.server.scheduling import daily
from tests.bot.conftest import Stage

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
}
INSTEAD = "please give that to my role, or allow it in that channel, and try again."


def elsewhere(stage: Stage, **permissions: bool) -> Any:
    """Another channel, in which the bot has these permissions, or lacks them."""
    user = stage.env.bot.user
    assert user is not None
    return stage.guild.create_text_channel(
        "elsewhere", overwrites={user: discord.PermissionOverwrite(**permissions)}
    )


def thread(stage: Stage, parent: Any, **metadata: bool) -> Any:
    """A public thread of a channel. simcord's builders make none."""
    made = stage.env.backend.create_thread(parent.id, "a thread", stage.ann.id)
    for name, value in metadata.items():
        setattr(made.thread_metadata, name, value)
    return ChannelHandle(stage.env, stage.guild, made)


def forbid(stage: Stage, channel: Any, permission: str) -> None:
    """Take a permission from the bot in a channel that there is."""
    deny = discord.Permissions(**{permission: True}).value
    overwrite = Overwrite(
        target_id=stage.env.backend.bot_user.id, type=OverwriteType.MEMBER, allow=0, deny=deny
    )
    stage.env.backend.channels[channel.id].overwrites[:] = [overwrite]


async def refused(stage: Stage, admin: Any, where: Any, **options: Any) -> str:
    """The sentence that /daily answers; nothing is set up."""
    result = await admin.slash(stage.channel, "daily", channel=where, **options)
    assert result.response.ephemeral
    assert await stage.history.posts(stage.guild.id) == {}
    assert stage.refusals == ["NotHere"]
    return str(result.response.content)


@pytest.mark.parametrize("lacks", [name for name in NEEDED if name != "view_channel"])
async def test_a_permission_that_lilt_lacks_in_another_channel_is_named(
    stage: Stage, admin: Any, lacks: str
) -> None:
    channel = elsewhere(stage, **{lacks: False})
    assert await refused(stage, admin, channel, hour=18) == (
        f"I cannot post in <#{channel.id}>, because I lack *{NEEDED[lacks]}* there; {INSTEAD}"
    )


async def test_several_are_named_together(stage: Stage, admin: Any) -> None:
    channel = elsewhere(stage, embed_links=False, attach_files=False)
    assert "I lack *Embed Links* and *Attach Files* there" in await refused(stage, admin, channel)


async def test_a_channel_that_lilt_may_not_see_is_refused(stage: Stage, admin: Any) -> None:
    channel = elsewhere(stage, view_channel=False)
    said = await refused(stage, admin, channel)
    assert said.startswith(
        f"I cannot post in <#{channel.id}>, because I cannot see it; please allow me *View Channel* there"
    )


async def test_a_thread_has_a_permission_of_its_own(stage: Stage, admin: Any) -> None:
    parent = elsewhere(stage, send_messages=False)
    assert "Where" in await daily(stage, admin, channel=thread(stage, parent))
    parent = elsewhere(stage, send_messages_in_threads=False)
    assert "Where" in await daily(stage, admin, channel=parent)


async def test_a_thread_in_which_lilt_may_not_write_is_refused(stage: Stage, admin: Any) -> None:
    where = thread(stage, elsewhere(stage, send_messages_in_threads=False))
    assert "I lack *Send Messages in Threads* there" in await refused(stage, admin, where)


async def test_a_locked_thread_is_refused_unless_lilt_may_manage_it(stage: Stage, admin: Any) -> None:
    where = thread(stage, elsewhere(stage, manage_threads=False), locked=True)
    assert "I lack *Manage Threads* there" in await refused(stage, admin, where)


async def test_a_voice_channel_has_to_be_entered(stage: Stage, admin: Any) -> None:
    channel = stage.guild.create_voice_channel("lounge")
    forbid(stage, channel, "connect")
    assert "I lack *Connect* there" in await refused(stage, admin, channel)


@pytest.mark.parametrize("command", ["daily", "challenge"])
async def test_the_channel_where_it_is_used_is_checked_too(stage: Stage, admin: Any, command: str) -> None:
    forbid(stage, stage.channel, "attach_files")
    asked = len(stage.env.backend.http_requests)
    options = {"hour": 18} if command == "daily" else {}
    said = (await admin.slash(stage.channel, command, **options)).response
    shown = f"<#{stage.channel.id}>"
    assert said.content == f"I cannot post in {shown}, because I lack *Attach Files* there; {INSTEAD}"
    assert await stage.history.posts(stage.guild.id) == {}
    assert stage.engine.asked == []
    assert stage.refusals == ["NotHere"]
    assert "GET" not in {one.method for one in stage.env.backend.http_requests[asked:]}


async def test_where_it_is_posted_already_is_checked_again_and_turning_it_off_is_not_refused(
    stage: Stage, admin: Any
) -> None:
    channel = elsewhere(stage)
    await daily(stage, admin, channel=channel, hour=18)
    forbid(stage, channel, "embed_links")
    said = (await admin.slash(stage.channel, "daily", hour=19)).response.content
    assert "I lack *Embed Links* there" in said
    assert (await stage.history.posts(stage.guild.id))["tune"].hour == 18
    assert stage.refusals == ["NotHere"]
    assert (await daily(stage, admin, off=True))["Tune of the day"] == "off"


@pytest.mark.parametrize("path", ["/guilds/*", "/guilds/*/members/*", "/channels/*"])
async def test_where_discord_does_not_say_nothing_is_set_up(stage: Stage, admin: Any, path: str) -> None:
    channel = elsewhere(stage)
    stage.env.inject_error("GET", path, status=503)
    assert await refused(stage, admin, channel) == (
        f"Discord does not say at the moment whether I may post in <#{channel.id}>, so nothing was changed; "
        "please try again in a minute."
    )
    assert "Where" in await daily(stage, admin, channel=channel)


async def test_a_channel_that_is_gone_is_refused(stage: Stage, admin: Any) -> None:
    channel = elsewhere(stage)
    stage.env.inject_error("GET", f"/channels/{channel.id}", status=404, code=10003)
    said = await refused(stage, admin, channel)
    assert said == f"The channel <#{channel.id}> is gone; please choose another one."
