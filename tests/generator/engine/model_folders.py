"""What the tests of the models at work share: a folder of them, promoted as the trainer does it."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.model.folders import CURRENT, RECORD, write_atomically
from generator.model.record import load_catalogue
from generator.sampling.batch import Batch
from generator.tune import ComposeRequest

ASKED = ComposeRequest(type="jig", key="D", seed=5)


def unheard(bar: int, bars: int) -> None:
    pass


def promote(folder: Path, name: str) -> None:
    """As `trainer promote` does it."""
    write_atomically(folder / CURRENT, f"{name}\n".encode())


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - health is looked at, it does not call
            await asyncio.sleep(0.001)


def id_of(folder: Path) -> str:
    return load_catalogue(str(folder)).model


def copied(model: Path, name: str) -> Path:
    """The same under another name and id."""
    folder = Path(shutil.copytree(model, model.parent / name))
    record = json.loads((folder / RECORD).read_text())
    (folder / RECORD).write_text(json.dumps(record | {"id": f"{name}-id"}))
    return folder


class Dying:
    """Makes the tables' steps fail while `times` lasts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        step = Batch.step

        def dying(table: Batch) -> None:
            if self.times:
                self.times -= 1
                raise RuntimeError("the step broke")
            step(table)

        monkeypatch.setattr(Batch, "step", dying)
