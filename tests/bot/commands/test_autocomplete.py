"""Autocomplete of tune numbers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.conftest import Stage
from tests.bot.listings import add_titled, add_tunes


async def proposed(
    user: Any, stage: Stage, typed: str, command: str = "tune", option: str = "number"
) -> list[Any]:
    return [one["value"] for one in await user.autocomplete(stage.channel, command, option, typed)]


@pytest.mark.parametrize(("typed", "numbers"), [("", [3, 2, 1]), ("mill", [3, 2]), ("2", [2]), ("x", [])])
async def test_autocomplete_finds_tunes_by_number_and_title(
    stage: Stage, typed: str, numbers: list[int]
) -> None:
    await add_titled(stage, "The Copper Kettle", "The Old Mill", "The New Mill")
    assert await proposed(stage.bob, stage, typed) == numbers


@pytest.mark.parametrize(
    ("command", "option"), [("family", "number"), ("set", "first"), ("set", "second"), ("set", "third")]
)
async def test_every_option_for_a_tune_number_has_autocomplete(
    stage: Stage, command: str, option: str
) -> None:
    await add_tunes(stage, 1)
    assert await proposed(stage.bob, stage, "", command, option) == [1]


async def test_autocomplete_keeps_discords_limit_and_finds_an_old_tune_by_its_number(stage: Stage) -> None:
    await add_tunes(stage, 40)
    assert await proposed(stage.bob, stage, "") == list(range(40, 15, -1))
    assert await proposed(stage.bob, stage, "1") == [1, *range(19, 15, -1)]


@pytest.mark.parametrize("typed", ["1", "9" * 15, "9" * 40, "²"])
async def test_autocomplete_does_not_propose_tunes_of_other_servers(stage: Stage, typed: str) -> None:
    await add_tunes(stage, 1, guild=99)
    assert await proposed(stage.bob, stage, typed) == []


async def test_autocomplete_in_direct_messages_proposes_the_users_own_tunes(stage: Stage) -> None:
    await add_tunes(stage, 1, guild=99)
    await add_tunes(stage, 1, stage.bob)
    offered = await stage.ann.user.autocomplete("tune", "number", "")
    assert [(one["name"], one["value"]) for one in offered] == [("#1 The Fake Jig", 1)]
