"""Every accepted request gets its tune, and gets it once, over faults and kills."""

from __future__ import annotations

from typing import Any

import pytest

from bot.orders.fulfilment import GIVEN_UP
from bot.playground.faults import ExpiredToken, Fault, RateLimited, Reset, Status
from tests.loopback.deadly_engine_bot import DEADLY_SEED, MOST_STARTS
from tests.loopback.harness import FAKE_ENGINE, SLOW_ENGINE, LoopbackDiscord

ANSWER = "PATCH */messages/@original"
POST = "POST /channels/*/messages"
TOO_LATE = 15 * 60
UNLIMITED = {"LILT_PER_MINUTE": "0"}
DEADLY_ENGINE = ("-m", "tests.loopback.deadly_engine_bot")


def tunes(discord: LoopbackDiscord) -> list[Any]:
    return [message for message in discord.channel.history() if message.attachments]


@pytest.mark.parametrize(
    "fault",
    [
        RateLimited(), RateLimited(via=False), Status(500), Status(502), Status(503), Status(503, done=True),
        Reset(), Reset(done=True),
    ],
    ids=str,
)  # fmt: skip
async def test_an_answer_that_fails_is_sent_again(discord: LoopbackDiscord, fault: Fault) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next(ANSWER, fault, times=2)
    await discord.wait_for_final(await discord.invoke("compose"))
    assert len(tunes(discord)) == 1


async def test_a_first_answer_whose_connection_breaks_is_sent_again(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next("POST /interactions/*/callback", Reset())
    await discord.wait_for_final(await discord.invoke("compose"))
    discord.faults.next("POST /interactions/*/callback", Reset(done=True))
    await discord.wait_for_final(await discord.invoke("compose"))
    assert len(tunes(discord)) == 2
    discord.server.violations.clear()  # the answer was sent twice, since its reply was lost


async def test_a_first_answer_that_arrived_unconfirmed_before_an_outage_becomes_the_tune(
    discord: LoopbackDiscord,
) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next("POST /interactions/*/callback", Reset(done=True))
    discord.faults.next("POST /interactions/*/callback", Reset(), times=3)
    asked = await discord.invoke("compose")
    assert (await discord.wait_for_final(asked)).attachments
    assert asked.followups == []


@pytest.mark.parametrize("fault", [Reset(done=True), Status(502, done=True)], ids=str)
async def test_a_tune_in_a_message_of_its_own_is_sent_once(discord: LoopbackDiscord, fault: Fault) -> None:
    """The reply was lost, so the bot sends the message again; Discord recognises its nonce."""
    await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next(ANSWER, ExpiredToken(), times=2)
    discord.faults.next(POST, fault)
    await discord.invoke("compose")
    await discord.wait_for(lambda: tunes(discord))
    await discord.wait_for_final(await discord.invoke("compose"))
    assert len(tunes(discord)) == 2
    assert tunes(discord)[0].content == f"<@{discord.ann.id}>, here is the tune you asked for."


async def test_an_order_is_finished_after_a_kill(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=SLOW_ENGINE)
    asked = await discord.invoke("compose", key="D")
    assert await discord.answered(asked)
    await bot.kill()
    await discord.start_bot(program=FAKE_ENGINE)
    message = await discord.wait_for_final(asked)
    assert message.embeds[0].title == "#1 · The Fake Jig"
    assert len(tunes(discord)) == 1


async def test_a_tune_whose_token_has_expired_comes_in_a_message_with_a_mention(
    discord: LoopbackDiscord,
) -> None:
    bot = await discord.start_bot(program=SLOW_ENGINE)
    assert await discord.answered(await discord.invoke("compose"))
    await bot.kill()
    discord.simulation.backend.advance_clock(TOO_LATE)
    await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for(lambda: tunes(discord))
    assert tunes(discord)[0].content.startswith(f"<@{discord.ann.id}>")
    discord.server.violations.clear()  # the token was tried once


async def test_a_message_that_was_deleted_is_not_sent_again(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=SLOW_ENGINE)
    asked = await discord.invoke("compose")
    assert await discord.answered(asked)
    await bot.kill()
    assert asked.response is not None
    discord.simulation.backend.delete_message(discord.channel.id, asked.response.id)
    await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for_final(await discord.invoke("compose"))
    assert len(tunes(discord)) == 1


@pytest.mark.slow
async def test_an_order_that_ends_the_process_is_given_up_and_all_others_come(
    discord: LoopbackDiscord,
) -> None:
    bot = await discord.start_bot(UNLIMITED, program=DEADLY_ENGINE)
    deadly = await discord.invoke("compose", seed=DEADLY_SEED)
    others = [await discord.invoke("compose", seed=seed) for seed in range(4)]
    for asked in (deadly, *others):
        await discord.answered(asked)
    assert deadly.response is not None
    await bot.wait()
    for _ in range(2 * MOST_STARTS):
        await discord.start_and_kill(10.0, UNLIMITED, program=DEADLY_ENGINE)
        if deadly.response.content == GIVEN_UP:
            break
    await discord.start_bot(UNLIMITED, program=DEADLY_ENGINE)
    for asked in others:
        await discord.wait_for_final(asked)
    assert deadly.response.content == GIVEN_UP


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_gateway_that_drops_loses_no_tune(discord: LoopbackDiscord, resumable: bool) -> None:
    await discord.start_bot(program=SLOW_ENGINE)
    before = discord.server.gateway.identified + discord.server.gateway.resumed
    asked = await discord.invoke("compose")
    assert await discord.answered(asked)
    await discord.server.gateway.drop(resumable=resumable)
    await discord.wait_for_final(asked)
    await discord.wait_for(
        lambda: discord.server.gateway.identified + discord.server.gateway.resumed > before
    )
    await discord.wait_for_final(await discord.invoke("compose"))
    assert len(tunes(discord)) == 2
