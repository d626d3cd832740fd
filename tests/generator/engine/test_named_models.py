"""Requests that name a model are composed by that one, whichever is in use."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.compose.composer import Composed
from generator.engine import Job
from generator.engine.client import run
from generator.engine.loaded_model import STOPPED
from generator.engine.local import LocalEngine
from generator.engine.model_pool import Models, following
from generator.engine.named_models import MOST_BESIDE
from generator.errors import BadRequest, EngineError
from generator.model.folders import RECORD, SHIPPED, named_checkpoints
from generator.sampling.batch import Batch
from tests.generator.engine.test_local import QuickRenderer
from tests.generator.models import ASKED, Dying, copied, id_of, promote, unheard, until


@pytest.fixture
def folder(tmp_path: Path, rehearsed: Path, untrained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two models, the rehearsed one promoted; it is looked at often."""
    monkeypatch.setattr("generator.engine.model_pool.LOOKED_AT_EVERY", 0.01)
    shutil.copytree(rehearsed, tmp_path / "rehearsed")
    shutil.copytree(untrained, tmp_path / "untrained")
    promote(tmp_path, "rehearsed")
    return tmp_path


@pytest.fixture
async def models(folder: Path) -> AsyncIterator[Models]:
    async with following(None, "cpu", folder, lambda _: None) as models:
        yield models


