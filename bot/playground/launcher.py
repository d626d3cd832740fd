"""`python -m bot` without a token: Discord on this machine, the bot, and a page to use it on."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from simcord import MemberActor, Preview

from bot.app import chosen_model
from bot.playground.bot_process import PROGRAM, Child, child
from bot.playground.page import open_page
from bot.playground.server import LoopbackServer, loopback_server
from bot.playground.simulation import ANSWER_SECONDS, World
from bot.settings import Settings

FOLDER = "playground"
"""In LILT_DATA: the playground's own history, so that playing does not mix with the live one."""

START_SECONDS = 120.0
"""In which the bot must have come: the first time, a slow disk has much to load."""

WELCOME = """\
Lilt's playground is open: a Discord of your own, on this machine only. The bot in it is the real one.

    {url}

Open it in a browser on this machine, type /compose and press Enter. "Ada" in the viewer menu is the server's
administrator. Ctrl-C ends it. Without a browser: `.venv/bin/python -m generator compose` writes a tune.
"""

GREETING = """\
Welcome to Lilt's playground! Type `/compose`, press Enter, and click the arrow on the right: a few seconds \
later there is a new tune. What stands behind the command may be left open, and `/help` tells more."""
"""What Ada says in the channel."""

HOW_TO_REACH_DISCORD = """\
To bring Lilt to Discord:
  1. Open https://discord.com/developers/applications and choose "New Application".
  2. On its page "Bot", choose "Reset Token" and copy the token. No privileged intents are needed.
  3. Write DISCORD_TOKEN=<the token> into the file .env here (or set the variable).
  4. Run `make run` again; it logs the link that invites Lilt to your server.
"""


@dataclass(frozen=True, slots=True)
class Playground:
    """What is running: the server, the bot's process and the page."""

    server: LoopbackServer
    bot: Child
    page: Preview


async def play(settings: Settings, environ: Mapping[str, str]) -> int:
    """Keep the playground open until the bot ends, or the page's session; the exit code."""
    _end_with_the_terminal()
    print("Starting Lilt; one moment…", flush=True)
    async with playground(settings, environ) as opened:
        if not opened.bot.is_running:
            return await opened.bot.ended()
        print(WELCOME.format(url=opened.page.url), HOW_TO_REACH_DISCORD, sep="\n", flush=True)
        if has_screen(environ):
            # Some browsers only come back from this when they are closed.
            threading.Thread(target=webbrowser.open, args=(opened.page.url,), daemon=True).start()
        closed = asyncio.ensure_future(opened.page.wait_closed())
        ended = asyncio.ensure_future(opened.bot.ended())
        await asyncio.wait((closed, ended), return_when=asyncio.FIRST_COMPLETED)
        return ended.result() if ended.done() else 0


def _end_with_the_terminal() -> None:
    """A window that is closed must not leave a bot behind. Whoever says nohup wants to keep it."""
    task = asyncio.current_task()
    if sys.platform != "win32" and task and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, task.cancel)


@asynccontextmanager
async def playground(
    settings: Settings, environ: Mapping[str, str], program: Sequence[str] = PROGRAM
) -> AsyncIterator[Playground]:
    """A world with a channel and two people, the bot in it, and the page on it."""
    world = World(patience=ANSWER_SECONDS)
    world.backend.bot_user.name = "Lilt"
    guild = world.create_guild("Lilt's playground", owner=world.create_user("ada", global_name="Ada"))
    channel = guild.create_text_channel("session", topic="Type /compose")
    you = guild.add_member(world.create_user("you", global_name="You"))
    ada = MemberActor(world, guild, guild.owner)
    world.clock.start()  # everybody's ids are the same each time; what is said has the hour it is said at
    world.backend.create_message(channel.id, ada.id, GREETING)
    async with (
        loopback_server(world) as server,
        child({**environ, **own_settings(settings, environ), **server.environ}, program) as bot,
        open_page(world, channel, (you, ada)) as page,
    ):
        await world.news.until(lambda: server.gateway.connected or not bot.is_running, START_SECONDS)
        yield Playground(server, bot, page)


def own_settings(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Where the playground's bot differs: its own history, the same model, fewer words, no status pages."""
    return {
        "LILT_DATA": str(settings.data / FOLDER),
        "LILT_MODEL": chosen_model(settings) or "",
        "LILT_LOG": environ.get("LILT_LOG") or "WARNING",
        "LILT_PORT": environ.get("LILT_PORT") or "0",
    }


def has_screen(environ: Mapping[str, str]) -> bool:
    """Is there a screen for a browser? Without one, some systems would start one in the terminal."""
    return sys.platform in ("darwin", "win32") or bool(
        environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    )
