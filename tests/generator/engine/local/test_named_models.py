"""A request that names a model is composed by that model, whichever one is in use."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.compose.composition import Composition
from generator.engine import Job
from generator.engine.client import run
from generator.engine.local.loaded_model import STOPPED, LoadedModel
from generator.engine.local.model_pool import ModelPool, open_model_pool
from generator.engine.local.named_models import MOST_NAMED_MODELS
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.errors import BadRequest, EngineError
from generator.model.folders import RECORD, SHIPPED, named_checkpoints
from generator.sampling.batch import Batch
from tests.generator.engine.jobs import QuickRenderer
from tests.generator.engine.local.model_folders import (
    REQUEST,
    FailingSteps,
    Gate,
    copy_model,
    id_of,
    ignore_progress,
    promote,
    wait_until,
)


@pytest.fixture
async def models(folder: Path) -> AsyncIterator[ModelPool]:
    async with open_model_pool(None, "cpu", folder, lambda _: None) as models:
        yield models


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Samplers make no step while it is shut; it is open until a test shuts it."""
    gate = Gate(monkeypatch, Batch, "step")
    gate.open.set()
    yield gate
    gate.open.set()


async def compose_with(models: ModelPool, name: str | None) -> Composition:
    return await models.compose(replace(REQUEST, model=name), ignore_progress)


async def model_of(models: ModelPool, name: str | None) -> str:
    return (await compose_with(models, name)).tune.model


def samplers() -> int:
    return sum(thread.name == "sampler" for thread in threading.enumerate())


@pytest.mark.parametrize("chosen", [False, True])
async def test_a_request_is_composed_by_the_model_that_it_names(folder: Path, chosen: bool) -> None:
    name = str(folder / "rehearsed") if chosen else None
    async with open_model_pool(name, "cpu", folder, lambda _: None) as models:
        tune = (await compose_with(models, "untrained")).tune
        assert (tune.model, tune.request.model) == (id_of(folder / "untrained"), "untrained")
        assert await model_of(models, None) == models.health.model == id_of(folder / "rehearsed")


async def test_naming_the_model_in_use_loads_nothing_and_gives_the_same_tune(models: ModelPool) -> None:
    unnamed = (await compose_with(models, None)).tune
    before = samplers()
    assert (await compose_with(models, "rehearsed")).tune.abc == unnamed.abc
    assert samplers() == before


async def test_a_resolved_request_gives_the_same_tune_when_its_model_comes_into_use(
    models: ModelPool, folder: Path
) -> None:
    tune = (await compose_with(models, "untrained")).tune
    promote(folder, "untrained")
    await wait_until(lambda: models.health.model == tune.model)
    assert (await models.compose(tune.request, ignore_progress)).tune == tune


def test_the_models_that_come_with_lilt_can_be_named_too(folder: Path) -> None:
    assert list(named_checkpoints(folder)) == ["rehearsed", "second", "third", "untrained"]
    assert named_checkpoints(None) == {name: SHIPPED / name for name in ("second", "third")}


async def test_the_error_for_an_unknown_model_lists_the_known_ones(models: ModelPool) -> None:
    with pytest.raises(BadRequest) as caught:
        await compose_with(models, "gone")
    sentence = "model: gone is not possible; it must be one of: rehearsed, second, third, untrained."
    assert str(caught.value) == sentence


async def test_a_model_whose_folder_was_removed_is_unknown(models: ModelPool, folder: Path) -> None:
    await compose_with(models, "untrained")
    shutil.rmtree(folder / "untrained")
    with pytest.raises(BadRequest, match="it must be one of: rehearsed, second"):
        await compose_with(models, "untrained")


async def test_a_request_is_checked_against_the_catalogue_of_the_named_model(
    models: ModelPool, folder: Path
) -> None:
    path = copy_model(folder / "untrained", "reels") / RECORD
    record = json.loads(path.read_text())
    record["catalogue"]["styles"] = [row for row in record["catalogue"]["styles"] if row[0] == "reel"]
    path.write_text(json.dumps(record))
    with pytest.raises(BadRequest, match="type: jig is not possible; this model knows only reel"):
        await compose_with(models, "reels")


async def test_only_a_few_named_models_stay_loaded(models: ModelPool, folder: Path) -> None:
    before = samplers()
    for name in ("a", "b", "c", "d"):
        copy_model(folder / "untrained", name)
        assert await model_of(models, name) == f"{name}-id"
        assert samplers() <= before + MOST_NAMED_MODELS
    kept = {name for name in ("a", "b", "c", "d") if models._named.get(f"{name}-id")}
    assert kept == {"c", "d"}