class Gate:
    """No sampler takes a step while it is shut."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.open.set()
        step = Batch.step

        def waiting(table: Batch) -> None:
            self.open.wait()
            step(table)

        monkeypatch.setattr(Batch, "step", waiting)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate(monkeypatch)
    yield gate
    gate.open.set()


async def named(models: Models, name: str | None) -> Composed:
    return await models.compose(replace(ASKED, model=name), unheard)


async def model_of(models: Models, name: str | None) -> str:
    return (await named(models, name)).tune.model


def samplers() -> int:
    return sum(thread.name == "sampler" for thread in threading.enumerate())


@pytest.mark.parametrize("chosen", [False, True])
async def test_a_request_is_composed_by_the_model_that_it_names(folder: Path, chosen: bool) -> None:
    name = str(folder / "rehearsed") if chosen else None
    async with following(name, "cpu", folder, lambda _: None) as models:
        tune = (await named(models, "untrained")).tune
        assert (tune.model, tune.request.model) == (id_of(folder / "untrained"), "untrained")
        assert await model_of(models, None) == models.health.model == id_of(folder / "rehearsed")


async def test_the_model_in_use_composes_the_same_when_it_is_named(models: Models) -> None:
    unnamed = (await named(models, None)).tune
    before = samplers()
    assert (await named(models, "rehearsed")).tune.abc == unnamed.abc
    assert samplers() == before


async def test_a_resolved_request_gives_the_same_tune_again(models: Models, folder: Path) -> None:
    tune = (await named(models, "untrained")).tune
    promote(folder, "untrained")
    await until(lambda: models.health.model == tune.model)
    assert (await models.compose(tune.request, unheard)).tune == tune


def test_those_that_come_with_lilt_can_be_named_too(folder: Path) -> None:
    assert list(named_checkpoints(folder)) == ["rehearsed", "second", "third", "untrained"]
    assert named_checkpoints(None) == {name: SHIPPED / name for name in ("second", "third")}


async def test_a_model_that_is_not_there_is_refused_with_those_that_are(models: Models) -> None:
    with pytest.raises(BadRequest) as caught:
        await named(models, "gone")
    sentence = "model: gone is not possible; it must be one of: rehearsed, second, third, untrained."
    assert str(caught.value) == sentence


async def test_a_model_that_was_removed_composes_no_more(models: Models, folder: Path) -> None:
    await named(models, "untrained")
    shutil.rmtree(folder / "untrained")
    with pytest.raises(BadRequest, match="it must be one of: rehearsed, second"):
        await named(models, "untrained")


async def test_what_a_named_model_has_not_learnt_is_refused_in_its_words(
    models: Models, folder: Path
) -> None:
    path = copied(folder / "untrained", "reels") / RECORD
    record = json.loads(path.read_text())
    record["catalogue"]["styles"] = [row for row in record["catalogue"]["styles"] if row[0] == "reel"]
    path.write_text(json.dumps(record))
    with pytest.raises(BadRequest, match="type: jig is not possible; this model has learnt: reel"):
        await named(models, "reels")


async def test_only_a_few_models_stay_beside_the_one_in_use(models: Models, folder: Path) -> None:
    before = samplers()
    for name in ("a", "b", "c", "d"):
        copied(folder / "untrained", name)
        assert await model_of(models, name) == f"{name}-id"
        assert samplers() <= before + MOST_BESIDE
    kept = {name for name in ("a", "b", "c", "d") if models._named.get(f"{name}-id")}
    assert kept == {"c", "d"}


async def test_the_one_that_goes_was_not_used_for_longest_and_composes_nothing(
    models: Models, folder: Path, gate: Gate
) -> None:
    for name in ("a", "b", "c", "d"):
        copied(folder / "untrained", name)
    await named(models, "a")
    await named(models, "b")
    gate.open.clear()
    begun = [asyncio.create_task(model_of(models, "a"))]
    await until(lambda: not models._named._models["a-id"].idle)
    begun.append(asyncio.create_task(model_of(models, "c")))  # in b's place: a composes
    await until(lambda: "c-id" in models._named._models and not models._named._models["c-id"].idle)
    begun.append(asyncio.create_task(model_of(models, "d")))  # must wait
    await until(lambda: "a-id" not in models._named._models)
    assert list(models._named._models) == ["c-id"]
    assert not any(task.done() for task in begun)
    gate.open.set()
    assert await asyncio.gather(*begun) == ["a-id", "c-id", "d-id"]


async def test_whoever_gives_up_waiting_leaves_nothing_half_done(models: Models) -> None:
    before = samplers()
    waiting = asyncio.create_task(named(models, "untrained"))
    await until(lambda: models._named._bringing)
    waiting.cancel()
    await asyncio.wait([waiting])
    await until(lambda: models._named._models)
    await named(models, "untrained")
    assert samplers() == before + 1


async def test_all_samplers_end_with_the_models(folder: Path) -> None:
    before = samplers()
    async with following(None, "cpu", folder, lambda _: None) as models:
        await named(models, "untrained")
        assert samplers() == before + 2
    assert samplers() == before


async def test_a_named_models_sampler_starts_again_too_but_not_for_ever(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = Dying(monkeypatch)
    for deaths in (1, 2, 3):
        dying.times = 1
        with pytest.raises(EngineError):
            await named(models, "untrained")
        assert models.health.restarts == {"sampler": deaths - 1}
    with pytest.raises(EngineError, match=STOPPED):
        await named(models, "untrained")
    assert models.health.problem is None
    await named(models, None)


async def test_a_waiting_job_keeps_its_model_when_another_one_is_promoted(
    models: Models, folder: Path, gate: Gate
) -> None:
    gate.open.clear()
    engine = LocalEngine(models, QuickRenderer(), queue_limit=9, user_limit=9, at_once=1)
    jobs = [
        Job(id=str(number), user="ann", work=replace(ASKED, model=name), formats=frozenset({"abc"}))
        for number, name in enumerate((None, "rehearsed", None))
    ]
    running = [asyncio.create_task(run(engine, job)) for job in jobs]
    await until(lambda: not models._model.idle)
    promote(folder, "untrained")
    await until(lambda: models.health.model == id_of(folder / "untrained"))
    gate.open.set()
    composed_by = [recording.tune.model for recording in await asyncio.gather(*running)]
    old, new = id_of(folder / "rehearsed"), id_of(folder / "untrained")
    assert composed_by == [old, old, new]
    await engine.close()
