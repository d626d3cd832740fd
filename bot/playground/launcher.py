"""Opens the playground: the simulated Discord, the bot and the page. `python -m bot` without a token."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from simcord import MemberActor, Preview

from bot.playground.bot_process import PROGRAM, BotProcess, bot_process
from bot.playground.channel_store import FOLDER, ChannelStore, keeping
from bot.playground.page.channel_page import open_page
from bot.playground.server import HOST, LoopbackServer, loopback_server
from bot.playground.simulation import ANSWER_SECONDS, Simulation
from bot.settings import Settings

START_SECONDS = 120.0
"""The time that the bot has to connect. The first start on a slow disk takes long."""

WELCOME = """\
Lilt's playground is open: a Discord of your own, on this machine only. The bot in it is the real one.

    {url}

Open it in a browser on this machine, type /compose and press Enter. "Ada" in the viewer menu is the server's
administrator. Ctrl-C ends it; the next start shows the channel's tunes again. Without a browser:
`.venv/bin/python -m generator compose` writes a tune.
"""

PAGES = "The bot's health and figures: http://127.0.0.1:{port}/healthz and http://127.0.0.1:{port}/metrics\n"

GREETING = """\
Welcome to Lilt's playground! Type `/compose`, press Enter, and click the arrow on the right: a few seconds \
later there is a new tune. All options of the command are optional; `/help` lists the other commands."""
"""The first message in the channel."""

HOW_TO_REACH_DISCORD = """\
To bring Lilt to Discord:
  1. Open https://discord.com/developers/applications and choose "New Application".
  2. On its page "Bot", choose "Reset Token" and copy the token. No intents are needed.
  3. Write DISCORD_TOKEN=<the token> into the file .env here (or set the variable).
  4. Run `make run` again; it logs the link that invites Lilt to your server.
"""


@dataclass(frozen=True, slots=True)
class Playground:
    """An open playground: the server, the bot's process and the page."""

    server: LoopbackServer
    bot: BotProcess
    page: Preview


async def run_playground(settings: Settings, environ: Mapping[str, str]) -> int:
    """Keep the playground open until the bot ends or the user ends it; returns the exit code."""
    _end_with_terminal()
    print("Starting Lilt; one moment…", flush=True)
    port = settings.port if environ.get("LILT_PORT", "").strip() else free_port(settings.port)
    async with open_playground(settings, environ, port=port) as opened:
        if not opened.bot.is_running:
            return await opened.bot.wait()
        print(WELCOME.format(url=opened.page.url))
        if port:
            print(PAGES.format(port=port))
        print(HOW_TO_REACH_DISCORD, flush=True)
        if has_display(environ):
            # In a thread: with some browsers this returns only when they are closed.
            threading.Thread(target=webbrowser.open, args=(opened.page.url,), daemon=True).start()
        closed = asyncio.ensure_future(opened.page.wait_closed())
        ended = asyncio.ensure_future(opened.bot.wait())
        await asyncio.wait((closed, ended), return_when=asyncio.FIRST_COMPLETED)
        return ended.result() if ended.done() else 0


def _end_with_terminal() -> None:
    """End when the terminal is closed, unless nohup asked to ignore that."""
    task = asyncio.current_task()
    if sys.platform != "win32" and task and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, task.cancel)


@asynccontextmanager
async def open_playground(
    settings: Settings, environ: Mapping[str, str], program: Sequence[str] = PROGRAM, *, port: int = 0
) -> AsyncIterator[Playground]:
    """Run a simulation with a channel and two users, the bot on it, and the page.

    `port`: of the bot's `/healthz` and `/metrics`; 0: neither. The channel has the messages of the last time.
    """
    simulation = Simulation(answer_timeout=ANSWER_SECONDS)
    simulation.backend.bot_user.name = "Lilt"
    guild = simulation.create_guild(
        "Lilt's playground", owner=simulation.create_user("ada", global_name="Ada")
    )
    channel = guild.create_text_channel("session", topic="Type /compose")
    you = guild.add_member(simulation.create_user("you", global_name="You"))
    ada = MemberActor(simulation, guild, guild.owner)
    simulation.clock.start()  # only now: ids are the same in every run, messages have the real time
    store = ChannelStore(simulation.backend, channel.id, settings.playground_folder / FOLDER)
    if not store.restore():
        simulation.backend.create_message(channel.id, ada.id, GREETING)
    async with (
        loopback_server(simulation) as server,
        keeping(simulation, store),
        bot_process({**environ, **bot_environ(settings, environ, port), **server.environ}, program) as bot,
        open_page(simulation, channel, (you, ada)) as page,
    ):
        await simulation.changes.wait_until(
            lambda: server.gateway.connected or not bot.is_running, START_SECONDS
        )
        yield Playground(server, bot, page)


def free_port(wanted: int) -> int:
    """The port, or another one where a program on this machine uses it: a bot on Discord, or a playground."""
    for port in (wanted, 0):
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((HOST, port))
            return int(tried.getsockname()[1])
    return 0


def bot_environ(settings: Settings, environ: Mapping[str, str], port: int = 0) -> dict[str, str]:
    """The settings of the playground's bot: its own history, the same models, a short log."""
    return {
        "LILT_DATA": str(settings.playground_folder),
        "LILT_MODELS": str(settings.models_folder),
        "LILT_MODEL": settings.model or "",
        "LILT_LOG": environ.get("LILT_LOG") or "WARNING",
        "LILT_PORT": str(port),
    }


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether a browser can open a window. Without one, some systems start a browser in the terminal."""
    return sys.platform in ("darwin", "win32") or bool(
        environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    )
