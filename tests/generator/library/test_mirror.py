"""Models at a real NATS server reach the folders of the workers whole, and so does which one is in use."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from generator.engine.local.model_pool import open_model_pool
from generator.engine.remote.connection import Connection
from generator.errors import ModelError
from generator.library import mirror as mirror_module
from generator.library.mirror import Mirror
from generator.library.model_store import KEY, PARTS, Damaged, Index, ModelStore, Part
from generator.model.folders import (
    CURRENT,
    RECORD,
    SHIPPED,
    SHIPPED_MARK,
    WEIGHTS,
    current_checkpoint,
    named_checkpoints,
)
from tests.generator.engine.remote.nats_server import NatsServer
from tests.generator.tiny_models import rehearsed, untrained

__all__ = ["rehearsed", "untrained"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a worker; it does not exist yet."""
    return tmp_path / "worker" / "models"


def renamed(model: Path, folder: Path, name: str) -> Path:
    """A copy of a model under another id."""
    shutil.copytree(model, folder / name)
    record = folder / name / RECORD
    record.write_text(json.dumps({**json.loads(record.read_text()), "id": name}))
    return folder / name


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder; none if there is no folder."""
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}


async def eventually(condition: object) -> bool:
    for _ in range(300):
        if callable(condition) and condition():
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_published_model_is_copied_whole_and_used(
    workers: Connection, folder: Path, rehearsed: Path, tmp_path: Path
) -> None:
    store, mirror = ModelStore(workers), Mirror(workers, folder)
    await mirror.update()
    assert contents(folder) == {}
    model = renamed(rehearsed, tmp_path, "mine")
    (model / "resume.pt").write_bytes(b"not for workers")
    assert await store.publish(model) == "mine"
    await mirror.update()
    assert current_checkpoint(folder) is None  # it is there, but not in use
    await store.use("mine")
    await mirror.update()
    assert current_checkpoint(folder) == folder / "mine"
    assert contents(folder) == {CURRENT: b"mine\n"}
    sent = {name: content for name, content in contents(model).items() if name in PARTS}
    assert contents(folder / "mine") == sent
    assert {WEIGHTS, RECORD} <= sent.keys() < contents(model).keys()
    assert "mine" in named_checkpoints(folder)


async def test_a_model_of_seven_megabytes_comes_in_pieces(workers: Connection, folder: Path) -> None:
    store = ModelStore(workers)
    name = await store.publish(SHIPPED / "second")
    await Mirror(workers, folder).update()
    assert Part.of(folder / name / WEIGHTS) == Part.of(SHIPPED / "second" / WEIGHTS)


async def test_returning_to_the_model_that_comes_with_lilt_reaches_the_workers(
    workers: Connection, folder: Path, rehearsed: Path
) -> None:
    store, mirror = ModelStore(workers), Mirror(workers, folder)
    await store.use(await store.publish(rehearsed))
    await mirror.update()
    await store.use(SHIPPED_MARK)
    await mirror.update()
    assert (folder / CURRENT).read_text() == f"{SHIPPED_MARK}\n"


async def test_what_a_worker_has_in_its_folder_stays(
    workers: Connection, folder: Path, rehearsed: Path, tmp_path: Path
) -> None:
    own = renamed(rehearsed, folder, "own")
    (folder / CURRENT).write_text("own\n")
    mirror = Mirror(workers, folder)
    await mirror.update()
    assert current_checkpoint(folder) == own
    await ModelStore(workers).publish(renamed(rehearsed, tmp_path, "mine"))
    await mirror.update()
    assert current_checkpoint(folder) == own
    assert (folder / "mine").is_dir()


async def test_a_model_is_sent_once_and_two_who_publish_at_once_lose_nothing(
    workers: Connection, rehearsed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = [ModelStore(workers) for _ in range(3)]
    models = [renamed(rehearsed, tmp_path, f"m{n}") for n in range(3)]
    await asyncio.gather(*(store.publish(model) for store, model in zip(stores, models, strict=True)))
    assert set((await stores[0].index()).models) == {"m0", "m1", "m2"}

    async def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(ModelStore, "_put", never)
    assert await stores[0].publish(models[1]) == "m1"


async def test_a_file_that_changed_on_its_way_is_not_used(
    workers: Connection, folder: Path, rehearsed: Path, tmp_path: Path
) -> None:
    store, mirror = ModelStore(workers), Mirror(workers, folder)
    await store.use(await store.publish(renamed(rehearsed, tmp_path, "mine")))
    weights = (rehearsed / WEIGHTS).read_bytes()
    bucket = await store._files()
    await bucket.put(f"mine/{WEIGHTS}", bytes(len(weights)))
    with pytest.raises(Damaged, match="has changed on its way"):
        await mirror.update()
    await bucket.put(f"mine/{WEIGHTS}", weights + b"more")
    with pytest.raises(Damaged, match="is not as long as it should be"):
        await mirror.update()
    assert not (folder / "mine").exists()
    assert not (folder / CURRENT).exists()
    await bucket.put(f"mine/{WEIGHTS}", weights)
    await mirror.update()
    assert current_checkpoint(folder) == folder / "mine"


async def test_a_model_whose_files_are_gone_does_not_keep_the_others_from_the_workers(
    workers: Connection, folder: Path, rehearsed: Path, tmp_path: Path
) -> None:
    store = ModelStore(workers)
    for name in ("a", "b"):
        await store.publish(renamed(rehearsed, tmp_path, name))
    await store.use("a")
    await (await store._files()).delete(f"a/{WEIGHTS}")
    with pytest.raises(Damaged, match=f"{WEIGHTS} of the model a is not there"):
        await Mirror(workers, folder).update()
    assert {"a", "b"} & named_checkpoints(folder).keys() == {"b"}


async def test_a_model_under_the_name_of_another_one_is_not_used(
    workers: Connection, folder: Path, rehearsed: Path, tmp_path: Path
) -> None:
    store = ModelStore(workers)
    await store.publish(renamed(rehearsed, tmp_path, "mine"))
    parts = (await store.index()).models["mine"]
    bucket = await store._files()
    for part in parts:
        await bucket.put(f"yours/{part}", (tmp_path / "mine" / part).read_bytes())
    await store._change(lambda _: Index("yours", {"yours": parts}))
    with pytest.raises(Damaged, match="the model yours says that it is another one"):
        await Mirror(workers, folder).update()
    assert not (folder / "yours").exists()


async def test_a_model_whose_id_is_no_name_is_not_sent(
    workers: Connection, rehearsed: Path, tmp_path: Path
) -> None:
    model = renamed(rehearsed, tmp_path, "mine")
    (model / RECORD).write_text(json.dumps({"format": 1, "id": "../mine"}))
    with pytest.raises(ModelError, match="is not a name"):
        await ModelStore(workers).publish(model)


TWO = {WEIGHTS: [1, "0"], RECORD: [1, "0"]}


@pytest.mark.parametrize(
    "index",
    [
        None,
        7,
        {"current": "a"},
        {"current": "a", "models": {}},
        {"current": "", "models": {"../a": TWO}},
        {"current": "", "models": {"a": {}}},
        {"current": "", "models": {"a": {**TWO, "../../x": [1, "0"]}}},
        {"current": "", "models": {"a": {**TWO, "originality.tsv": [10**12, "0"]}}},
        {"current": "", "models": {"a": {**TWO, "card.md": [1]}}},
        {"current": "", "models": {"a": {**TWO, "card.md": [1, 7]}}},
        {"current": "", "models": {"a": {**TWO, "card.md": [-1, "0"]}}},
        {"current": "", "models": {f"m{n}": TWO for n in range(201)}},
        {"current": "", "models": {}, "more": 1},
        {"current": "", "models": {"a": [WEIGHTS, RECORD]}},
        {"current": "\ud800", "models": {}},
    ],
    ids=range(15),
)
def test_an_index_that_nobody_writes_is_refused(index: object) -> None:
    with pytest.raises(Damaged):
        Index.decode(json.dumps(index).encode())


def test_an_index_is_read_as_it_was_written() -> None:
    index = Index("a", {"a": {WEIGHTS: Part(5, "ab"), RECORD: Part(7, "cd")}})
    assert Index.decode(index.encode()) == index
    assert Index.decode(Index().encode()) == Index()


async def test_an_engine_on_the_folder_switches_to_the_model_and_a_broken_index_only_logs(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    workers: Connection,
    server: NatsServer,
    folder: Path,
    rehearsed: Path,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(mirror_module, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr("generator.engine.local.model_pool.CHECK_SECONDS", 0.05)
    store = ModelStore(workers)
    await store.use(await store.publish(renamed(rehearsed, tmp_path, "one")))
    mirror = Mirror(workers, folder)
    await mirror.update()
    following = asyncio.create_task(mirror.follow())
    async with open_model_pool(None, "cpu", folder, lambda _: None) as pool:
        assert pool.health.model == "one"
        bucket = await store._indices()
        good = (await store.index()).encode()
        await bucket.put(KEY, b"nonsense")
        assert await eventually(lambda: "cannot be copied" in caplog.text)
        await asyncio.sleep(0.2)
        assert caplog.text.count("The models at the broker cannot be copied: the index") == 1
        assert str(mirror.problem).startswith("The models at the broker cannot be copied: the index")
        await bucket.put(KEY, good)
        await store.use(await store.publish(renamed(rehearsed, tmp_path, "two")))
        assert await eventually(lambda: pool.health.model == "two")
        assert mirror.problem is None
        server.kill()  # the worker goes on with what it has
        await asyncio.sleep(0.2)
        assert not following.done()
        assert pool.health.model == "two"
    following.cancel()
