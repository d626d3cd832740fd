"""What the tests of ModelPool share: folders of models, promoting one, and a sampler that fails."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.model.folders import CURRENT, RECORD, write_atomically
from generator.model.record import load_catalogue
from generator.request import ComposeRequest
from generator.sampling.batch import Batch

REQUEST = ComposeRequest(type="jig", key="D", seed=5)


def ignore_progress(bar: int, bars: int) -> None:
    pass


def promote(folder: Path, name: str) -> None:
    """As `trainer promote` does it."""
    write_atomically(folder / CURRENT, f"{name}\n".encode())


async def wait_until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the pool sends no events
            await asyncio.sleep(0.001)


def id_of(folder: Path) -> str:
    return load_catalogue(str(folder)).model


def copy_model(model: Path, name: str) -> Path:
    """A copy with another name and id."""
    folder = Path(shutil.copytree(model, model.parent / name))
    record = json.loads((folder / RECORD).read_text())
    (folder / RECORD).write_text(json.dumps(record | {"id": f"{name}-id"}))
    return folder


class FailingSteps:
    """Makes the next `times` steps of any batch fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        step = Batch.step

        def failing_step(batch: Batch) -> None:
            if self.times:
                self.times -= 1
                raise RuntimeError("the step broke")
            step(batch)

        monkeypatch.setattr(Batch, "step", failing_step)


class Gate:
    """Holds every thread that calls a function until `open` is set. `reached`: one has called it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()
        function = getattr(owner, name)

        def gated(*arguments: object) -> object:
            self.reached.set()
            self.open.wait(60)
            return function(*arguments)

        monkeypatch.setattr(owner, name, gated)
