"""After a choice in a menu, its message is edited to what it is: Discord then forgets what was chosen."""

from __future__ import annotations

from typing import Any

import pytest

from generator.errors import QueueFull
from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, labels, names, pick


def edits_of(stage: Stage, message: Any) -> list[Any]:
    """The bodies of the edits of this message: in its channel, and as answers to a menu in it."""
    calls: list[Any] = list(stage.env.http_requests)
    ends = f"/messages/{message.id}"
    edits = [one.json for one in calls if one.method == "PATCH" and one.path.endswith(ends)]
    answers = [one.json for one in calls if one.path.endswith("/callback") and one.json["type"] == UPDATE]
    return [*edits, *(one["data"] for one in answers)]


UPDATE = 7
"""Discord's type of an answer that edits the message of a control."""
CHOICES = [
    ("vary", "ending"),
    ("more", "begin"),
    ("more", "slower-80"),
    ("more", "key"),
    ("more", "making"),
]


@pytest.mark.parametrize(("menu", "value"), CHOICES)
async def test_a_choice_under_a_tune_can_be_made_again(stage: Stage, menu: str, value: str) -> None:
    message = (await stage.compose(parts="AABB", bars=8)).response
    shown = (message.components, message.embeds[0].to_dict(), names(message))
    for times in (1, 2):
        result = await pick(stage.bob, message, menu, value)
        assert result.response.id != message.id
        assert len(edits_of(stage, message)) == times
    assert (message.components, message.embeds[0].to_dict(), names(message)) == shown
    assert not any({"content", "embeds", "attachments"} & set(body) for body in edits_of(stage, message))


@pytest.mark.parametrize(("menu", "value"), [("instrument", "flute"), ("key", "Bb")])
async def test_a_choice_in_an_ephemeral_menu_can_be_made_again(stage: Stage, menu: str, value: str) -> None:
    message = (await stage.compose()).response
    asked = (await pick(stage.bob, message, "more", menu)).response
    for times in (1, 2):
        await pick(stage.bob, asked, menu, value)
        assert len(edits_of(stage, asked)) == times


async def test_a_choice_in_a_list_can_be_made_again(stage: Stage) -> None:
    await stage.compose()
    listed = (await stage.ann.slash(stage.channel, "history")).response
    opened = (await stage.ann.select(listed, ["1"])).response
    assert labels(opened) == TUNE_LABELS
    assert len(edits_of(stage, listed)) == 1


async def test_a_choice_that_is_refused_can_be_made_again(stage: Stage) -> None:
    message = (await stage.compose(parts="AABB", bars=8)).response
    stage.engine.refuse = QueueFull(100)
    result = await pick(stage.bob, message, "vary", "ending")
    assert result.ephemeral
    assert len(edits_of(stage, message)) == 1
    assert labels(message) == TUNE_LABELS
    assert stage.refusals in ([], ["QueueFull"])


async def test_a_choice_is_answered_although_the_menu_cannot_be_edited(stage: Stage) -> None:
    message = (await stage.compose()).response
    stage.env.inject_error("PATCH", f"/channels/*/messages/{message.id}", status=403, code=50001)
    result = await pick(stage.bob, message, "vary", "ending")
    assert labels(result.response) == TUNE_LABELS


async def test_the_answer_comes_although_its_progress_line_got_lost(stage: Stage) -> None:
    message = (await stage.compose()).response
    stage.env.inject_error("POST", "/webhooks/*/*", status=500)
    result = await pick(stage.bob, message, "more", "slower-80")
    assert names(result.response) == ["lilt-1-the-fake-jig-80-percent.mp3"]


async def test_a_button_does_not_edit_its_message(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.bob.click(message, label="Another")
    assert edits_of(stage, message) == []
