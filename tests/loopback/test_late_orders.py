"""A tune that comes as a message of its own comes once, however Discord loses the bot's tries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord as dpy
import pytest

from bot.playground.faults import ExpiredToken, Fault, Garbage, Hang, Reset, Status
from tests.loopback.harness import HASTY, LoopbackDiscord
from tests.loopback.test_garbage import settled, tunes

EDIT, POST, LOOK = "PATCH */messages/@original", "POST /channels/*/messages", "GET /channels/*/messages"

LOST = [Hang(done=True), Hang(0.2, done=True), Reset(done=True), Status(503, done=True), Garbage(done=True)]
"""Discord takes the message, and its answer is lost."""


@pytest.mark.parametrize("times", [pytest.param(1, marks=pytest.mark.slow), 3])
@pytest.mark.parametrize("fault", LOST, ids=str)
async def test_a_late_tune_comes_once_also_if_discord_has_forgotten_its_nonce(
    discord: LoopbackDiscord, fault: Fault, times: int
) -> None:
    discord.server.rest.nonce_known = timedelta(0)
    await discord.start_bot(program=HASTY)
    discord.faults.next(EDIT, ExpiredToken(), times=9)
    discord.faults.next(POST, fault, times=times)
    await discord.invoke("compose")
    await discord.wait_for(lambda: tunes(discord) and settled(discord))
    assert len(tunes(discord)) == 1


async def test_a_look_that_fails_is_tried_again_before_the_tune_is(discord: LoopbackDiscord) -> None:
    discord.server.rest.nonce_known = timedelta(0)
    await discord.start_bot(program=HASTY)
    discord.faults.next(EDIT, ExpiredToken(), times=9)
    discord.faults.next(POST, Hang(done=True))
    for fault in (Hang(), Reset(), Status(503), Garbage(), Garbage(b"{}", "application/json")):
        discord.faults.next(LOOK, fault)
    await discord.invoke("compose")
    await discord.wait_for(lambda: tunes(discord) and settled(discord))
    assert len(tunes(discord)) == 1


async def test_where_lilt_may_not_look_it_relies_on_the_nonce_only_while_discord_knows_it(
    discord: LoopbackDiscord,
) -> None:
    backend: Any = discord.simulation.backend
    may = dpy.Permissions(send_messages=True, view_channel=True, embed_links=True, attach_files=True)
    may.use_application_commands = True
    for role in list(backend.guilds[discord.guild.id].roles.values()):
        backend.edit_role(discord.guild.id, role.id, {"permissions": may.value})
    discord.server.rest.nonce_known = timedelta(seconds=0.4)
    await discord.start_bot(program=HASTY)
    discord.faults.next(EDIT, ExpiredToken(), times=9)
    discord.faults.next(POST, Hang(done=True))
    await discord.invoke("compose")
    await discord.wait_for(lambda: tunes(discord) and settled(discord))
    assert len(tunes(discord)) == 1
