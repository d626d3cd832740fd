"""The model in use may change, or its sampler fail, while jobs wait for tunes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from generator.catalogue import Catalogue
from generator.compose.composition import BarProgress
from generator.engine.local.loaded_model import STALLED, STOPPED
from generator.engine.local.model_pool import ModelPool, open_model_pool
from generator.errors import EngineError, ModelError
from generator.model.folders import CURRENT, WEIGHTS
from generator.sampling.batch import Batch
from tests.generator.engine.local.model_folders import (
    REQUEST,
    FailingSteps,
    id_of,
    ignore_progress,
    promote,
    wait_until,
)


@pytest.fixture
def offered() -> list[Catalogue]:
    """The catalogues that `on_change` was called with."""
    return []


@asynccontextmanager
async def models_of(folder: Path, offered: list[Catalogue]) -> AsyncIterator[ModelPool]:
    async with open_model_pool(None, "cpu", folder, offered.append) as models:
        yield models


@pytest.fixture
async def models(folder: Path, offered: list[Catalogue]) -> AsyncIterator[ModelPool]:
    async with models_of(folder, offered) as models:
        yield models


async def model_of_a_tune(models: ModelPool, progress: BarProgress = ignore_progress) -> str:
    return (await models.compose(REQUEST, progress)).tune.model


async def test_a_promoted_model_composes_the_next_tune(
    models: ModelPool, folder: Path, offered: list[Catalogue]
) -> None:
    assert await model_of_a_tune(models) == id_of(folder / "rehearsed")
    promote(folder, "untrained")
    await wait_until(lambda: offered)
    assert await model_of_a_tune(models) == id_of(folder / "untrained") == models.health.model
    assert [one.model for one in offered] == [id_of(folder / "untrained")]


async def test_a_tune_is_finished_by_the_model_that_began_it(
    models: ModelPool, folder: Path, offered: list[Catalogue]
) -> None:
    promote(folder, "untrained")
    begun = asyncio.create_task(model_of_a_tune(models))
    await wait_until(lambda: offered or begun.done())
    assert await begun == id_of(folder / "rehearsed")


@pytest.mark.parametrize("damage", ["no such model", "weights", "gone", "empty"])
async def test_the_old_model_composes_on_if_the_promoted_one_cannot_be_loaded(
    models: ModelPool, folder: Path, offered: list[Catalogue], damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "untrained" / WEIGHTS).write_bytes(b"not the weights")
    if damage == "gone":
        (folder / CURRENT).unlink()
    else:
        promote(folder, {"no such model": "nowhere", "weights": "untrained", "empty": ""}[damage])
    await wait_until(lambda: models.health.warning)
    old = id_of(folder / "rehearsed")
    assert await model_of_a_tune(models) == old
    assert str(models.health.warning).endswith(f"{old} goes on composing.")
    assert old in caplog.text
    assert (models.health.problem, offered) == (None, [])


async def test_the_warning_ends_when_the_promoted_model_can_be_loaded(
    models: ModelPool, folder: Path
) -> None:
    promote(folder, "nowhere")
    await wait_until(lambda: models.health.warning)
    promote(folder, "rehearsed")
    await wait_until(lambda: not models.health.warning)


async def test_a_model_chosen_by_name_is_not_replaced_by_a_promoted_one(
    folder: Path, offered: list[Catalogue]
) -> None:
    async with open_model_pool(str(folder / "untrained"), "cpu", folder, offered.append) as models:
        promote(folder, "untrained")
        promote(folder, "rehearsed")
        await asyncio.sleep(0.1)
        assert await model_of_a_tune(models) == id_of(folder / "untrained")
        assert not offered


async def test_a_missing_promoted_model_is_a_model_error_at_the_start(folder: Path) -> None:
    promote(folder, "nowhere")
    with pytest.raises(ModelError, match="There is no model"):
        async with models_of(folder, []):
            pass


@pytest.fixture
def failing_steps(monkeypatch: pytest.MonkeyPatch) -> FailingSteps:
    return FailingSteps(monkeypatch)


async def test_a_sampler_that_fails_is_restarted_and_only_its_waiting_jobs_fail(
    models: ModelPool, failing_steps: FailingSteps, caplog: pytest.LogCaptureFixture
) -> None:
    before = (await models.compose(REQUEST, ignore_progress)).tune
    failing_steps.times = 1
    waiting = [models.compose(REQUEST, ignore_progress) for _ in range(10)]
    errors = await asyncio.gather(*waiting, return_exceptions=True)
    assert any(isinstance(error, EngineError) for error in errors)
    assert (await models.compose(REQUEST, ignore_progress)).tune == before
    assert (models.health.problem, models.health.restarts) == (None, {"sampler": 1})
    assert "the step broke" in caplog.text
    assert "is restarted" in caplog.text


async def test_a_sampler_that_hangs_is_a_problem_until_its_step_ends(
    models: ModelPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.engine.local.loaded_model.STALL_SECONDS", 0.05)
    go_on, step = threading.Event(), Batch.step
    monkeypatch.setattr(Batch, "step", lambda batch: (go_on.wait(), step(batch)))
    composing = asyncio.create_task(models.compose(REQUEST, ignore_progress))
    await wait_until(lambda: models.health.problem == STALLED)
    assert models.health.hangs
    go_on.set()
    assert (await composing).tune
    assert (models.health.problem, models.health.hangs) == (None, False)


async def test_after_three_failures_in_a_row_the_sampler_is_not_restarted(
    models: ModelPool, failing_steps: FailingSteps
) -> None:
    failing_steps.times = 3
    for healthy in (True, True, False):
        with pytest.raises(EngineError):
            await models.compose(REQUEST, ignore_progress)
        assert (models.health.problem is None) == healthy
    with pytest.raises(EngineError, match=STOPPED):
        await models.compose(REQUEST, ignore_progress)


async def test_failures_with_tunes_between_them_do_not_add_up(
    models: ModelPool, failing_steps: FailingSteps
) -> None:
    for _ in range(4):
        failing_steps.times = 1
        with pytest.raises(EngineError):
            await models.compose(REQUEST, ignore_progress)
        await models.compose(REQUEST, ignore_progress)
    assert models.health.problem is None


async def test_promoting_another_model_ends_the_problem_of_a_stopped_one(
    models: ModelPool, folder: Path, failing_steps: FailingSteps
) -> None:
    failing_steps.times = 3
    for _ in range(3):
        with pytest.raises(EngineError):
            await models.compose(REQUEST, ignore_progress)
    promote(folder, "untrained")
    await wait_until(lambda: models.health.problem is None)
    assert await model_of_a_tune(models) == id_of(folder / "untrained")
