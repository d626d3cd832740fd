"""The client and composition root: the only place that knows which engine, which history, which model."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from bot.commands import GuardedTree, commands
from bot.components import FORMS, ITEMS
from bot.errors import EngineHangs
from bot.history import History
from bot.history.melodies.backfill import indexing
from bot.history.retention import retention
from bot.history.scrub import scrubbing
from bot.ops.engine_metrics import CountingEngine
from bot.ops.health import HealthMonitor, checking_health
from bot.ops.http import http_server
from bot.ops.last_exit import EX_SOFTWARE, end_at_last
from bot.ops.lock import data_lock
from bot.ops.logging import set_up
from bot.ops.metrics import Metrics, Snapshot
from bot.ops.startup_checks import PERMISSIONS, check_application, check_guild
from bot.orders.service import OrderService
from bot.policy.admission import Admission
from bot.requests.printed_tunes import PrintedTunes
from bot.requests.reading_queue import ReadingQueue
from bot.settings import Settings, check_engine
from bot.transport.arrivals import Arrivals
from bot.transport.attempts import request_trace
from bot.transport.command_sync import sync_if_changed
from bot.transport.discord_clock import DiscordClock
from bot.transport.error_reports import log_context
from bot.transport.gateway import log_in, pause_before_session, stay_connected
from bot.transport.progress import PAUSE
from bot.transport.retry import LONGEST_SLEEP
from bot.views.i18n import Translator
from bot.views.model_card import ModelCard
from generator.catalogue import Catalogue
from generator.engine import Engine
from generator.engine.loop_lag import watching_lag
from generator.model.folders import current_checkpoint, find_checkpoint, named_checkpoint
from generator.model.record import load_catalogue
from generator.model.training_tunes import load_training_tunes

log = logging.getLogger(__name__)

DATABASE = "lilt.sqlite3"

DRAIN_SECONDS = 20.0
"""For jobs that run when the bot is stopped: longer than a tune takes, shorter than a container's 30 s."""


HANGING_DRAIN_SECONDS, HANGING_SECONDS = 5.0, 25.0
"""Where the engine hangs: for jobs that do not, such as those that are rendered; and until the end."""


