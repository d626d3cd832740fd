"""The faults that the loopback server can cause, as a real discord.py client sees them."""

from __future__ import annotations

import asyncio
import io

import aiohttp
import discord as dpy
import pytest
from discord.http import Route

from bot.playground.faults import ExpiredToken, Fault, Hang, RateLimited, Reset, Status
from tests.loopback.harness import LoopbackDiscord

SEND = "POST /channels/*/messages"


def room(client: dpy.Client, discord: LoopbackDiscord) -> dpy.TextChannel:
    channel = client.get_channel(discord.channel.id)
    assert isinstance(channel, dpy.TextChannel)
    return channel


def said(discord: LoopbackDiscord) -> list[str]:
    return [message.content for message in discord.channel.history()]


@pytest.mark.parametrize("fault", [RateLimited(), Status(500), Status(502)], ids=str)
async def test_the_client_retries_rate_limits_and_server_errors(
    client: dpy.Client, discord: LoopbackDiscord, fault: Fault
) -> None:
    discord.faults.next(SEND, fault)
    await room(client, discord).send("hello")
    assert said(discord) == ["hello"]
    assert len(discord.faults.met) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (RateLimited(via=False), dpy.HTTPException),
        (Status(503), dpy.DiscordServerError),
        (Reset(), aiohttp.ServerDisconnectedError),
        (Hang(seconds=0.1), aiohttp.ServerDisconnectedError),
    ],
    ids=str,
)
async def test_the_client_does_not_retry_other_faults(
    client: dpy.Client, discord: LoopbackDiscord, fault: Fault, error: type[Exception]
) -> None:
    discord.faults.next(SEND, fault)
    with pytest.raises((error, OSError)):
        await room(client, discord).send("hello")
    assert said(discord) == []


async def test_a_request_can_be_done_although_its_reply_is_lost(
    client: dpy.Client, discord: LoopbackDiscord
) -> None:
    discord.faults.next(SEND, Reset(done=True))
    with pytest.raises((aiohttp.ServerDisconnectedError, OSError)):
        await room(client, discord).send("hello")
    assert said(discord) == ["hello"]


async def test_a_fault_affects_its_own_route_as_often_as_was_set(
    client: dpy.Client, discord: LoopbackDiscord
) -> None:
    discord.faults.next(SEND, Status(503), times=2)
    await client.fetch_channel(discord.channel.id)
    for _ in range(2):
        with pytest.raises(dpy.DiscordServerError):
            await room(client, discord).send("hello")
    await room(client, discord).send("hello")
    assert said(discord) == ["hello"]


async def asked(client: dpy.Client, discord: LoopbackDiscord) -> dpy.Interaction:
    """Let Ann use a command of this client; returns the client's interaction."""
    command = {"name": "wave", "description": "Wave", "type": 1}
    await client.http.bulk_upsert_global_commands(
        discord.simulation.backend.application_id, payload=[command]
    )
    coming = asyncio.ensure_future(client.wait_for("interaction", timeout=5))
    await asyncio.sleep(0)
    await discord.invoke("wave")
    return await coming


async def test_an_expired_token_is_401_and_50027(client: dpy.Client, discord: LoopbackDiscord) -> None:
    interaction = await asked(client, discord)
    await interaction.response.defer()
    discord.faults.next("PATCH */messages/@original", ExpiredToken())
    with pytest.raises(dpy.HTTPException) as refused:
        await interaction.edit_original_response(content="late")
    assert (refused.value.status, refused.value.code) == (401, 50027)


async def test_a_token_expires_after_fifteen_minutes(client: dpy.Client, discord: LoopbackDiscord) -> None:
    interaction = await asked(client, discord)
    await interaction.response.defer()
    discord.simulation.backend.advance_clock(15 * 60)
    with pytest.raises(dpy.HTTPException) as refused:
        await interaction.edit_original_response(content="late")
    assert (refused.value.status, refused.value.code) == (401, 50027)
    assert "15 minutes" in discord.server.violations.pop().problems[0]


async def test_a_first_answer_after_three_seconds_is_refused(
    client: dpy.Client, discord: LoopbackDiscord
) -> None:
    interaction = await asked(client, discord)
    discord.simulation.backend.advance_clock(3)
    with pytest.raises(dpy.NotFound) as refused:
        await interaction.response.defer()
    assert refused.value.code == 10062
    assert discord.server.violations.pop().call.endswith("/callback")


async def test_a_wrong_token_fails_the_login(client: dpy.Client, discord: LoopbackDiscord) -> None:
    async with dpy.Client(intents=dpy.Intents.none()) as stranger:
        with pytest.raises(dpy.LoginFailure):
            await stranger.login("wrong")


async def test_a_route_that_is_not_simulated_is_a_violation(
    client: dpy.Client, discord: LoopbackDiscord
) -> None:
    with pytest.raises(dpy.HTTPException) as refused:
        await client.http.request(Route("GET", "/sticker-packs"))
    assert refused.value.status == 501
    assert discord.server.violations.pop().call == "GET /sticker-packs"


async def test_a_file_is_read_back_unchanged(client: dpy.Client, discord: LoopbackDiscord) -> None:
    file = dpy.File(io.BytesIO(b"\0MP3"), "tune.mp3", description="A tune")
    message = await room(client, discord).send(file=file)
    assert message.attachments[0].description == "A tune"
    assert await message.attachments[0].read() == b"\0MP3"


async def test_a_dropped_gateway_is_resumed_and_nothing_is_missed(
    client: dpy.Client, discord: LoopbackDiscord
) -> None:
    coming = asyncio.ensure_future(client.wait_for("guild_channel_create", timeout=10))
    await asyncio.sleep(0)
    await discord.server.gateway.drop()
    discord.guild.create_text_channel("kitchen")
    assert (await coming).name == "kitchen"
    assert (discord.server.gateway.identified, discord.server.gateway.resumed) == (1, 1)


async def test_a_gateway_that_cannot_be_resumed_is_identified_again(
    client: dpy.Client, discord: LoopbackDiscord
) -> None:
    await discord.server.gateway.drop(resumable=False)
    discord.guild.create_text_channel("kitchen")
    await discord.wait_for(lambda: "kitchen" in {channel.name for channel in client.get_all_channels()})
    assert (discord.server.gateway.identified, discord.server.gateway.resumed) == (2, 0)
