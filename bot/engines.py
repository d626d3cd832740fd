"""The engine and the library that the settings name: on this machine, or by workers at a broker.

What composes is loaded when it is needed: `import bot` loads no torch, and a bot whose workers are elsewhere
needs none.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial

from bot.ops.logging import set_up
from bot.settings import LOCAL, Settings, SettingsError, check_engine
from generator.catalogue import Catalogue
from generator.engine import Engine
from generator.engine.remote.connection import Connection, opened
from generator.engine.remote.engine import open_remote_engine
from generator.engine.remote.settings.security import Security
from generator.errors import NotInstalled
from generator.extras import needs_composing
from generator.library import Library
from generator.library.following import following
from generator.library.remote import RemoteLibrary

log = logging.getLogger(__name__)


class CannotCompose(SettingsError):
    """Tunes are to be composed here, and what composes is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "LILT_ENGINE is local, and what composes is not installed: run `pip install '.[compose]'` in "
            "Lilt's folder, or set LILT_ENGINE to nats://HOST:4222, where workers compose."
        )


@asynccontextmanager
async def open_library(settings: Settings) -> AsyncIterator[Library]:
    """What there is beside the engine that the settings name. Raises SettingsError or ConnectionRefused."""
    check_engine(settings)
    if settings.engine != LOCAL:
        async with _connection(settings, "library") as connection:
            yield RemoteLibrary(connection)
        return
    with _composing_here():
        from generator.library.local import LocalLibrary
    yield LocalLibrary(settings.model, settings.models_folder)


@asynccontextmanager
async def open_engine(settings: Settings, changed: Callable[[Catalogue], None]) -> AsyncIterator[Engine]:
    """The engine that the settings name; `changed` gets the catalogue of a model that is promoted meanwhile.

    Raises SettingsError, ConnectionRefused, or what `open_local_engine` raises.
    """
    check_engine(settings)
    if settings.engine == LOCAL:
        async with _open_local(settings, changed) as engine:
            yield engine
        return
    _note_unused(settings)
    async with (
        _connection(settings, "engine") as connection,
        following(RemoteLibrary(connection), changed) as use,
        open_remote_engine(
            connection, changed=use, queue_limit=settings.queue_limit, user_limit=settings.user_limit
        ) as engine,
    ):
        yield engine


def _open_local(
    settings: Settings, changed: Callable[[Catalogue], None]
) -> AbstractAsyncContextManager[Engine]:
    with _composing_here():
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


@contextmanager
def _composing_here() -> Iterator[None]:
    """Raises CannotCompose where a module of the extra `compose` cannot be imported."""
    try:
        with needs_composing():
            yield
    except NotInstalled as error:
        raise CannotCompose from error


def _note_unused(settings: Settings) -> None:
    """Say which settings somebody has set that only count where tunes are composed."""
    usual = Settings()
    given = {
        "LILT_MODEL": settings.model,
        "LILT_DEVICE": settings.device,
        "LILT_SOUNDFONT": settings.soundfont,
    }
    names = [name for name, value in given.items() if value not in (None, usual.device)]
    if names:
        log.warning("%s have no effect here: they are options of the workers", " and ".join(names))


def _connection(settings: Settings, part: str) -> AbstractAsyncContextManager[Connection]:
    """A connection to the broker, which may not be open yet. `part`: whose it is, for the broker's log."""
    return opened(settings.engine, _security(settings), name=f"lilt bot, {part}")


def _security(settings: Settings) -> Security:
    return Security(
        user=settings.nats_user,
        password=settings.nats_password,
        nkey=settings.nats_nkey,
        ca=settings.nats_ca,
        cert=settings.nats_cert,
        key=settings.nats_key,
    )
