"""The number of servers is asked again and again, whatever Discord answers in between."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.app import Lilt
from bot.history import History
from bot.transport import application
from bot.transport.application import counting_guilds
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary, eventually


async def test_the_number_of_servers_is_asked_again(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "SECONDS", 0.01)
    refusal: Any = SimpleNamespace(status=403, reason="Forbidden", headers={})
    answers: list[Any] = [
        SimpleNamespace(approximate_guild_count=7),
        discord.Forbidden(refusal, {"code": 50001, "message": "Missing Access"}),
        SimpleNamespace(approximate_guild_count=9),
    ]

    async def application_info() -> Any:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    counted: list[int] = []
    async with Lilt(engine=FakeEngine(), history=history, catalogue=CATALOGUE, library=FakeLibrary()) as lilt:
        monkeypatch.setattr(lilt, "application_info", application_info)
        async with counting_guilds(lilt, counted.append):
            assert await eventually(lambda: counted[:2] == [7, 9])
