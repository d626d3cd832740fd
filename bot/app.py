"""The client and the composition root: the only place that knows which engine, which history, which model."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import AbstractAsyncContextManager

import discord

from bot.buttons import BUTTONS
from bot.commands import commands
from bot.delivery import Delivery
from bot.errors import Tree
from bot.heartbeat import NOT_CONNECTED, beating
from bot.history import History
from bot.metrics import CountingEngine, Metrics
from bot.progress import PAUSE
from bot.settings import Settings
from bot.status import status_pages
from generator.catalogue import Catalogue
from generator.checkpoint import current_checkpoint, load_catalogue
from generator.engine import Engine
from generator.looplag import watching_lag

log = logging.getLogger(__name__)

DATABASE = "lilt.sqlite3"
MODELS = "models"
"""In LILT_DATA: the folder that `python -m trainer promote` fills."""

HISTORY_SECONDS = 2.0
"""In which the history must answer whoever asks how the bot is."""

PERMISSIONS = discord.Permissions(send_messages=True, attach_files=True, embed_links=True)


class Lilt(discord.Client):
    """The bot. It owns neither the engine nor the history: whoever opened them closes them after it."""

    def __init__(
        self, *, engine: Engine, history: History, catalogue: Catalogue, pause: float = PAUSE
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_messages=None)
        self.history = history
        self._engine = engine
        self.delivery = Delivery(engine, history, pause=pause)
        self.tree = Tree(self)
        for command in commands(self.delivery, history, catalogue):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(*BUTTONS)
        await self.tree.sync()
        log.info("invite me: %s", self.invitation)

    @property
    def invitation(self) -> str:
        """Where the bot can be added to a server; only after the login."""
        scopes = ("bot", "applications.commands")
        return discord.utils.oauth_url(self.application_id or 0, permissions=PERMISSIONS, scopes=scopes)

    @property
    def is_connected(self) -> bool:
        return self.is_ready() and not self.is_closed()

    async def problem(self) -> str | None:
        """What is wrong with the bot, in a sentence; None if it is well."""
        if not self.is_connected:
            return NOT_CONNECTED
        if self._engine.health.problem is not None:
            return self._engine.health.problem
        try:
            async with asyncio.timeout(HISTORY_SECONDS):
                await self.history.get(0)
        except (TimeoutError, sqlite3.Error) as error:
            log.warning("the history does not answer: %s", error)
            return "The history does not answer; please look at the disk of LILT_DATA."
        return None

    async def close(self) -> None:
        await self.delivery.close()
        await super().close()


def chosen_model(settings: Settings) -> str | None:
    """The model that the settings name, else the promoted one, else None: the one that comes with Lilt."""
    if settings.model is not None:
        return settings.model
    promoted = current_checkpoint(settings.data / MODELS)
    return None if promoted is None else str(promoted)


def open_engine(settings: Settings) -> AbstractAsyncContextManager[Engine]:
    """The engine that the settings name. Its modules are loaded here, so that `import bot` stays light."""
    from generator.engine.local import open_local_engine

    return open_local_engine(
        model=settings.model,
        models=settings.data / MODELS,
        device=settings.device,
        soundfont=settings.soundfont,
        queue_limit=settings.queue_limit,
        user_limit=settings.user_limit,
    )


async def serve(settings: Settings, token: str) -> None:
    """Run the bot until it is cancelled. What was opened last is closed first."""
    catalogue = load_catalogue(chosen_model(settings))
    async with (
        watching_lag() as lag,
        History.open(settings.data / DATABASE) as history,
        open_engine(settings) as engine,
        Lilt(
            engine=CountingEngine(engine, metrics := Metrics(lag)), history=history, catalogue=catalogue
        ) as lilt,
        beating(settings.data, lambda: lilt.is_connected),
        status_pages(settings.port, metrics, lilt.problem),
    ):
        await lilt.start(token)
