"""An interaction that the gateway delivers twice is handled once."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from simcord import interactions

from bot.policy.guild_settings import GuildSettings
from bot.transport import arrivals
from tests.bot.conftest import Stage
from tests.bot.fakes import names, pick, prefilled

Events = list[dict[str, Any]]


@pytest.fixture
def events(stage: Stage) -> Events:
    """All interactions, in the order in which they came."""
    parsers: Any = stage.env.bot._connection.parsers
    parse, came = parsers["INTERACTION_CREATE"], Events()

    def watched(event: dict[str, Any]) -> None:
        came.append(copy.deepcopy(event))
        parse(event)

    parsers["INTERACTION_CREATE"] = watched
    return came


async def act(stage: Stage, name: str) -> None:
    message = (await stage.compose()).response
    match name:
        case "save":
            await stage.bob.click(message, label="Save")
        case "another":
            await stage.bob.click(message, label="Another")
        case "vary":
            await pick(stage.bob, message, "vary", "ending")
        case "remix":
            shown = await stage.bob.click(message, label="Remix")
            await stage.bob.submit_modal(shown, prefilled(shown))
        case "delete":
            await stage.ann.click(message, label="Delete")
        case "about":
            await stage.bob.slash(stage.channel, "about")


def seen(stage: Stage) -> list[Any]:
    """What is in the channel, and what the bot has sent."""
    shown = [(message.id, message.content, names(message)) for message in stage.channel.history()]
    return [shown, len(stage.engine.jobs), list(stage.engine.rendered)]


@pytest.mark.parametrize("name", ["compose", "save", "another", "vary", "remix", "delete", "about"])
async def test_an_interaction_that_comes_again_after_its_end_changes_nothing(
    stage: Stage, events: Events, name: str
) -> None:
    await act(stage, name)
    before, saves = seen(stage), await stage.history.saves(1)
    for event in list(events):
        stage.env.bot._connection.parsers["INTERACTION_CREATE"](event)
    await stage.env.settle()
    assert seen(stage) == before
    assert await stage.history.saves(1) == saves
    assert stage.env.errors == []


async def test_an_interaction_that_comes_again_while_it_is_handled_is_handled_once(
    stage: Stage, events: Events
) -> None:
    stage.engine.hold = stage.env
    await stage.compose()
    stage.env.bot._connection.parsers["INTERACTION_CREATE"](events[0])
    stage.engine.go_on.set()
    await stage.env.settle()
    assert len(stage.engine.rendered) == 1
    assert len(list(stage.channel.history())) == 1


@pytest.mark.parametrize(
    "event", [None, 7, "x", [], {}, {"id": None}, {"id": "7", "type": 2}, {"id": {}, "type": 5}]
)
async def test_an_interaction_that_cannot_be_read_does_no_harm(stage: Stage, event: Any) -> None:
    stage.env.bot._connection.parsers["INTERACTION_CREATE"](event)
    assert (await stage.compose()).response.attachments


async def test_only_so_many_interactions_are_remembered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "REMEMBERED", 2)
    for _ in range(4):
        await stage.compose()
    kept: Any = stage.env.bot
    assert len(kept._arrivals._seen) == 2


TOLD = ("id", "name", "type", "permissions", "last_message_id", "nsfw", "parent_id", "guild_id", "flags")
"""What an interaction says of its channel, as Discord documents it."""
OF_THREADS = {
    "parent_id": "99",
    "thread_metadata": {
        "archived": False,
        "auto_archive_duration": 60,
        "archive_timestamp": "2026-11-26T00:00:00+00:00",
    },
}


@pytest.mark.parametrize("type", [0, 2, 5, 10, 11, 12, 13])
async def test_an_interaction_says_little_of_its_channel(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, type: int
) -> None:
    made: Any = interactions.base_payload

    def partial(*arguments: Any, **more: Any) -> Any:
        record, payload = made(*arguments, **more)
        channel = {name: value for name, value in payload["channel"].items() if name in TOLD}
        extra = OF_THREADS if type in (10, 11, 12) else {}
        return record, {**payload, "channel": {**channel, **extra, "type": type}}

    monkeypatch.setattr(interactions, "base_payload", partial)
    message = (await stage.compose()).response
    await stage.bob.click(message, label="Another")
    assert len(stage.engine.rendered) == 2
    allowed = 99 if type in (10, 11, 12) else stage.channel.id
    await stage.history.set_guild_settings(stage.guild.id, GuildSettings(channels=(allowed,)).to_json())
    assert (await stage.compose()).response.attachments
