"""What an operator uses: errors at the start, the health of a running bot, `sync`, the log."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import aiohttp

from bot.ops.health import NOT_CONNECTED, NOT_RUNNING
from bot.ops.lock import ENDING_SECONDS, WAITING
from bot.ops.redaction import HIDDEN
from bot.playground.faults import Refused
from tests.loopback.command_line import call, start
from tests.loopback.harness import FAKE_ENGINE, HASTY, LoopbackDiscord


def commands(discord: LoopbackDiscord, guild: int | None = None) -> int:
    return len(discord.simulation.backend.commands.get(guild, ()))


async def test_an_invalid_token_ends_the_bot_with_78(discord: LoopbackDiscord) -> None:
    ended = await call(discord, DISCORD_TOKEN="a.wrong.one", LILT_LOG="WARNING")
    assert (ended.code, ended.err) == (
        78,
        "Discord does not accept DISCORD_TOKEN; please check or reset it.\n",
    )


async def test_a_second_bot_with_the_same_data_is_refused(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    ended = await call(discord, program=HASTY, LILT_LOG="WARNING")
    assert (ended.code, ended.err) == (
        78,
        "A bot is still running with this LILT_DATA; waiting for up to 3 seconds for it to end…\n"
        "A bot is running with this LILT_DATA already; please stop it first.\n",
    )
    assert await bot.kill() == -9
    await discord.start_bot(program=FAKE_ENGINE)


async def test_a_start_waits_for_a_bot_that_is_ending(discord: LoopbackDiscord) -> None:
    bot = await discord.start_bot(program=FAKE_ENGINE)
    before = discord.server.gateway.identified
    second = await start(discord, LILT_LOG="WARNING")
    said = (await second.stderr.readline()).decode()
    assert said == f"{WAITING.format(ENDING_SECONDS)}\n"
    assert await bot.stop() == 0
    await discord.wait_for(lambda: discord.server.gateway.identified > before)
    second.terminate()
    assert (await second.communicate())[1] == b""
    assert second.returncode == 0


async def test_a_running_bot_reports_its_health_on_the_page_and_to_the_command(
    discord: LoopbackDiscord,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    bot = await discord.start_bot({"LILT_PORT": str(port)}, program=FAKE_ENGINE)
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while (answer := await page(session, port, "/healthz")) != (200, "ok\n"):
            assert answer == (503, f"{NOT_CONNECTED}\n")
            await asyncio.sleep(0.2)
        assert "lilt_healthy 1.0" in (await page(session, port, "/metrics"))[1]
    assert (await call(discord, "health")).code == 0
    assert await bot.stop() == 0
    ended = await call(discord, "health")
    assert (ended.code, ended.err) == (1, f"{NOT_RUNNING}\n")


async def page(session: aiohttp.ClientSession, port: int, path: str) -> tuple[int, str]:
    async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


async def test_sync_sends_the_commands(discord: LoopbackDiscord) -> None:
    ended = await call(discord, "sync")
    assert ended.code == 0
    assert ended.out == f"Discord has accepted {commands(discord)} commands.\n"
    assert commands(discord) > 0
    assert not discord.server.gateway.connected


async def test_sync_sends_the_commands_to_a_server_and_removes_them(discord: LoopbackDiscord) -> None:
    ended = await call(discord, "sync", "--guild", str(discord.guild.id))
    assert ended.code == 0
    assert commands(discord, discord.guild.id) > 0
    assert commands(discord) == 0
    assert (await call(discord, "sync", "--guild", str(discord.guild.id), "--clear")).code == 0
    assert commands(discord, discord.guild.id) == 0


async def test_sync_names_a_server_that_the_bot_is_not_in(discord: LoopbackDiscord) -> None:
    discord.faults.next("PUT */guilds/5/commands", Refused(403, 50001))
    ended = await call(discord, "sync", "--guild", "5", LILT_LOG="WARNING")
    assert ended.code == 1
    assert ended.err == "Discord rejected the commands for server 5; is Lilt there?\n"


async def test_no_token_is_in_the_log_of_a_whole_run_at_debug(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with log.open("wb") as file:
        bot = await start(discord, log=file, LILT_LOG="DEBUG")
        await discord.wait_for(lambda: discord.server.gateway.connected)
        message = await discord.wait_for_final(await discord.invoke("compose"))
        await discord.wait_for_final(await discord.press(message, "Another"))
        discord.faults.next("PATCH */messages/@original", Refused(400, 50035))
        await discord.invoke("compose")
        await discord.wait_for(lambda: discord.faults.met)
        bot.terminate()
        assert await bot.wait() == 0
    text = log.read_text()
    assert "INTERACTION_CREATE" in text
    assert text.count(HIDDEN) > 10
    assert all(line.startswith("time=") for line in text.splitlines())
    secrets = [discord.server.token, *discord.simulation.backend.interaction_tokens]
    assert len(secrets) == 4
    assert [secret for secret in secrets if secret in text] == []
