"""The client and the composition root: the only place that knows which engine, which history, which model."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

import discord

from bot.commands import COMMAND_ITEMS, GuardedTree, commands, pasted
from bot.components import BUTTONS, submitted
from bot.errors import about_interaction
from bot.history import History
from bot.history.retention import forgetting
from bot.ops.engine_metrics import CountingEngine
from bot.ops.health import Wellbeing
from bot.ops.heartbeat import beating
from bot.ops.http import status_pages
from bot.ops.lock import sole
from bot.ops.logging import set_up
from bot.ops.metrics import Metrics, Standing
from bot.ops.startup_checks import PERMISSIONS, check_application, check_guild
from bot.orders.queue_status import WatchedEngine
from bot.orders.service import Delivery
from bot.policy.admission import Limits
from bot.settings import Settings
from bot.transport.command_sync import sync_if_changed
from bot.transport.progress import PAUSE
from bot.views.i18n import Translator
from bot.views.model_card import ModelCard
from generator.catalogue import Catalogue
from generator.engine import Engine
from generator.engine.loop_lag import watching_lag
from generator.model.folders import current_checkpoint, named_checkpoint
from generator.model.record import load_catalogue

log = logging.getLogger(__name__)

DATABASE = "lilt.sqlite3"
MODELS = "models"
"""In LILT_DATA: the folder that `python -m trainer promote` fills."""

DRAIN_SECONDS = 20.0
"""For what is being composed when the bot is told to stop. Longer than any tune takes, shorter than the 30 s
that those who run containers give it."""


class Lilt(discord.Client):
    """The bot. It owns neither the engine nor the history: whoever opened them closes them after it."""

    def __init__(
        self,
        *,
        engine: Engine,
        history: History,
        catalogue: Catalogue,
        card: Callable[[], ModelCard] | None = None,
        limits: Limits | None = None,
        models: Path | None = None,
        pause: float = PAUSE,
    ) -> None:
        """`card` reads that of the model in use, which may change; without `limits` there are none but those
        that servers set; `models` is a folder of models that can be named beside those shipped."""
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_messages=None)
        self.history = history
        self.catalogue = catalogue
        self.card = card or (lambda: ModelCard(model=catalogue.model))
        self.limits = limits or Limits(history)
        self.models = models
        self.engine = WatchedEngine(engine)
        self.delivery = Delivery(self.engine, history, self.limits, pause=pause)
        self.tree = GuardedTree(self)
        self.wellbeing = Wellbeing(self, history, self.engine)
        self._telling: asyncio.Task[None] | None = None
        self._fill_tree()

    def _fill_tree(self) -> None:
        self.tree.clear_commands(guild=None)
        for command in commands(self.catalogue):
            self.tree.add_command(command)

    def offer(self, catalogue: Catalogue) -> None:
        """Offer what another model has learnt; Discord is told if that is something else."""
        self.catalogue = catalogue
        self._fill_tree()
        if self.application_id is not None:  # else the login is still to come, and tells it
            self._telling = asyncio.create_task(sync_if_changed(self.tree, self.history), name="sync")

    async def learnt(self, model: str | None) -> Catalogue:
        """What the model of that name can be asked for; without a name, the one in use.

        Raises BadRequest where there is none of the name, or ModelError.
        """
        if model is None:
            return self.catalogue
        return await asyncio.to_thread(lambda: load_catalogue(str(named_checkpoint(model, self.models))))

    async def prepare(self) -> None:
        """What has to be there before an event arrives."""
        self.add_dynamic_items(*BUTTONS, *COMMAND_ITEMS)
        await self.tree.set_translator(Translator())

    async def setup_hook(self) -> None:
        await self.prepare()
        if self.application is not None:
            check_application(self.application)
        await sync_if_changed(self.tree, self.history)
        await self.delivery.resume(self)  # now, before new orders can come
        log.info("invite me: %s", self.invitation)

    async def on_disconnect(self) -> None:
        self.wellbeing.lost()

    async def on_resumed(self) -> None:
        self.wellbeing.found()

    async def on_ready(self) -> None:
        self.wellbeing.found()
        for guild in self.guilds:
            check_guild(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        check_guild(guild)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        about_interaction(interaction)
        await submitted(interaction)
        await pasted(interaction)

    @property
    def invitation(self) -> str:
        """Where the bot can be added to a server; only after the login."""
        scopes = ("bot", "applications.commands")
        return discord.utils.oauth_url(self.application_id or 0, permissions=PERMISSIONS, scopes=scopes)

    @property
    def standing(self) -> Standing:
        """What the figures show of it."""
        return Standing(
            connected=self.wellbeing.connected,
            guilds=len(self.guilds),
            latency=self.latency,
            undelivered=self.delivery.undelivered,
            engine=self.engine.health,
        )

    async def close(self) -> None:
        await self.delivery.close()
        await super().close()

    async def run_until_cancelled(self, token: str) -> None:
        """Be on Discord; when cancelled, stay until what is being done is finished, but not for ever."""
        being = asyncio.create_task(self.start(token), name="on Discord")
        try:
            await asyncio.wait([being])  # being cancelled here cancels nothing there
        except asyncio.CancelledError:
            log.info("stopping; what is being composed is finished first")
            try:
                await self.delivery.close(DRAIN_SECONDS)
            finally:
                being.cancel()
                await asyncio.wait([being])
            raise
        await being


def chosen_model(settings: Settings) -> str | None:
    """The model that the settings name, else the promoted one, else None: the one that comes with Lilt."""
    if settings.model is not None:
        return settings.model
    promoted = current_checkpoint(settings.data / MODELS)
    return None if promoted is None else str(promoted)


def catalogue_of(settings: Settings) -> Catalogue:
    """What that model can be asked for. Raises ModelError."""
    return load_catalogue(chosen_model(settings))


def open_engine(
    settings: Settings, changed: Callable[[Catalogue], None]
) -> AbstractAsyncContextManager[Engine]:
    """The engine that the settings name; `changed` hears what a model offers that was promoted meanwhile.

    Its modules are loaded here, so that `import bot` stays light.
    """
    from generator.engine.local import open_local_engine

    return open_local_engine(
        model=settings.model,
        models=settings.data / MODELS,
        changed=changed,
        device=settings.device,
        soundfont=settings.soundfont,
        queue_limit=settings.queue_limit,
        user_limit=settings.user_limit,
        prepare=partial(set_up, settings.log, settings.token),
    )


async def serve(settings: Settings, token: str) -> None:
    """Run the bot until it is cancelled. What was opened last is closed first."""
    catalogue = catalogue_of(settings)
    with sole(settings.data):
        await _serve(settings, token, catalogue)


async def _serve(settings: Settings, token: str, catalogue: Catalogue) -> None:
    async with (
        watching_lag() as lag,
        History.open(settings.data / DATABASE) as history,
        open_engine(settings, lambda catalogue: lilt.offer(catalogue)) as engine,
        Lilt(
            engine=CountingEngine(engine, metrics := Metrics(lag)),
            history=history,
            catalogue=catalogue,
            card=lambda: ModelCard.load(chosen_model(settings)),
            limits=Limits(history, settings.per_minute or None),
            models=settings.data / MODELS,
        ) as lilt,
        forgetting(history, settings.retention_days),
        beating(settings.data, lilt.wellbeing.problem),
        status_pages(settings.port, metrics, lilt.wellbeing.complaint),
    ):
        metrics.stand(lambda: lilt.standing)
        await lilt.run_until_cancelled(token)
