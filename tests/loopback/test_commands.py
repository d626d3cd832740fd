"""Commands over sockets: attached files, forms over a kill, /forget-me, /settings."""

from __future__ import annotations

from typing import Any

from tests.loopback.harness import FAKE_ENGINE, LoopbackDiscord

ABC = "X:1\nT:The Kinvara Quince\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"


async def said(discord: LoopbackDiscord, name: str, **options: Any) -> Any:
    """The first answer of a command that composes nothing."""
    asked = await discord.invoke(name, **options)
    assert await discord.answered(asked), name
    return asked.response


async def test_an_attached_tune_is_fetched_from_discord(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    asked = await discord.invoke("render", file=("tune.abc", ABC.encode()))
    message = await discord.wait_for_final(asked)
    assert message.embeds[0].title == "#1 · The Kinvara Quince"


async def test_an_open_form_can_be_sent_after_a_kill(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    shown = await discord.invoke("render", instrument="harp")
    assert await discord.answered(shown)
    await bot.kill()
    await discord.start_bot(program=FAKE_ENGINE)
    async with discord.simulation.lock:
        asked = await discord.ann.submit_modal(shown, {"abc": ABC})
    assert (await discord.wait_for_final(asked)).embeds[0].title == "#1 · The Kinvara Quince"


async def test_a_set_a_list_and_a_family_are_shown(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    for seed in (1, 2):
        await discord.wait_for_final(await discord.invoke("compose", seed=seed))
    played = await discord.wait_for_final(await discord.invoke("set", first=2, second=1))
    assert [file.filename for file in played.attachments] == ["lilt-set-2-1.mp3", "lilt-set-2-1.png"]
    listed = await said(discord, "history", search="jig")
    opened = await discord.choose(listed, "lilt:open", "1")
    assert (await discord.wait_for_final(opened)).embeds[0].title == "#1 · The Fake Jig"
    assert "#2" in (await said(discord, "family", number=2)).embeds[0].description


async def test_commands_without_the_engine_are_answered_within_3_s(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    for command in ("top", "queue", "help", "about", "privacy", "my-data", "forget-me"):
        assert await said(discord, command) is not None


async def test_the_database_file_holds_nothing_of_a_forgotten_user(
    discord: LoopbackDiscord,
) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    await discord.wait_for_final(await discord.invoke("render", file=("tune.abc", ABC.encode())))

    def kept() -> bytes:
        return b"".join(path.read_bytes() for path in discord.data.glob("lilt.sqlite3*"))

    number = discord.ann.id.to_bytes(8, "big")
    assert b"Kinvara Quince" in kept()
    assert number in kept()
    question = await said(discord, "forget-me")
    await discord.press(question, "Delete everything")
    await discord.wait_for(lambda: question.content.startswith("Done. I deleted one tune"))
    assert b"Kinvara Quince" not in kept()
    assert number not in kept()


async def test_an_administrator_can_restrict_lilt_to_a_channel(discord: LoopbackDiscord) -> None:
    await discord.start_bot(program=FAKE_ENGINE)
    kitchen = discord.guild.create_text_channel("kitchen")
    asked = await discord.invoke("settings", by=discord.ada, channel=kitchen)
    assert await discord.answered(asked)
    refused = await said(discord, "compose")
    assert refused.content == f"On this server, Lilt can only be used in <#{kitchen.id}>."
