"""Buttons, menus and forms over sockets: answered in time, also over faults and kills."""

from __future__ import annotations

from typing import Any

from bot.components.more.files_menu import FILES
from bot.playground.faults import Reset
from tests.bot.fakes import TUNE_LABELS, labels, prefilled
from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord

ANSWER = "PATCH */messages/@original"


async def tune(discord: LoopbackDiscord) -> Any:
    return await discord.wait_for_final(await discord.invoke("compose", parts="AABB", bars=8))


def menu(message: Any, name: str) -> str:
    ids = [one.get("custom_id", "") for row in message.components for one in row["components"]]
    (custom_id,) = (one for one in ids if one.startswith(f"lilt:{name}:"))
    return str(custom_id)


async def picked(discord: LoopbackDiscord, message: Any, name: str, value: str) -> Any:
    asked = await discord.choose(message, menu(message, name), value)
    assert await discord.answered(asked), (name, value)
    return asked


async def rendered(discord: LoopbackDiscord, asked: Any) -> Any:
    """The message with files that came after the answer to a control."""
    await discord.wait_for(lambda: asked.followups and asked.followups[-1].attachments)
    return asked.followups[-1]


async def submit(discord: LoopbackDiscord, shown: Any, **changes: str) -> Any:
    async with discord.simulation.lock:
        asked = await discord.ann.submit_modal(shown, prefilled(shown) | changes)
    assert await discord.answered(asked)
    return asked


async def test_everything_under_a_tune_is_answered_within_discords_limits(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    message = await tune(discord)
    await discord.wait_for_final(await discord.press(message, "Another"))
    await discord.wait_for_final(await picked(discord, message, "vary", "B"))
    await discord.wait_for_final(await picked(discord, message, "more", "begin"))
    await rendered(discord, await picked(discord, message, "more", "slower-80"))
    form = await picked(discord, message, "more", "practice")
    await rendered(discord, await submit(discord, form, section="A", loops="2"))
    files = (await picked(discord, message, "more", "files")).response
    for value in FILES:
        await rendered(discord, await picked(discord, files, "files", value))
    making = await picked(discord, message, "more", "making")
    assert making.response.embeds[0].title == "How #1 was made"
    for name, value in (("instrument", "flute"), ("key", "Bb")):
        asked = await picked(discord, message, "more", name)
        shown = await rendered(discord, await picked(discord, asked.response, name, value))
    posted = await discord.press(shown, "Post here")
    assert await discord.answered(posted)
    assert not (await rendered(discord, posted)).ephemeral
    assert labels(shown) == []
    await discord.press(message, "Save")
    await discord.wait_for(lambda: "Save (1)" in labels(message))


async def test_a_form_can_be_corrected_although_the_bot_is_killed_between_steps(
    discord: LoopbackDiscord,
) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    message = await tune(discord)
    form = await discord.press(message, "Remix")
    assert await discord.answered(form)
    await bot.kill()
    bot = await discord.start_bot(program=FAKE_ENGINE)
    wrong = await submit(discord, form, key="H")
    assert wrong.response.content.startswith("key: H is not possible")
    await bot.kill()
    await discord.start_bot(program=FAKE_ENGINE)
    again = await discord.press(wrong.response, "Change it")
    assert await discord.answered(again)
    assert prefilled(again)["key"] == "H"
    remixed = await discord.wait_for_final(await submit(discord, again, key="D", form="jig"))
    assert str(remixed.embeds[0].title).startswith("#2 · ")


async def test_a_tune_is_deleted(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    composed = await discord.invoke("compose")
    message = await discord.wait_for_final(composed)
    assert await discord.answered(await discord.press(message, "Delete"))
    await discord.press(message, "Delete for good")
    await discord.wait_for(lambda: composed.response is None)


async def test_an_answer_whose_connection_breaks_is_sent_again(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next(ANSWER, Reset(), times=3)  # one of them for the progress line
    message = await tune(discord)
    assert labels(message) == TUNE_LABELS
    assert [file.filename.rsplit(".")[-1] for file in message.attachments] == ["mp3", "png"]
    assert discord.file(message, ".mp3").startswith(b"mp3 of ")


async def test_a_request_whose_reply_was_lost_makes_no_second_message(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    discord.faults.next(ANSWER, Reset(done=True), times=2)
    message = await tune(discord)
    await discord.wait_for(lambda: len(message.attachments) == 2)
    assert len(list(discord.channel.history())) == 1
