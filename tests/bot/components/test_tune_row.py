"""The buttons Save and Delete, which change their own row."""

from __future__ import annotations

import pytest

from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, labels, names

ORIGINAL = "/webhooks/*/*/messages/@original"
REALLY = ["Delete for good", "Keep"]


async def test_the_save_button_counts_the_saves(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.bob.click(message, label="Save")
    await stage.ann.click(message, label="Save (1)")
    assert "Save (2)" in labels(message)
    assert await stage.history.saves(1) == 2


async def test_a_second_press_of_save_does_not_undo_the_first(stage: Stage) -> None:
    message = (await stage.compose()).response
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062)
    lost = await stage.bob.click(message, label="Save")
    again = await stage.bob.click(message, label="Save")
    assert [told.content for told in lost.followups] == []
    said = [(told.content, told.ephemeral) for told in again.followups]
    listed = "`/history whose: saved` lists your saved tunes."
    assert said == [(f"You have saved this tune already. {listed}", True)]
    assert "Save (1)" in labels(message)
    first = await stage.ann.click(message, label="Save (1)")
    assert [told.content for told in first.followups] == [f"Saved. {listed}"]


async def test_remove_undoes_save(stage: Stage) -> None:
    message = (await stage.compose()).response
    (saved,) = (await stage.bob.click(message, label="Save")).followups
    await stage.ann.click(message, label="Save (1)")
    await stage.restart()
    await stage.bob.click(saved, label="Remove")
    assert (saved.content, labels(saved)) == ("Removed from your saved tunes.", [])
    assert "Save (1)" in labels(message)
    again = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    assert "Save (1)" in labels(again)


async def test_remove_corrects_the_message_in_which_save_was_pressed(stage: Stage) -> None:
    await stage.compose()
    again = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    (saved,) = (await stage.bob.click(again, label="Save")).followups
    await stage.bob.click(saved, label="Remove")
    assert labels(again) == TUNE_LABELS


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (404, 10008)])
async def test_remove_works_where_the_tunes_message_cannot_be_edited(
    stage: Stage, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    message = (await stage.compose()).response
    (saved,) = (await stage.bob.click(message, label="Save")).followups
    stage.env.inject_error("PATCH", f"/channels/*/messages/{message.id}", status=status, code=code)
    with caplog.at_level("INFO", logger="bot.components.tune_row"):
        result = await stage.bob.click(saved, label="Remove")
    assert (saved.content, result.followups) == ("Removed from your saved tunes.", [])
    assert await stage.history.saves(1) == 0
    assert "the message of tune 1 still counts a save too many" in caplog.text


async def test_a_blocked_user_cannot_save(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.history.block(stage.bob.id)
    result = await stage.bob.click(message, label="Save")
    assert (result.response.content, result.ephemeral) == (
        "The owner of this bot has blocked you from using it.",
        True,
    )
    assert await stage.history.saves(1) == 0


async def test_saving_changes_only_the_button(stage: Stage) -> None:
    message = (await stage.compose(parts="AABB", bars=8)).response
    before = (message.embeds, names(message), message.components[1:])
    await stage.bob.click(message, label="Save")
    assert (message.embeds, names(message), message.components[1:]) == before


async def test_a_tune_that_is_shown_again_has_the_number_of_saves(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.bob.click(message, label="Save")
    again = (await stage.bob.slash(stage.channel, "tune", number=1)).response
    assert "Save (1)" in labels(again)


async def test_delete_asks_for_confirmation_and_keeps_the_other_buttons(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.ann.click(message, label="Delete")
    assert labels(message) == [*TUNE_LABELS[:3], *REALLY, *TUNE_LABELS[4:]]
    await stage.ann.click(message, label="Keep")
    assert labels(message) == TUNE_LABELS
    assert await stage.history.get(1) is not None


async def test_deleting_removes_the_tune_and_its_message(stage: Stage) -> None:
    result = await stage.compose()
    await stage.ann.click(result.response, label="Delete")
    await stage.ann.click(result.response, label="Delete for good")
    assert result.response is None
    assert await stage.history.get(1) is None


@pytest.mark.parametrize("label", ["Delete", *REALLY])
async def test_only_the_author_and_moderators_can_delete_a_tune(stage: Stage, label: str) -> None:
    message = (await stage.compose()).response
    if label != "Delete":
        await stage.ann.click(message, label="Delete")
    before = labels(message)
    result = await stage.bob.click(message, label=label)
    assert [(told.content, told.ephemeral) for told in [result.response]] == [
        ("Only the person who asked for this tune, or a moderator, can delete it.", True)
    ]
    assert labels(message) == before
    assert await stage.history.get(1) is not None


async def test_a_moderator_can_delete_any_tune(stage: Stage) -> None:
    moderator = stage.moderator()
    result = await stage.compose()
    await moderator.click(result.response, label="Delete")
    await moderator.click(result.response, label="Delete for good")
    assert result.response is None
    assert await stage.history.get(1) is None


async def test_the_author_can_delete_a_tune_in_direct_messages(stage: Stage) -> None:
    result = await stage.ann.user.slash("compose")
    await stage.ann.user.click(result.response, label="Delete")
    await stage.ann.user.click(result.response, label="Delete for good")
    assert result.response is None


async def test_a_message_that_cannot_be_deleted_is_reported(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.ann.click(message, label="Delete")
    stage.env.inject_error("DELETE", ORIGINAL, status=403, code=50013)
    result = await stage.ann.click(message, label="Delete for good")
    assert [told.content for told in result.followups] == [
        "#1 is deleted, but I could not delete this message; please do it yourself."
    ]
    assert await stage.history.get(1) is None


@pytest.mark.parametrize("label", ["Another", "Remix", "Save", "Delete"])
async def test_the_buttons_of_a_tune_that_was_deleted_say_so(stage: Stage, label: str) -> None:
    message = (await stage.compose()).response
    await stage.history.delete(1)
    result = await stage.ann.click(message, label=label)
    assert result.ephemeral
    assert result.response.content == "There is no tune #1 here; `/history` lists the tunes that there are."


async def test_saving_and_deleting_work_after_a_restart(stage: Stage) -> None:
    result = await stage.compose()
    await stage.restart()
    await stage.bob.click(result.response, label="Save")
    await stage.ann.click(result.response, label="Delete")
    await stage.restart()
    await stage.ann.click(result.response, label="Keep")
    await stage.ann.click(result.response, label="Delete")
    await stage.ann.click(result.response, label="Delete for good")
    assert result.response is None


async def test_a_button_of_a_deleted_message_says_so(stage: Stage) -> None:
    message = (await stage.compose()).response
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10008)
    result = await stage.bob.click(message, label="Save")
    assert result.ephemeral
    assert result.response.content == "That message no longer exists; its tune is in `/history`."
