"""Cancel, and an answer that cannot be shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, labels, pick

ORIGINAL = "/webhooks/*/*/messages/@original"


async def waiting(stage: Stage) -> Any:
    """A tune that Ann waits for."""
    stage.engine.hold = stage.env
    return await stage.compose()


async def test_whoever_waits_can_cancel(stage: Stage) -> None:
    result = await waiting(stage)
    assert labels(result.response) == ["Cancel"]
    pressed = await stage.ann.click(result.response, label="Cancel")
    assert (pressed.response.content, pressed.ephemeral) == ("Cancelled.", True)
    assert stage.engine.cancelled == set(stage.engine.jobs)
    assert result.response is None
    assert await stage.history.get(1) is None


async def test_nobody_else_is_told_of_it_as_an_error(stage: Stage) -> None:
    result = await waiting(stage)
    await stage.ann.click(result.response, label="Cancel")
    assert (result.followups, stage.env.errors) == ([], [])


async def test_nobody_else_can_cancel(stage: Stage) -> None:
    result = await waiting(stage)
    pressed = await stage.bob.click(result.response, label="Cancel")
    assert (pressed.response.content, pressed.ephemeral) == (
        "Only the person who asked for this tune can cancel it.",
        True,
    )
    stage.engine.go_on.set()
    await stage.env.settle()
    assert labels(result.response) == TUNE_LABELS


@pytest.mark.parametrize("press", ["another", "file"])
async def test_what_a_button_set_going_can_be_cancelled(stage: Stage, press: str) -> None:
    message = (await stage.compose()).response
    stage.engine.hold = stage.env
    if press == "another":
        result = await stage.bob.click(message, label="Another")
    else:
        result = await pick(stage.bob, message, "more", "wav")
    await stage.bob.click(result.response, label="Cancel")
    assert result.response is None


async def test_a_tune_that_is_being_rendered_can_be_cancelled(stage: Stage) -> None:
    await stage.compose(seed=7)
    stage.engine.held = "rendering"
    result = await waiting(stage)
    await stage.ann.click(result.response, label="Cancel")
    assert (result.response, await stage.history.get(2)) == (None, None)
    assert stage.engine.cancelled == {stage.engine.last.id}


async def test_a_tune_that_is_taken_up_after_a_restart_can_be_cancelled(stage: Stage) -> None:
    result = await waiting(stage)
    await stage.env.bot.close()
    await stage.restart(hold=True)
    await stage.ann.click(result.response, label="Cancel")
    assert result.response is None
    assert (await stage.history.orders(), await stage.history.get(1)) == ([], None)


async def test_what_nobody_can_be_told_of_is_not_made(stage: Stage) -> None:
    """Discord has given the interaction up: it took more than three seconds to answer."""
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=None)
    stage.engine.hold = stage.env
    await stage.compose()
    assert stage.engine.cancelled == set(stage.engine.jobs)
    assert (await stage.history.orders(), stage.env.errors) == ([], [])


async def test_where_lilt_may_not_show_a_tune_it_says_so(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=403, code=50013, times=None)
    result = await stage.compose()
    assert result.response is None
    assert [told.content for told in result.followups] == [
        "I cannot show tunes here: I need the permissions Embed Links and Attach Files. "
        "New tunes are kept in the history; `/tune` plays them in another channel."
    ]
    assert await stage.history.get(1) is not None
    assert stage.refusals == ["NotHere"]


async def test_a_line_that_was_deleted_meanwhile_is_no_error(stage: Stage) -> None:
    result = await waiting(stage)
    await stage.moderator().delete(result.response)
    stage.engine.go_on.set()
    await stage.env.settle()
    assert await stage.history.get(1) is not None
    assert stage.env.errors == []