async def test_the_least_recently_used_idle_model_is_unloaded(
    models: ModelPool, folder: Path, gate: Gate
) -> None:
    for name in ("a", "b", "c", "d"):
        copy_model(folder / "untrained", name)
    await compose_with(models, "a")
    await compose_with(models, "b")
    gate.open.clear()
    begun = [asyncio.create_task(model_of(models, "a"))]
    await wait_until(lambda: not models._named._models["a-id"].is_idle)
    begun.append(asyncio.create_task(model_of(models, "c")))  # in b's place: a composes
    await wait_until(lambda: "c-id" in models._named._models and not models._named._models["c-id"].is_idle)
    begun.append(asyncio.create_task(model_of(models, "d")))  # must wait
    await wait_until(lambda: "a-id" not in models._named._models)
    assert list(models._named._models) == ["c-id"]
    assert not any(task.done() for task in begun)
    gate.open.set()
    assert await asyncio.gather(*begun) == ["a-id", "c-id", "d-id"]


@pytest.mark.parametrize("unloading", [False, True])
async def test_a_named_model_that_hangs_is_seen_also_while_it_is_unloaded(
    models: ModelPool, folder: Path, monkeypatch: pytest.MonkeyPatch, unloading: bool
) -> None:
    """The one in use composes on, and has no problem; workers and the bot end for one that hangs."""
    monkeypatch.setattr("generator.engine.local.loaded_model.STALL_SECONDS", 0.5)
    go_on, step, held = threading.Event(), Batch.step, list[Batch]()

    def hanging(batch: Batch) -> None:
        if len(held) < (MOST_NAMED_MODELS if unloading else 1) and batch not in held:
            held.append(batch)
        if batch in held:
            go_on.wait()
        step(batch)

    monkeypatch.setattr(Batch, "step", hanging)
    names = ["a", "b", "c"] if unloading else ["a"]
    begun = []
    for name in names:
        copy_model(folder / "untrained", name)
        begun.append(asyncio.create_task(model_of(models, name)))
        await wait_until(lambda: len(held) == min(len(begun), MOST_NAMED_MODELS))
    try:
        if unloading:
            await wait_until(lambda: "a-id" not in models._named._models)
            monkeypatch.setattr(models._named, "_models", type(models._named._models)())  # a alone counts
        await wait_until(lambda: models.health.hangs)
        assert models.health.problem is None
        assert await model_of(models, None) == id_of(folder / "rehearsed")
    finally:
        monkeypatch.undo()
        go_on.set()
        assert await asyncio.gather(*begun) == [f"{name}-id" for name in names]
    assert not models.health.hangs


async def test_a_cancelled_request_leaves_its_model_loaded_once(
    models: ModelPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = samplers()
    starting = Gate(monkeypatch, LoadedModel, "_start")
    cancelled = asyncio.create_task(compose_with(models, "untrained"))
    assert await asyncio.to_thread(starting.reached.wait, 20)
    cancelled.cancel()
    await asyncio.wait([cancelled])
    starting.open.set()
    await compose_with(models, "untrained")
    assert samplers() == before + 1


async def test_closing_the_pool_ends_all_samplers(folder: Path) -> None:
    before = samplers()
    async with open_model_pool(None, "cpu", folder, lambda _: None) as models:
        await compose_with(models, "untrained")
        assert samplers() == before + 2
    assert samplers() == before


async def test_the_sampler_of_a_named_model_is_restarted_a_few_times_too(
    models: ModelPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_steps = FailingSteps(monkeypatch)
    for failures in (1, 2, 3):
        failing_steps.times = 1
        with pytest.raises(EngineError):
            await compose_with(models, "untrained")
        assert models.health.restarts == {"sampler": failures - 1}
    with pytest.raises(EngineError, match=STOPPED):
        await compose_with(models, "untrained")
    assert models.health.problem is None
    await compose_with(models, None)


async def test_running_and_named_jobs_keep_their_model_when_another_one_is_promoted(
    models: ModelPool, folder: Path, gate: Gate
) -> None:
    gate.open.clear()
    engine = QueuedEngine(models, QuickRenderer(), queue_limit=9, user_limit=9, at_once=1)
    jobs = [
        Job(id=str(number), user="ann", work=replace(REQUEST, model=name), formats=frozenset({"abc"}))
        for number, name in enumerate((None, "rehearsed", None))
    ]
    running = [asyncio.create_task(run(engine, job)) for job in jobs]
    await wait_until(lambda: not models._model.is_idle)
    promote(folder, "untrained")
    await wait_until(lambda: models.health.model == id_of(folder / "untrained"))
    gate.open.set()
    composed_by = [recording.tune.model for recording in await asyncio.gather(*running)]
    old, new = id_of(folder / "rehearsed"), id_of(folder / "untrained")
    assert composed_by == [old, old, new]
    await engine.close()
