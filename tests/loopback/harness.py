"""The harness of the socket tests: the bot in its own process, a loopback Discord, and its users.

    async with loopback_discord(tmp_path) as discord:
        bot = await discord.start_bot()
        asked = await discord.invoke("compose", type="jig")
        message = await discord.wait_for_final(asked)

`start_bot` takes `LILT_…` variables and a program: with `FAKE_ENGINE` the bot loads no model and starts in a
second. `await bot.kill()` is kill -9; another `start_bot` starts the bot again with the same data.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.playground.bot_process import PROGRAM, BotProcess, bot_process
from bot.playground.faults import Faults
from bot.playground.server import LoopbackServer, loopback_server
from bot.playground.simulation import ANSWER_SECONDS, Simulation

FAKE_ENGINE = ("-m", "tests.loopback.fake_engine_bot")
SLOW_ENGINE = ("-m", "tests.loopback.slow_engine_bot")
"""With the real queue, where a tune takes two seconds."""
HASTY = ("-m", "tests.loopback.hasty_bot")
"""With a fake engine, and waits of moments between tries."""
CLEAN_ENVIRON = {
    name: value for name, value in os.environ.items() if not name.startswith(("LILT_", "DISCORD_"))
}
"""The environment without the variables that the bot reads."""

START_SECONDS = 60.0
"""Loading the model on a busy machine takes a while."""

Condition = Callable[[ResponseMessage], object]


def has_files(message: ResponseMessage) -> bool:
    """Whether the message has a tune."""
    return bool(message.attachments)


class LoopbackDiscord:
    """A server with one channel, the users Ann and Bob, and its administrator Ada."""

    def __init__(self, server: LoopbackServer, data: Path, children: AsyncExitStack) -> None:
        self.server = server
        self.simulation = server.simulation
        self.data = data
        self._children = children
        self.guild = self.simulation.create_guild("Ceili", owner=self.simulation.create_user("ada"))
        self.channel = self.guild.create_text_channel("session")
        self.ann = self.guild.add_member(self.simulation.create_user("ann"))
        self.bob = self.guild.add_member(self.simulation.create_user("bob"))
        self.ada = MemberActor(self.simulation, self.guild, self.guild.owner)

    @property
    def faults(self) -> Faults:
        return self.server.faults

    async def start_bot(
        self, environ: dict[str, str] | None = None, *, program: Sequence[str] = PROGRAM
    ) -> BotProcess:
        """Start the bot and wait until it is on the gateway. It ends with the test at the latest."""
        before = self.server.gateway.identified
        bot = await self._children.enter_async_context(bot_process(self._environ(environ), program))
        connected = await self.simulation.changes.wait_until(
            lambda: self.server.gateway.identified > before or not bot.is_running, START_SECONDS
        )
        assert connected, "the bot did not connect"
        assert bot.is_running, "the bot ended while starting"
        return bot

    async def start_and_kill(
        self, seconds: float, environ: dict[str, str] | None = None, *, program: Sequence[str] = PROGRAM
    ) -> None:
        """Start the bot and kill it after `seconds`, if it still runs, whether it has connected or not."""
        async with bot_process(self._environ(environ), program) as bot:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await bot.wait()
            await bot.kill()

    def _environ(self, own: dict[str, str] | None) -> dict[str, str]:
        usual = {"LILT_DATA": str(self.data), "LILT_PORT": "0", "LILT_LOG": "WARNING"}
        return {**CLEAN_ENVIRON, **usual, **self.server.environ, **(own or {})}

    async def invoke(self, name: str, *, by: MemberActor | None = None, **options: Any) -> InteractionResult:
        """Use a slash command. Returns at once, without waiting for the answer."""
        async with self.simulation.lock:
            result: InteractionResult = await (by or self.ann).slash(self.channel, name, **options)
        return result

    async def press(
        self, message: ResponseMessage, label: str, *, by: MemberActor | None = None
    ) -> InteractionResult:
        """Press the button with this label."""
        async with self.simulation.lock:
            result: InteractionResult = await (by or self.ann).click(message, label=label)
        return result

    async def choose(
        self, message: ResponseMessage, custom_id: str, value: str, *, by: MemberActor | None = None
    ) -> InteractionResult:
        """Choose a value from the menu with this custom_id."""
        async with self.simulation.lock:
            result: InteractionResult = await (by or self.ann).select(message, [value], custom_id=custom_id)
        return result

    async def answered(self, asked: InteractionResult, seconds: float = ANSWER_SECONDS) -> bool:
        """Wait for the first answer; whether it came within Discord's three seconds."""
        return await self.simulation.wait_for_answer(asked._interaction, seconds)

    async def wait_for(self, condition: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait until the condition is true."""
        assert await self.simulation.changes.wait_until(lambda: bool(condition()), seconds), (
            "the condition did not become true in time"
        )

    async def wait_for_final(
        self, asked: InteractionResult, final: Condition = has_files, seconds: float = 60.0
    ) -> ResponseMessage:
        """Wait until the answer is final, and return it."""
        await self.wait_for(lambda: asked.response is not None and final(asked.response), seconds)
        assert asked.response is not None
        return asked.response

    def file(self, message: ResponseMessage, ending: str) -> bytes:
        """The contents of the message's only file with this ending."""
        (url,) = (file.url for file in message.attachments if file.filename.endswith(ending))
        content = self.simulation.backend.cdn.get(url)
        assert content is not None
        return content

    def assert_within_limits(self) -> None:
        """Fails if the bot has sent anything that Discord would have refused."""
        assert self.server.violations == []


@asynccontextmanager
async def loopback_discord(data: Path) -> AsyncIterator[LoopbackDiscord]:
    """A new loopback Discord; `data` is the data folder of every bot that is started on it."""
    async with loopback_server(Simulation()) as server, AsyncExitStack() as children:
        yield LoopbackDiscord(server, data, children)
