"""The engine and the library that the settings name, at a real NATS server and without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engines import open_engine, open_library
from bot.settings import Settings
from generator.catalogue import Catalogue
from generator.engine.remote import connection as connection_module
from generator.engine.remote.connection import connect
from generator.engine.remote.heartbeat import Heartbeat
from generator.engine.remote.settings.refusal import ConnectionRefused
from generator.engine.remote.settings.security import Security
from generator.engine.remote.subjects import WORKERS
from generator.errors import Unavailable
from generator.library.local import LocalLibrary
from generator.library.server import answering
from generator.model.record import load_catalogue
from tests.bot.fakes import eventually
from tests.generator.engine.remote.nats_server import NatsServer, free_port, nats_server

LOGIN = "authorization { user: lilt, password: secret }"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[NatsServer]:
    async with nats_server(tmp_path, settings=LOGIN) as server:
        yield server


def settings(server: NatsServer, says: str = "secret") -> Settings:
    return Settings(engine=server.url, nats_user="lilt", nats_password=says)


def ignore(catalogue: Catalogue) -> None:
    raise AssertionError(catalogue)


async def test_the_catalogue_of_the_model_that_the_workers_use_is_asked_for(server: NatsServer) -> None:
    third, changed = load_catalogue(), asyncio.Event()
    found: list[Catalogue] = []

    def change(catalogue: Catalogue) -> None:
        found.append(catalogue)
        changed.set()

    async with open_engine(settings(server), change) as engine:
        assert await eventually(lambda: "No worker is connected" in str(engine.health.problem))
        worker = await connect(server.url, Security(user="lilt", password="secret"))
        async with answering(worker, LocalLibrary()), asyncio.timeout(20):
            while not changed.is_set():  # the engine may not listen yet
                beat = Heartbeat(worker="w", rows=1, model=third.model)
                await worker.publish(f"{WORKERS}.w", beat.encode())
                await asyncio.sleep(0.1)
            assert engine.health.problem is None
        await worker.close()
    assert found == [third]


async def test_the_library_is_that_of_the_workers(server: NatsServer) -> None:
    async with open_library(settings(server)) as library:
        worker = await connect(server.url, Security(user="lilt", password="secret"))
        async with answering(worker, LocalLibrary()):
            assert await library.catalogue() == load_catalogue()
        await worker.close()


async def test_without_a_broker_the_bot_starts_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "START_SECONDS", 0.2)
    away = Settings(engine=f"nats://127.0.0.1:{free_port()}")
    async with open_library(away) as library, open_engine(away, ignore) as engine:
        with pytest.raises(Unavailable):
            await library.catalogue()
        assert f"The broker at {away.engine} cannot be reached" in str(engine.health.problem)


@pytest.mark.parametrize("wrong", ["password", "url"])
async def test_what_can_never_work_ends_the_start_with_a_sentence_without_secrets(
    server: NatsServer, wrong: str
) -> None:
    mistaken = (
        settings(server, says="not-it")
        if wrong == "password"
        else Settings(engine=server.url.replace("//", "//lilt:not-it@"))
    )
    for opening in (open_library(mistaken), open_engine(mistaken, ignore)):
        with pytest.raises(ConnectionRefused) as refused:
            async with opening:
                raise AssertionError
        assert "not-it" not in str(refused.value)


async def test_settings_that_are_the_workers_own_are_named_in_the_log(
    server: NatsServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_engine(replace(settings(server), model="third", device="cuda"), ignore):
        pass
    said = [record.getMessage() for record in caplog.records if "of the workers" in record.getMessage()]
    assert said == ["LILT_MODEL and LILT_DEVICE have no effect here: they are options of the workers"]
    caplog.clear()
    async with open_engine(settings(server), ignore):
        pass
    assert "of the workers" not in caplog.text
