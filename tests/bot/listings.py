"""What the tests of lists of tunes share: tunes in the history, and the numbers on a page."""

from __future__ import annotations

from typing import Any

from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import add_tune, asker, tune


async def add_tunes(stage: Stage, count: int, user: Any = None, guild: Any = None) -> None:
    """Add tunes to the history: of Ann and of this server by default."""
    for _ in range(count):
        request = ComposeRequest(key="D")
        whose = asker(user or stage.ann, guild or stage.guild)
        await add_tune(stage.history, whose, request, tune(request))


def numbers(message: Any) -> list[int]:
    """The numbers of the tunes on a page."""
    lines = message.embeds[0].description.splitlines()
    return [int(line.split("**")[1].removeprefix("#")) for line in lines if line.startswith("**")]


async def add_titled(stage: Stage, *titles: str, kind: str = "jig", user: Any = None) -> None:
    """Add tunes with these titles to the history."""
    for title in titles:
        request = ComposeRequest(type=kind)
        await add_tune(stage.history, asker(user or stage.ann, stage.guild), request, tune(request, title))
