"""The delivery of a finished tune: in the answer, in a message with a mention, or as a direct message."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.orders.fulfilment import STOPPING
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import names, order

ORIGINAL = "/webhooks/*/*/messages/@original"


async def test_a_tune_whose_token_has_expired_comes_in_a_message_with_a_mention(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    await stage.compose()
    message: Any = stage.channel.last_message
    assert message.content == f"<@{stage.ann.id}>, here is the tune you asked for."
    assert names(message) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert (await stage.entry()).message_id == message.id


async def test_a_tune_whose_first_answer_never_arrived_comes_in_a_message_with_a_mention(
    stage: Stage,
) -> None:
    """The bot cannot know that, until Discord refuses to edit the answer."""
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=500, times=None)
    stage.env.inject_error("PATCH", ORIGINAL, status=404, code=10015, times=None)
    result = await stage.compose()
    message: Any = stage.channel.last_message
    assert message.content == f"<@{stage.ann.id}>, here is the tune you asked for."
    assert ((await stage.entry()).message_id, await stage.history.orders()) == (message.id, [])
    assert (result.followups, stage.env.errors) == ([], [])


async def test_a_tune_comes_as_a_direct_message_if_the_channel_is_closed_to_lilt(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    stage.env.inject_error("POST", f"/channels/{stage.channel.id}/messages", status=403, code=50013)
    await stage.compose()
    assert stage.ann.user.dm_channel.last_message.content.startswith(f"<@{stage.ann.id}>, here is the tune")


def forbid_looking(stage: Stage) -> None:
    """Remove the permission to read a channel's history."""
    everyone = stage.guild.id
    may = discord.Permissions(send_messages=True, view_channel=True, embed_links=True, attach_files=True)
    for role in list(stage.env.backend.guilds[everyone].roles.values()):
        stage.env.backend.edit_role(everyone, role.id, {"permissions": may.value})


@pytest.mark.parametrize("may_look", [True, False])
async def test_a_finished_answer_that_was_not_settled_is_found_when_its_token_has_expired(
    stage: Stage, may_look: bool
) -> None:
    message = (await stage.compose()).response
    kept = await stage.entry()
    await stage.history.add_order(order("9", stage.ann, channel_id=stage.channel.id))
    await stage.history._db.execute("UPDATE jobs SET entry_id = ?", (kept.id,))
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    if not may_look:
        forbid_looking(stage)
    await stage.restart()
    await stage.env.settle()
    last: Any = stage.channel.last_message
    found = last.id == message.id  # if the bot cannot look, it sends the tune again rather than lose it
    assert found is may_look
    assert await stage.history.orders() == []


@pytest.mark.parametrize("may_look", [True, False])
async def test_a_message_that_may_have_been_sent_before_a_restart_is_not_sent_again(
    stage: Stage, may_look: bool
) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    await stage.compose()
    sent: Any = stage.channel.last_message
    await stage.history.add_order(order("9", stage.ann, channel_id=stage.channel.id))
    kept = await stage.entry()
    await stage.history._db.execute("UPDATE jobs SET entry_id = ?", (kept.id,))
    await stage.history.mark_posting("9")
    if not may_look:
        forbid_looking(stage)
    await stage.restart()
    await stage.env.settle()
    last: Any = stage.channel.last_message
    assert last.id == sent.id
    assert stage.ann.user.dm_channel.history() == []
    assert await stage.history.orders() == []


async def test_a_tune_that_cannot_be_shown_is_in_the_history(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    stage.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=None)
    await stage.compose()
    kept = await stage.entry()
    assert (kept.tune.title, kept.message_id) == ("The Fake Jig", None)
    assert await stage.history.orders() == []
    assert stage.env.errors == []
    assert "not shown yet" in (await stage.ann.slash(stage.channel, "history")).response.embeds[0].description


async def test_a_tune_whose_message_was_deleted_is_not_sent_again(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=404, code=10008, times=None)
    await stage.compose()
    assert (await stage.entry()).message_id is None
    assert [message.content for message in stage.channel.history()] == ["Composing…"]


async def test_a_waiting_user_sees_the_restart_and_gets_the_tune_after_it(stage: Stage) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose(key="D")
    await stage.env.bot.close()
    await stage.env.settle()
    assert (result.response.content, result.followups) == (STOPPING, [])
    await stage.restart()
    await stage.env.settle()
    assert names(result.response) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert (await stage.entry()).asked == ComposeRequest(key="D")
    assert await stage.history.orders() == []


async def test_a_user_sees_the_restart_also_if_the_database_fails(stage: Stage) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose()
    await stage.history._db.execute("ALTER TABLE jobs RENAME TO gone")
    stage.engine.go_on.set()
    await stage.env.settle()
    await stage.env.bot.close()
    await stage.env.settle()
    assert (result.response.content, result.followups) == (STOPPING, [])
    await stage.history._db.execute("ALTER TABLE gone RENAME TO jobs")
    await stage.restart()
    await stage.env.settle()
    assert names(result.response) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert await stage.history.orders() == []
