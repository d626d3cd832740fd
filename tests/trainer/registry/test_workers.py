"""promote and rollback with --engine, at a real NATS server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from generator.cli import broker
from generator.engine.remote.connection import connect
from generator.engine.remote.settings.security import Security
from generator.library.mirror import Mirror
from generator.library.model_store import Index, ModelStore
from generator.model.folders import SHIPPED, SHIPPED_MARK, current_checkpoint
from generator.model.record import read_record
from tests.generator.engine.remote.nats_server import NatsServer, free_port, nats_server
from tests.trainer.command_line import refusal, run

LOGIN = "authorization { user: lilt, password: secret }"
SECOND, THIRD = (read_record(SHIPPED / name)["id"] for name in ("second", "third"))


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[NatsServer]:
    monkeypatch.setenv("LILT_NATS_USER", "lilt")
    monkeypatch.setenv("LILT_NATS_PASSWORD", "secret")
    async with nats_server(tmp_path, settings=LOGIN) as server:
        yield server


async def command(server: NatsServer, models: Path, *words: object) -> int:
    return await asyncio.to_thread(run, *words, "--models", models, "--engine", server.url)


async def index(server: NatsServer) -> Index:
    connection = await connect(server.url, Security(user="lilt", password="secret"))
    try:
        return await ModelStore(connection).index()
    finally:
        await connection.close()


async def test_promote_and_rollback_reach_the_workers(server: NatsServer, tmp_path: Path) -> None:
    models = tmp_path / "models"
    assert await command(server, models, "promote", "second", "--force") == 0
    assert (await index(server)).current == SECOND
    assert await command(server, models, "promote", "third", "--force") == 0
    assert (await index(server)).current == THIRD
    assert set((await index(server)).models) == {SECOND, THIRD}
    assert await command(server, models, "rollback") == 0
    assert (await index(server)).current == SECOND
    assert await command(server, models, "rollback") == 0
    assert (await index(server)).current == SHIPPED_MARK


async def test_the_workers_get_what_was_promoted_before_there_were_any(
    server: NatsServer, tmp_path: Path
) -> None:
    """Promoting it again changes nothing here, and rolling back sends what is not there."""
    models = tmp_path / "models"
    assert await asyncio.to_thread(run, "promote", "second", "--force", "--models", models) == 0
    assert await asyncio.to_thread(run, "promote", "third", "--force", "--models", models) == 0
    assert (await index(server)) == Index()
    assert await command(server, models, "rollback") == 0
    connection = await connect(server.url, Security(user="lilt", password="secret"))
    await Mirror(connection, tmp_path / "worker").update()
    await connection.close()
    assert current_checkpoint(tmp_path / "worker") == tmp_path / "worker" / SECOND


def test_without_a_broker_it_is_said_that_only_this_machine_uses_the_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "CONNECT_SECONDS", 0.5)
    url, models = f"nats://127.0.0.1:{free_port()}", tmp_path / "models"
    said = refusal(capsys, "promote", "second", "--force", "--models", models, "--engine", url)
    assert said.startswith(
        f"{SECOND} is in use here, but not by the workers: The broker at {url} cannot be reached"
    )
    assert said.endswith("Run the same command again.")
    assert current_checkpoint(models) == models / SECOND


def test_a_rollback_that_the_workers_do_not_get_is_none_so_that_it_can_be_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "CONNECT_SECONDS", 0.5)
    url, models = f"nats://127.0.0.1:{free_port()}", tmp_path / "models"
    assert run("promote", "second", "--force", "--models", models) == 0
    capsys.readouterr()
    for _ in range(2):
        said = refusal(capsys, "rollback", "--models", models, "--engine", url)
        assert said.startswith(f"Nothing was rolled back: The broker at {url} cannot be reached")
        assert current_checkpoint(models) == models / SECOND


async def test_a_wrong_password_is_a_sentence_without_it(
    server: NatsServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LILT_NATS_PASSWORD", "not-it")
    words = ("promote", "second", "--force", "--models", tmp_path / "models", "--engine", server.url)
    said = await asyncio.to_thread(refusal, capsys, *words)
    assert "refuses the login" in said
    assert "not-it" not in said


def test_a_key_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LILT_NATS_CA", str(tmp_path / "none.pem"))
    words = ("promote", "second", "--force", "--models", tmp_path / "models", "--engine", "nats://127.0.0.1")
    assert "none.pem" in refusal(capsys, *words)
