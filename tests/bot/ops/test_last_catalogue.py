"""What the commands offer where no worker says which model is in use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.app import Lilt
from bot.history import History
from bot.ops.last_catalogue import FACT, first_catalogue, keep_catalogue
from generator.catalogue import Catalogue
from generator.errors import Unavailable
from generator.model.record import load_catalogue
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary, eventually


class Silent(FakeLibrary):
    """No worker answers."""

    async def catalogue(self, model: str | None = None) -> Catalogue:
        raise Unavailable("No worker answers.")


async def test_the_catalogue_is_the_one_of_the_model_in_use(history: History) -> None:
    await keep_catalogue(replace(CATALOGUE, model="before"), history)
    assert await first_catalogue(FakeLibrary(), history) == CATALOGUE


async def test_without_a_worker_it_is_the_last_one_and_the_log_says_so(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    await keep_catalogue(CATALOGUE, history)
    assert await first_catalogue(Silent(), history) == CATALOGUE
    assert "no worker answers; until one does, the commands offer what tiny has learnt" in caplog.text


async def test_at_the_very_first_start_it_is_then_the_one_that_comes_with_lilt(history: History) -> None:
    assert await first_catalogue(Silent(), history) == load_catalogue()


async def test_what_is_registered_is_kept(stage: Stage) -> None:
    assert await first_catalogue(Silent(), stage.history) == CATALOGUE
    newer = replace(CATALOGUE, model="newer", tonics={"maj": {"D": 1}})
    lilt = Lilt(
        engine=FakeEngine(), history=stage.history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0
    )
    await stage.env.restart_bot(lilt)
    lilt.offer(newer)
    before = await stage.history.fact(FACT)
    assert await eventually(lambda: lilt._syncing is not None and lilt._syncing.done())
    assert await stage.history.fact(FACT) != before
    assert await first_catalogue(Silent(), stage.history) == newer


async def test_the_catalogue_that_is_offered_already_registers_nothing(stage: Stage) -> None:
    lilt: Any = stage.env.bot
    lilt.offer(replace(CATALOGUE))
    assert lilt._syncing is None
