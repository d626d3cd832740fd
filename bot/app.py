"""The client and composition root: the only place that knows which history, and puts all parts together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.commands import GuardedTree, commands
from bot.components import FORMS, ITEMS
from bot.engines import open_engine, open_library
from bot.errors import EngineHangs
from bot.history import History
from bot.history.database import BESIDE
from bot.history.forget_requests import forgetting
from bot.history.forgetting.scrub import scrubbing
from bot.history.melodies.backfill import indexing
from bot.history.retention import retention
from bot.ops import health
from bot.ops.engine_metrics import CountingEngine
from bot.ops.health import HealthMonitor, checking_health
from bot.ops.http import http_server
from bot.ops.last_catalogue import first_catalogue, keep_catalogue
from bot.ops.last_exit import EX_SOFTWARE, end_at_last
from bot.ops.lock import lock_in_time
from bot.ops.metrics import Metrics, Snapshot
from bot.ops.startup_checks import PERMISSIONS, PermissionChecks, check_application
from bot.orders.service import OrderService
from bot.policy.admission import Admission
from bot.requests.reading_queue import ReadingQueue
from bot.schedule.scheduler import Scheduler
from bot.settings import Settings
from bot.transport.application import counting_guilds
from bot.transport.arrivals import Arrivals
from bot.transport.attempts import request_trace
from bot.transport.command_sync import sync_if_changed
from bot.transport.discord_clock import DiscordClock
from bot.transport.error_reports import log_context
from bot.transport.gateway import Shards, log_in
from bot.transport.progress import PAUSE
from bot.transport.retry import LONGEST_SLEEP
from bot.views.i18n import Translator
from generator.catalogue import Catalogue
from generator.engine import Engine
from generator.engine.background import background
from generator.engine.loop_lag import watching_lag
from generator.library import Library

log = logging.getLogger(__name__)

DATABASE = "lilt.sqlite3"

DRAIN_SECONDS = 20.0
"""For jobs that run when the bot is stopped: longer than a tune takes, shorter than a container's 30 s."""


HANGING_DRAIN_SECONDS, HANGING_SECONDS = 5.0, 25.0
"""Where the engine hangs: for jobs that do not, such as those that are rendered; and until the end."""


class Lilt(discord.AutoShardedClient):
    """The bot. It owns neither the engine nor the history: what opened them closes them after it.

    Commands and components see it as `services.Services`.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        history: History,
        catalogue: Catalogue,
        library: Library,
        admission: Admission | None = None,
        clock: DiscordClock | None = None,
        reading: ReadingQueue | None = None,
        pause: float = PAUSE,
    ) -> None:
        """`catalogue` is that of the model in use, which may change (see `offer`); without `admission` only
        servers set limits; `clock` is told Discord's time; `reading` is where ABC waits to be read."""
        clock = clock or DiscordClock()
        super().__init__(
            intents=discord.Intents.none(),  # interactions come without any, and bring all that is needed
            shard_count=1,  # until Discord has recommended a number
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=LONGEST_SLEEP,
            http_trace=request_trace(clock),
        )
        self.history = history
        self.catalogue = catalogue
        self.library = library
        self.admission = admission or Admission(history)
        self.reading = reading or ReadingQueue()
        self.engine = engine
        self.orders = OrderService(engine, history, self.admission, clock, pause=pause)
        self.schedule = Scheduler(
            history,
            clock,
            self.admission.guild_settings,
            lambda order: self.orders.start(self, order),
        )
        self.tree = GuardedTree(self)
        self.gateway = Shards(self)
        self.health = HealthMonitor(self.gateway, history, engine)
        self.guild_count: int | None = None
        self._permission_checks = PermissionChecks()
        self._arrivals = Arrivals(self)
        self._syncing: asyncio.Task[None] | None = None
        self._may_post = False
        self._fill_tree()

    def _fill_tree(self) -> None:
        self.tree.clear_commands(guild=None)
        for command in commands(self.catalogue):
            self.tree.add_command(command)

    def offer(self, catalogue: Catalogue) -> None:
        """Offer what another model has learnt; the commands are registered again if they changed."""
        if catalogue == self.catalogue:
            return
        self.catalogue = catalogue
        self.library.forget()
        self._fill_tree()
        if self.application_id is not None:  # else the login is still to come, and registers them
            self._syncing = asyncio.create_task(self._register(), name="sync")

    async def _register(self) -> None:
        await keep_catalogue(self.catalogue, self.history)
        await sync_if_changed(self.tree, self.history)

    def commands(self) -> Sequence[app_commands.Command[Any, ..., Any]]:
        """See Services."""
        return [one for one in self.tree.get_commands() if isinstance(one, app_commands.Command)]

    async def catalogue_of(self, model: str | None) -> Catalogue:
        """See Services."""
        return self.catalogue if model is None else await self.library.catalogue(model)

    async def prepare(self) -> None:
        """Register what has to be there before an event arrives."""
        self.add_dynamic_items(*ITEMS)
        await self.tree.set_translator(Translator())

    async def setup_hook(self) -> None:
        await self.prepare()
        if self.application is not None:
            check_application(self.application)
        await self._register()
        await self.orders.resume(self)  # now, before new orders can come
        self._may_post = True
        log.info("invite me: %s", self.invitation)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        log_context(interaction)
        self._permission_checks.check(interaction)
        for form in FORMS:
            await form(interaction)

    def _counted(self, guilds: int) -> None:
        self.guild_count = guilds

    @property
    def poster(self) -> tuple[int, str] | None:
        """The id and the name under which scheduled tunes are made; None until older orders have begun."""
        return (self.user.id, self.user.display_name) if self._may_post and self.user else None

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
            shards=self.gateway.count,
            shards_connected=self.gateway.count - len(self.gateway.away()),
            guilds=self.guild_count,
            latency=self.gateway.latency,
            undelivered=self.orders.undelivered,
            health=self.health.report,
            engine=self.engine.health,
        )

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Log in and be on the gateway, however long it takes Discord to let it."""
        await log_in(self, token)
        await self.setup_hook()
        async with counting_guilds(self, self._counted):
            await self.gateway.stay_connected()

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


async def serve(settings: Settings, token: str) -> None:
    """Run the bot until it is cancelled. What was opened last is closed first. Raises AlreadyRunning."""
    beside = [DATABASE + ending for ending in BESIDE]
    async with lock_in_time(settings.data, DATABASE, *beside, health.FILE, health.PART):
        await _serve(settings, token)


async def _serve(settings: Settings, token: str) -> None:
    clock = DiscordClock()
    async with (
        watching_lag() as lag,
        History.open(settings.data / DATABASE, clock.now) as history,
        forgetting(history),
        scrubbing(history),
        indexing(history),
        open_library(settings) as library,
        open_engine(settings, lambda catalogue: lilt.offer(catalogue)) as engine,
        Lilt(
            engine=CountingEngine(engine, metrics := Metrics(lag)),
            history=history,
            catalogue=await first_catalogue(library, history),
            library=library,
            admission=Admission(history, settings.per_minute or None, clock.now),
            clock=clock,
            reading=ReadingQueue(settings.queue_limit, settings.user_limit),
        ) as lilt,
        retention(history, settings.retention_days, lambda: clock.is_known),
        background(lilt.schedule.run(lambda: lilt.poster), "scheduled posts"),
        checking_health(lilt.health, settings.data),
        http_server(settings.port, metrics, lambda: lilt.health.report),
    ):
        metrics.show(lambda: lilt.snapshot)
        await lilt.run_until_cancelled(token)
