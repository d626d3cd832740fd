"""The model that composes may be replaced, or its sampler die, while people wait for tunes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from generator.catalogue import Catalogue
from generator.compose.composer import BarProgress
from generator.engine.loaded_model import STOPPED
from generator.engine.model_pool import Models, following
from generator.errors import EngineError, ModelError
from generator.model.folders import CURRENT, WEIGHTS
from tests.generator.engine.model_folders import ASKED, Dying, id_of, promote, unheard, until


@pytest.fixture(autouse=True)
def looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.engine.model_pool.LOOKED_AT_EVERY", 0.01)


@pytest.fixture
def folder(tmp_path: Path, rehearsed: Path, untrained: Path) -> Path:
    """A folder of two models, the rehearsed one promoted."""
    shutil.copytree(rehearsed, tmp_path / "rehearsed")
    shutil.copytree(untrained, tmp_path / "untrained")
    promote(tmp_path, "rehearsed")
    return tmp_path


@pytest.fixture
def offered() -> list[Catalogue]:
    """What was told of the models that came into use."""
    return []


@asynccontextmanager
async def models_of(folder: Path, offered: list[Catalogue]) -> AsyncIterator[Models]:
    async with following(None, "cpu", folder, offered.append) as models:
        yield models


@pytest.fixture
async def models(folder: Path, offered: list[Catalogue]) -> AsyncIterator[Models]:
    async with models_of(folder, offered) as models:
        yield models


async def model_of_a_tune(models: Models, told: BarProgress = unheard) -> str:
    return (await models.compose(ASKED, told)).tune.model


async def test_a_promoted_model_composes_the_next_tune(
    models: Models, folder: Path, offered: list[Catalogue]
) -> None:
    assert await model_of_a_tune(models) == id_of(folder / "rehearsed")
    promote(folder, "untrained")
    await until(lambda: offered)
    assert await model_of_a_tune(models) == id_of(folder / "untrained") == models.health.model
    assert [one.model for one in offered] == [id_of(folder / "untrained")]


async def test_a_tune_is_finished_by_the_model_that_began_it(
    models: Models, folder: Path, offered: list[Catalogue]
) -> None:
    promote(folder, "untrained")
    begun = asyncio.create_task(model_of_a_tune(models))
    await until(lambda: offered or begun.done())
    assert await begun == id_of(folder / "rehearsed")


@pytest.mark.parametrize("damage", ["no such model", "weights", "gone", "empty"])
async def test_a_model_that_cannot_be_used_leaves_the_old_one_at_work(
    models: Models, folder: Path, offered: list[Catalogue], damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "untrained" / WEIGHTS).write_bytes(b"not the weights")
    if damage == "gone":
        (folder / CURRENT).unlink()
    else:
        promote(folder, {"no such model": "nowhere", "weights": "untrained", "empty": ""}[damage])
    await until(lambda: models.health.warning)
    old = id_of(folder / "rehearsed")
    assert await model_of_a_tune(models) == old
    assert str(models.health.warning).endswith(f"{old} goes on composing.")
    assert old in caplog.text
    assert (models.health.problem, offered) == (None, [])


async def test_a_warning_goes_with_its_reason(models: Models, folder: Path) -> None:
    promote(folder, "nowhere")
    await until(lambda: models.health.warning)
    promote(folder, "rehearsed")
    await until(lambda: not models.health.warning)


async def test_a_name_is_not_a_wish_to_follow(folder: Path, offered: list[Catalogue]) -> None:
    async with following(str(folder / "untrained"), "cpu", folder, offered.append) as models:
        promote(folder, "untrained")
        promote(folder, "rehearsed")
        await asyncio.sleep(0.1)
        assert await model_of_a_tune(models) == id_of(folder / "untrained")
        assert not offered


async def test_a_damaged_model_at_the_start_is_said(folder: Path) -> None:
    promote(folder, "nowhere")
    with pytest.raises(ModelError, match="There is no model"):
        async with models_of(folder, []):
            pass


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Dying:
    return Dying(monkeypatch)


async def test_a_sampler_that_dies_fails_those_who_wait_and_starts_again(
    models: Models, dying: Dying, caplog: pytest.LogCaptureFixture
) -> None:
    before = (await models.compose(ASKED, unheard)).tune
    dying.times = 1
    waiting = [models.compose(ASKED, unheard) for _ in range(10)]
    errors = await asyncio.gather(*waiting, return_exceptions=True)
    assert any(isinstance(error, EngineError) for error in errors)
    assert (await models.compose(ASKED, unheard)).tune == before
    assert (models.health.problem, models.health.restarts) == (None, {"sampler": 1})
    assert "the step broke" in caplog.text
    assert "started again" in caplog.text


async def test_after_three_deaths_in_a_row_it_stays_dead_and_says_so(models: Models, dying: Dying) -> None:
    dying.times = 3
    for healthy in (True, True, False):
        with pytest.raises(EngineError):
            await models.compose(ASKED, unheard)
        assert (models.health.problem is None) == healthy
    with pytest.raises(EngineError, match=STOPPED):
        await models.compose(ASKED, unheard)


async def test_deaths_with_tunes_between_them_are_not_in_a_row(models: Models, dying: Dying) -> None:
    for _ in range(4):
        dying.times = 1
        with pytest.raises(EngineError):
            await models.compose(ASKED, unheard)
        await models.compose(ASKED, unheard)
    assert models.health.problem is None


async def test_another_model_brings_a_dead_composer_back(models: Models, folder: Path, dying: Dying) -> None:
    dying.times = 3
    for _ in range(3):
        with pytest.raises(EngineError):
            await models.compose(ASKED, unheard)
    promote(folder, "untrained")
    await until(lambda: models.health.problem is None)
    assert await model_of_a_tune(models) == id_of(folder / "untrained")
