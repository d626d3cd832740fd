"""Lilt works wherever a command can be used: in direct messages, in groups, as a user's app."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.bot.conftest import Stage
from tests.bot.fakes import labels, names, pick, pick_file

OWN_ROUTES = re.compile(r"/(interactions|webhooks)/")
FOLLOWUP = re.compile(r"/webhooks/\d+/[^/]+")


async def everything(actor: Any, message: Any) -> None:
    """Press every button under a tune."""
    await actor.click(message, label="Another")
    await pick(actor, message, "vary", "ending")
    for value in ("begin", "slower-60", "making", "simpler"):
        await pick(actor, message, "more", value)
    await pick_file(actor, message, "abc")
    for menu, value in (("instrument", "flute"), ("key", "Bb")):
        asked = await pick(actor, message, "more", menu)
        await pick(actor, asked.response, menu, value)
    form = await actor.click(message, label="Remix")
    await actor.submit_modal(form, {"key": "H"})
    await actor.click(message, label="Save")
    await actor.click(message, label="Delete")
    await actor.click(message, label="Delete for good")


async def test_only_the_interactions_own_routes_are_used(stage: Stage) -> None:
    """An app that only a user installed has no other routes."""
    before = len(stage.env.http_requests)
    message = (await stage.compose()).response
    await everything(stage.ann, message)
    paths = [request.path for request in stage.env.http_requests[before:]]
    assert [path for path in paths if not OWN_ROUTES.match(path)] == []


async def test_every_command_works_in_direct_messages(stage: Stage) -> None:
    result = await stage.ann.user.slash("compose")
    await everything(stage.ann.user, result.response)
    assert result.response is None


async def test_no_interaction_needs_more_than_one_follow_up(stage: Stage) -> None:
    """A user-installed app may send five follow-ups."""
    await everything(stage.ann, (await stage.compose()).response)
    sent = [one.path for one in stage.env.http_requests if one.method == "POST"]
    follow_ups = [path for path in sent if FOLLOWUP.fullmatch(path)]
    assert follow_ups
    assert len(follow_ups) == len(set(follow_ups))


@pytest.mark.parametrize(
    ("too_large", "shown", "sentence"),
    [
        (
            "mp3",
            ["lilt-1-the-fake-jig.png"],
            "The MP3 is too large to send (25.0 MB, and the limit here is 25 MB); "
            "the menu *More* has the tune as ABC and MIDI.",
        ),
        (
            "png",
            ["lilt-1-the-fake-jig.mp3"],
            "The PNG is too large to send (25.0 MB, and the limit here is 25 MB); "
            "the menu *More* has the tune as ABC.",
        ),
    ],
)
async def test_a_file_over_the_limit_is_left_out_and_mentioned(
    stage: Stage, too_large: str, shown: list[str], sentence: str
) -> None:
    stage.engine.sizes = {too_large: 25 * 2**20 + 1}
    message = (await stage.compose()).response
    assert (names(message), message.content) == (shown, sentence)
    assert "Another" in labels(message)


async def test_a_requested_file_over_the_limit_is_refused_in_a_sentence(stage: Stage) -> None:
    message = (await stage.compose()).response
    stage.engine.sizes = {"wav": 30 * 2**20}
    result = await pick_file(stage.ann, message, "wav")
    assert names(result.response) == []
    assert result.response.content == (
        "The WAV is too large to send (30.0 MB, and the limit here is 25 MB); the MP3 sounds the same."
    )
