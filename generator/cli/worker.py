"""`python -m generator worker`: composes and renders what a broker has, for a bot elsewhere."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import re
import secrets
import signal
import socket
from typing import Protocol

from generator.audio.soundfont_check import check_soundfont
from generator.cli.broker import VARIABLES, security_from
from generator.cli.environment import take_environment
from generator.cli.variables import unknown_variables
from generator.engine.background import background, end
from generator.engine.remote.connection import Connection, connect
from generator.engine.remote.settings.security import Security
from generator.engine.remote.subjects import is_id
from generator.errors import BadRequest

log = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
"""For what is in hand when the worker is stopped; the rest goes back to the broker."""
CHECK_SECONDS, HANGING_CHECKS = 10.0, 6
"""In so many checks in a row the composer hangs before only a new process can help."""
HANGS = 70
"""The exit code then, as the bot's: BSD's for an internal fault."""


class Hanging(Protocol):
    """What may hang."""

    @property
    def hangs(self) -> bool: ...


def run(arguments: argparse.Namespace) -> None:
    """Work until SIGTERM or ^C. Raises LiltError."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    environ = take_environment(os.environ)
    for sentence in unknown_variables(environ, VARIABLES, "a worker"):
        log.warning(sentence)
    if arguments.soundfont is not None:
        check_soundfont(arguments.soundfont)  # now: it may be long before the broker answers
    asyncio.run(_work(arguments, security_from(arguments, environ)))


def name_of_worker(chosen: str | None) -> str:
    """The name that was chosen, or one that no other worker has. Raises BadRequest."""
    if chosen is None:
        host = re.sub(r"[^A-Za-z0-9_-]+", "-", socket.gethostname())[:40] or "worker"
        return f"{host}-{secrets.token_hex(3)}"
    if not is_id(chosen) or "." in chosen:
        raise BadRequest("name", chosen, "it must be up to 80 letters, digits, - and _")
    return chosen


async def _work(arguments: argparse.Namespace, security: Security) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    name = name_of_worker(arguments.name)
    connecting = asyncio.create_task(connect(arguments.engine, security, name=name))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait([connecting, stopping], return_when=asyncio.FIRST_COMPLETED)
    if stopped.is_set():
        connecting.cancel()
        return
    async with await connecting as connection:
        ready = asyncio.Event()
        taking = asyncio.create_task(_take_tasks(connection, name, arguments, stopping, ready))
        await asyncio.wait([taking, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not ready.is_set():  # it can be stopped while it loads, or waits for a broker without streams
            await end(taking)
        if not taking.cancelled():
            await taking


async def _take_tasks(
    connection: Connection,
    name: str,
    arguments: argparse.Namespace,
    stopping: asyncio.Task[bool],
    ready: asyncio.Event,
) -> None:
    """Take tasks until `stopping` is done. What composes is loaded here, once everything else is right.

    `ready` is set when it takes tasks; before, nothing is lost where this is cancelled.
    """
    from generator.engine.remote.worker.local_worker import open_local_worker
    from generator.library.local import LocalLibrary
    from generator.library.mirror import mirroring
    from generator.library.server import answering

    given = {key: getattr(arguments, key) for key in ("rows", "renders") if getattr(arguments, key)}
    library = LocalLibrary(arguments.model, arguments.models)
    async with (
        mirroring(connection, arguments.models) as mirror,
        open_local_worker(
            connection,
            name=name,
            model=arguments.model,
            models=arguments.models,
            device=arguments.device,
            soundfont=arguments.soundfont,
            drain=DRAIN_SECONDS,
            changed=library.forget,
            **given,
        ) as worker,
        answering(connection, library),
    ):
        worker.warn_of(lambda: mirror.problem)
        ready.set()
        log.info("worker %s takes tasks from %s", name, connection.address)
        async with background(end_if_it_hangs(worker), "watching"):
            await stopping
        log.info("worker %s stops; it finishes what it has in hand", name)


async def end_if_it_hangs(worker: Hanging) -> None:
    """End the process where the composer hangs for good: another one is started, and others do its tasks."""
    hanging = 0
    while hanging < HANGING_CHECKS:
        await asyncio.sleep(CHECK_SECONDS)
        hanging = hanging + 1 if worker.hangs else 0
    log.critical("the composer hangs and cannot be ended; this worker ends with %d", HANGS)
    os._exit(HANGS)  # what hangs would keep anything else from ending it
