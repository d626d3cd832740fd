"""The button Cancel, and answers that cannot be shown."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, labels, pick_file

ORIGINAL = "/webhooks/*/*/messages/@original"


async def waiting(stage: Stage) -> Any:
    """A tune that Ann is waiting for."""
    stage.engine.hold = stage.env
    return await stage.compose()


async def test_the_user_who_asked_can_cancel(stage: Stage) -> None:
    result = await waiting(stage)
    assert labels(result.response) == ["Cancel"]
    pressed = await stage.ann.click(result.response, label="Cancel")
    assert (pressed.response.content, pressed.ephemeral) == ("Cancelled.", True)
    assert stage.engine.cancelled == set(stage.engine.jobs)
    assert result.response is None
    assert await stage.history.get(1) is None


async def test_cancelling_shows_and_logs_no_error(stage: Stage) -> None:
    result = await waiting(stage)
    await stage.ann.click(result.response, label="Cancel")
    assert (result.followups, stage.env.errors) == ([], [])


@pytest.mark.parametrize("held", ["composing", "rendering"])
async def test_a_tune_is_only_called_cancelled_if_that_is_stored(stage: Stage, held: str) -> None:
    stage.engine.held = held
    result = await waiting(stage)
    await stage.history._db.execute("ALTER TABLE jobs RENAME TO gone")
    pressed = await stage.ann.click(result.response, label="Cancel")
    await stage.history._db.execute("ALTER TABLE gone RENAME TO jobs")
    assert pressed.response.content.startswith("Something went wrong on my side (reference ")
    assert (stage.engine.cancelled, labels(result.response)) == (set(), ["Cancel"])
    stage.engine.go_on.set()
    await stage.env.settle()
    assert labels(result.response) == TUNE_LABELS


async def test_a_tune_that_is_cancelled_just_when_it_is_done_is_not_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.engine.held = "rendering"
    result = await waiting(stage)
    abandon = stage.history.abandon

    async def slowly(order_id: str) -> None:
        stage.engine.go_on.set()
        await asyncio.sleep(0.1)
        await abandon(order_id)

    monkeypatch.setattr(stage.history, "abandon", slowly)
    pressed = await stage.ann.click(result.response, label="Cancel")
    assert (pressed.response.content, result.response) == ("Cancelled.", None)
    assert (await stage.history.orders(), await stage.history.get(1)) == ([], None)


async def test_other_users_cannot_cancel(stage: Stage) -> None:
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
async def test_a_job_from_a_button_can_be_cancelled(stage: Stage, press: str) -> None:
    message = (await stage.compose()).response
    stage.engine.hold = stage.env
    if press == "another":
        result = await stage.bob.click(message, label="Another")
    else:
        result = await pick_file(stage.bob, message, "wav")
    await stage.bob.click(result.response, label="Cancel")
    assert result.response is None


async def test_a_tune_that_is_being_rendered_can_be_cancelled(stage: Stage) -> None:
    await stage.compose(seed=7)
    stage.engine.held = "rendering"
    result = await waiting(stage)
    await stage.ann.click(result.response, label="Cancel")
    assert (result.response, await stage.history.get(2)) == (None, None)
    assert stage.engine.cancelled == {stage.engine.last.id}


async def test_a_tune_can_be_cancelled_after_a_restart(stage: Stage) -> None:
    result = await waiting(stage)
    await stage.env.bot.close()
    await stage.restart(hold=True)
    await stage.ann.click(result.response, label="Cancel")
    assert result.response is None
    assert (await stage.history.orders(), await stage.history.get(1)) == ([], None)


async def test_a_job_whose_first_answer_failed_is_cancelled(stage: Stage) -> None:
    """The interaction has expired: the first answer took more than three seconds."""
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=None)
    stage.engine.hold = stage.env
    await stage.compose()
    assert stage.engine.cancelled == set(stage.engine.jobs)
    assert (await stage.history.orders(), stage.env.errors) == ([], [])


async def test_missing_permissions_to_show_a_tune_are_named(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=403, code=50013, times=None)
    result = await stage.compose()
    assert result.response is None
    assert [told.content for told in result.followups] == [
        "I cannot show tunes here: I need the permissions Embed Links and Attach Files. "
        "New tunes are kept in the history; `/tune` plays them in another channel."
    ]
    assert await stage.history.get(1) is not None
    assert stage.refusals == ["NotHere"]


async def test_deleting_the_progress_line_is_no_error(stage: Stage) -> None:
    result = await waiting(stage)
    await stage.moderator().delete(result.response)
    stage.engine.go_on.set()
    await stage.env.settle()
    assert await stage.history.get(1) is not None
    assert stage.env.errors == []
