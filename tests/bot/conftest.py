"""The real bot on a simulated Discord, with a real database and a fake engine."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord.http import router

from bot.app import Lilt
from bot.history import Entry, History
from bot.playground import limits
from bot.transport import attachments
from generator.errors import LiltError
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    async with History.open(tmp_path / "lilt.sqlite3", clock=lambda: 1_700_000_000) as history:
        yield history


@pytest.fixture
def simcord_bot(engine: FakeEngine, history: History) -> Lilt:
    return Lilt(engine=engine, history=history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0)


@pytest.fixture(autouse=True)
def within_limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Check everything that the bot sends against Discord's limits, of which simcord knows few."""
    found: list[limits.Problem] = []
    dispatch = router.dispatch

    def checked(backend: Any, method: str, path: str, **call: Any) -> Any:
        sizes = [file.fp.seek(0, io.SEEK_END) for file in call.get("files") or ()]
        for file in call.get("files") or ():
            file.fp.seek(0)
        found.extend(limits.problems(method, path, call.get("json")) + limits.too_large(sizes))
        return dispatch(backend, method, path, **call)

    monkeypatch.setattr(router, "dispatch", checked)
    yield
    assert found == []


@pytest.fixture(autouse=True)
def attached_in_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are attached on the simulated Discord are read from it: it has no sockets."""
    if "simcord_env" in request.fixturenames:
        monkeypatch.setattr(attachments, "fetch", discord.Attachment.read)


@dataclass
class Stage:
    """The bot on a server with one channel, and the users Ann and Bob."""

    env: simcord.Env
    engine: FakeEngine
    history: History

    def __post_init__(self) -> None:
        self.guild = self.env.create_guild("Ceili")
        self.channel = self.guild.create_text_channel("session")
        # Any: a control that does not exist fails the test anyway.
        self.ann: Any = self.guild.add_member(self.env.create_user("ann"))
        self.bob: Any = self.guild.add_member(self.env.create_user("bob"))

    async def compose(self, **options: Any) -> Any:
        return await self.ann.slash(self.channel, "compose", **options)

    async def restart(
        self, *, hold: bool = False, refuse: LiltError | None = None, fail: str | None = None
    ) -> None:
        """Restart the bot with the same history. `hold`, `refuse` and `fail` are set on its new engine."""
        self.engine = FakeEngine()
        self.engine.hold = self.env if hold else None
        self.engine.refuse, self.engine.fail = refuse, fail
        await self.env.restart_bot(
            Lilt(
                engine=self.engine, history=self.history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0
            )
        )

    def moderator(self) -> Any:
        """A new user who may delete messages."""
        may = discord.Permissions(manage_messages=True)
        role = self.guild.create_role("moderators", permissions=may)
        return self.guild.add_member(self.env.create_user("mo"), roles=[role])

    async def entry(self, number: int = 1) -> Entry:
        """The tune with this number, which must exist."""
        found = await self.history.get(number)
        assert found is not None
        return found

    @property
    def refusals(self) -> list[str]:
        """The types of the errors that users were shown. A test that does not read them must cause none."""
        return [type(getattr(error, "original", error)).__name__ for error in self.env.errors]


@pytest.fixture
async def stage(simcord_env: simcord.Env, engine: FakeEngine, history: History) -> Stage:
    stage = Stage(simcord_env, engine, history)
    await simcord_env.settle()
    return stage
