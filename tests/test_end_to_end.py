"""Everything real but Discord: a typed command, a trained model, the queue, the renderers, the database."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import mido
import pytest
import simcord
from mutagen.mp3 import MP3
from pypdf import PdfReader

from bot.app import Lilt
from bot.components.more.files_menu import FILES
from bot.history import History
from generator.engine import Engine, Event, Health, Job
from generator.engine.local.engine import at_once, open_local_engine
from generator.library.local import LocalLibrary
from generator.model.record import load_catalogue
from generator.notation.reading.reader import read_abc
from generator.tune import Tune
from tests.bot.fakes import pick, pick_file, prefilled
from tests.generator.engine.remote.cluster import open_cluster
from tests.generator.tiny_models import rehearsed, untrained

__all__ = ["rehearsed", "untrained"]


class Watched:
    """The real engine; the simulated Discord waits for its events."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.env: simcord.Env | None = None

    async def submit(self, job: Job) -> None:
        await self._engine.submit(job)

    async def render(self, job_id: str, tune: Tune) -> None:
        await self._engine.render(job_id, tune)

    async def events(self, job_id: str) -> AsyncGenerator[Event, None]:
        assert self.env is not None
        async with aclosing(self._engine.events(job_id)) as events:
            while True:
                try:
                    yield await self.env.external_wait(anext(events), reason="the engine is at work")
                except StopAsyncIteration:
                    return

    async def cancel(self, job_id: str) -> None:
        await self._engine.cancel(job_id)

    @property
    def health(self) -> Health:
        return self._engine.health

    async def close(self, drain: float = 0.0) -> None:
        await self._engine.close(drain)


@pytest.fixture(params=["local", "nats"])
async def engine(request: pytest.FixtureRequest, rehearsed: Path, tmp_path: Path) -> AsyncIterator[Watched]:
    """An engine in this process, or one whose worker is another process at a broker."""
    if request.param == "local":
        async with open_local_engine(model=str(rehearsed), device="cpu") as engine:
            yield Watched(engine)
        return
    async with (
        open_cluster(tmp_path) as cluster,
        cluster.engine() as engine,
        worker_process(cluster.server.url, rehearsed),
    ):
        await cluster.ready(engine, at_once("cpu"))
        yield Watched(engine)


@asynccontextmanager
async def worker_process(url: str, model: Path) -> AsyncIterator[None]:
    command = (sys.executable, "-m", "generator", "worker", "--engine", url, "--model", str(model))
    process = await asyncio.create_subprocess_exec(*command)
    try:
        yield
    finally:
        process.terminate()
        assert await process.wait() == 0


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "lilt.sqlite3"


@pytest.fixture
async def history(database: Path) -> AsyncIterator[History]:
    async with History.open(database) as history:
        yield history


@pytest.fixture
def simcord_bot(engine: Watched, history: History, rehearsed: Path) -> Lilt:
    catalogue, library = load_catalogue(str(rehearsed)), LocalLibrary(str(rehearsed))
    return Lilt(engine=engine, history=history, catalogue=catalogue, library=library, pause=0)


def intervals(abc: bytes) -> list[int]:
    """The melody's intervals, which are the same in every key."""
    notes = (note for bar in read_abc(abc.decode()).bars for note in bar.notes)
    pitches = [pitch.midi for note in notes for pitch in note.pitches]
    return [after - before for before, after in pairwise(pitches)]


async def get_file(user: Any, message: Any, value: str) -> bytes:
    """The file that the menu More, or Files below it, gives for this value."""
    choose = pick_file if value in FILES else partial(pick, menu="more")
    result = await choose(user, message, value=value)
    (attachment,) = result.response.attachments
    data: bytes = await attachment.read()
    return data


async def check_renditions(ann: Any, message: Any, seconds: float) -> None:
    """A slower recording is longer."""
    slow: Any = MP3(io.BytesIO(await get_file(ann, message, "slower-60"))).info
    assert slow.length > 1.4 * seconds


async def check_children(ann: Any, message: Any, abc: bytes) -> None:
    """A variation of part B keeps part A; a remix in another key keeps the intervals."""
    varied = (await pick(ann, message, "vary", "B")).response
    before, after = abc.decode(), (await get_file(ann, varied, "abc")).decode()
    assert after.split(":|")[0].splitlines()[2:] == before.split(":|")[0].splitlines()[2:]
    assert after.split(":|")[1] != before.split(":|")[1]

    form = await ann.click(message, label="Remix")
    moved = (await ann.submit_modal(form, {**prefilled(form), "key": "A major"})).response
    assert intervals(await get_file(ann, moved, "abc")) == intervals(abc)


@pytest.mark.simcord(settle_timeout=60)
async def test_a_typed_command_becomes_a_tune_that_outlives_a_restart(
    simcord_env: simcord.Env, engine: Watched, database: Path, rehearsed: Path
) -> None:
    engine.env = simcord_env
    guild = simcord_env.create_guild("Ceili")
    channel = guild.create_text_channel("session")
    ann: Any = guild.add_member(simcord_env.create_user("ann"))

    message = (await ann.slash(channel, "compose", type="jig", key="G", seed=3, times=1)).response
    name = message.embeds[0].title.removeprefix("#1 · ")
    assert name
    mp3, picture = [await attachment.read() for attachment in message.attachments]
    info: Any = MP3(io.BytesIO(mp3)).info
    assert info.length > 5
    assert picture.startswith(b"\x89PNG")

    async with History.open(database) as reopened:
        catalogue = load_catalogue(str(rehearsed))
        library = LocalLibrary(str(rehearsed))
        await simcord_env.restart_bot(
            Lilt(engine=engine, history=reopened, catalogue=catalogue, library=library, pause=0)
        )
        abc, midi, pdf = [await get_file(ann, message, file) for file in ("abc", "mid", "pdf-a4")]
        assert read_abc(abc.decode()).key.name == "G major"
        assert mido.MidiFile(file=io.BytesIO(midi)).length > 5
        assert name in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()

        await check_renditions(ann, message, info.length)
        await check_children(ann, message, abc)

        another = (await ann.click(message, label="Another")).response
        assert another.embeds[0].title.startswith("#4 · ")
        assert another.embeds[0].title != f"#4 · {name}"
        await ann.click(message, label="Save")
        book = (await ann.slash(channel, "tunebook", title="Mine")).response
        pages = PdfReader(io.BytesIO(await book.attachments[0].read())).pages
        assert pages[0].extract_text().splitlines()[0] == "Mine"
        assert all(name in page.extract_text() for page in pages)

        listed = (await ann.slash(channel, "history")).response
        assert (
            listed.embeds[0].description.count(name) == 3
        )  # the variation is its No. 2, the remix only in A
        again = (await ann.slash(channel, "tune", number=1)).response
        assert again.embeds[0].title == f"#1 · {name}"
        assert await again.attachments[0].read() == mp3