class Lilt(discord.Client):
    """The bot. It owns neither the engine nor the history: what opened them closes them after it.

    Commands and components see it as `services.Services`.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        history: History,
        catalogue: Catalogue,
        model_card: Callable[[], ModelCard] | None = None,
        admission: Admission | None = None,
        models: Path | None = None,
        clock: DiscordClock | None = None,
        reading: ReadingQueue | None = None,
        printed: PrintedTunes | None = None,
        pause: float = PAUSE,
    ) -> None:
        """`model_card` reads the card of the model in use, which may change; without `admission` only servers
        set limits; `models` is a folder of models that can be named beside those shipped; `clock` is told
        Discord's time; `reading` is where ABC waits to be read; `printed` are the tunes that
        the model in use was trained on."""
        clock = clock or DiscordClock()
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=LONGEST_SLEEP,
            http_trace=request_trace(clock),
        )
        self.history = history
        self.catalogue = catalogue
        self._model_card = model_card
        self.admission = admission or Admission(history)
        self.models = models
        self.reading = reading or ReadingQueue()
        self.printed = printed or PrintedTunes()
        self.engine = engine
        self.orders = OrderService(engine, history, self.admission, clock, pause=pause)
        self.tree = GuardedTree(self)
        self.health = HealthMonitor(self, history, engine)
        self._arrivals = Arrivals(self)
        self._syncing: asyncio.Task[None] | None = None
        self._fill_tree()

    def _fill_tree(self) -> None:
        self.tree.clear_commands(guild=None)
        for command in commands(self.catalogue):
            self.tree.add_command(command)

    def offer(self, catalogue: Catalogue) -> None:
        """Offer what another model has learnt; the commands are registered again if they changed."""
        self.catalogue = catalogue
        self.printed.forget()
        self._fill_tree()
        if self.application_id is not None:  # else the login is still to come, and registers them
            self._syncing = asyncio.create_task(sync_if_changed(self.tree, self.history), name="sync")

    def commands(self) -> Sequence[app_commands.Command[Any, ..., Any]]:
        """See Services."""
        return [one for one in self.tree.get_commands() if isinstance(one, app_commands.Command)]

    def model_card(self) -> ModelCard:
        """See Services."""
        return ModelCard(model=self.catalogue.model) if self._model_card is None else self._model_card()

    async def catalogue_of(self, model: str | None) -> Catalogue:
        """See Services."""
        if model is None:
            return self.catalogue
        return await asyncio.to_thread(lambda: load_catalogue(str(named_checkpoint(model, self.models))))

    async def prepare(self) -> None:
        """Register what has to be there before an event arrives."""
        self.add_dynamic_items(*ITEMS)
        await self.tree.set_translator(Translator())

    async def setup_hook(self) -> None:
        await self.prepare()
        if self.application is not None:
            check_application(self.application)
        await sync_if_changed(self.tree, self.history)
        await self.orders.resume(self)  # now, before new orders can come
        log.info("invite me: %s", self.invitation)

    async def on_disconnect(self) -> None:
        self.health.gateway_lost()

    async def on_resumed(self) -> None:
        self.health.gateway_found()

    async def on_ready(self) -> None:
        self.health.gateway_found()
        for guild in self.guilds:
            check_guild(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        check_guild(guild)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        log_context(interaction)
        for form in FORMS:
            await form(interaction)

    @property
    def invitation(self) -> str:
        """The link that adds the bot to a server; only after the login."""
        scopes = ("bot", "applications.commands")
        return discord.utils.oauth_url(self.application_id or 0, permissions=PERMISSIONS, scopes=scopes)

    @property
    def snapshot(self) -> Snapshot:
        """The bot's state, for the metrics."""
        return Snapshot(
            connected=self.health.connected,
            guilds=len(self.guilds),
            latency=self.latency,
            undelivered=self.orders.undelivered,
            health=self.health.report,
            engine=self.engine.health,
        )

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Log in and be on the gateway, however long it takes Discord to let it."""
        await log_in(self, token)
        await self.setup_hook()
        await stay_connected(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not initial:
            await pause_before_session()

    async def close(self) -> None:
        await self.orders.close()
        await super().close()

    async def run_until_cancelled(self, token: str) -> None:
        """Be on Discord; when cancelled, let jobs that run finish, but not for ever.

        Raises EngineHangs where only a new process helps: the orders go on in that.
        """
        running = asyncio.create_task(self.start(token), name="on Discord")
        hanging = asyncio.create_task(self.health.beyond_help.wait(), name="until the engine hangs")
        try:  # being cancelled here cancels nothing there
            await asyncio.wait([running, hanging], return_when=asyncio.FIRST_COMPLETED)
            if hanging.done():
                log.critical("the engine hangs; Lilt ends with exit code %d", EX_SOFTWARE)
                end_at_last(HANGING_SECONDS, EX_SOFTWARE)
                await self.orders.close(HANGING_DRAIN_SECONDS, dying=True)
                raise EngineHangs
        except asyncio.CancelledError:
            log.info("stopping; jobs that run are finished first")
            await self.orders.close(DRAIN_SECONDS)
            raise
        finally:
            hanging.cancel()
            running.cancel()
            await asyncio.wait([running])
        await running


def chosen_model(settings: Settings) -> str | None:
    """The model that the settings name, else the promoted one, else None: the one that comes with Lilt."""
    if settings.model is not None:
        return settings.model
    promoted = current_checkpoint(settings.models_folder)
    return None if promoted is None else str(promoted)


def catalogue_of(settings: Settings) -> Catalogue:
    """What that model can be asked for. Raises ModelError."""
    return load_catalogue(chosen_model(settings))


def open_engine(
    settings: Settings, changed: Callable[[Catalogue], None]
) -> AbstractAsyncContextManager[Engine]:
    """The engine that the settings name; `changed` gets the catalogue of a model that is promoted meanwhile.

    Its modules are loaded here, so that `import bot` loads no torch.
    """
    check_engine(settings)
    from generator.engine.local.engine import open_local_engine

    return open_local_engine(
        model=settings.model,
        models=settings.models_folder,
        changed=changed,
        device=settings.device,
        soundfont=settings.soundfont,
        queue_limit=settings.queue_limit,
        user_limit=settings.user_limit,
        prepare=partial(set_up, settings.log, None),  # a render worker does not know the token
    )


async def serve(settings: Settings, token: str) -> None:
    """Run the bot until it is cancelled. What was opened last is closed first."""
    catalogue = catalogue_of(settings)
    with data_lock(settings.data):
        await _serve(settings, token, catalogue)


async def _serve(settings: Settings, token: str, catalogue: Catalogue) -> None:
    clock = DiscordClock()
    async with (
        watching_lag() as lag,
        History.open(settings.data / DATABASE, clock.now) as history,
        scrubbing(history),
        indexing(history),
        open_engine(settings, lambda catalogue: lilt.offer(catalogue)) as engine,
        Lilt(
            engine=CountingEngine(engine, metrics := Metrics(lag)),
            history=history,
            catalogue=catalogue,
            model_card=lambda: ModelCard.load(chosen_model(settings)),
            admission=Admission(history, settings.per_minute or None, clock.now),
            models=settings.models_folder,
            clock=clock,
            reading=ReadingQueue(settings.queue_limit, settings.user_limit),
            printed=PrintedTunes(lambda: load_training_tunes(find_checkpoint(chosen_model(settings)))),
        ) as lilt,
        retention(history, settings.retention_days, lambda: clock.is_known),
        checking_health(lilt.health, settings.data),
        http_server(settings.port, metrics, lambda: lilt.health.report),
    ):
        metrics.show(lambda: lilt.snapshot)
        await lilt.run_until_cancelled(token)
