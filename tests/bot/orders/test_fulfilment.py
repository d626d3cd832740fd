"""Orders in the database, and how they are fulfilled, also after restarts and faults."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.history import History
from bot.orders.database_retry import SECONDS as DATABASE_SECONDS
from bot.transport.answers import ALREADY_ANSWERED
from generator.errors import QueueFull
from generator.request import ComposeRequest
from tests.bot.conftest import Stage
from tests.bot.fakes import order, pick, tune

ASKED = ComposeRequest(key="D")
TUNE = tune(ASKED)


async def test_an_order_is_read_as_it_was_stored(tmp_path: Path) -> None:
    kept = order("7", asked=ASKED, tune=TUNE, parent=3)
    async with History.open(tmp_path / "h.sqlite3") as history:
        await history.add_order(kept)
    async with History.open(tmp_path / "h.sqlite3") as history:
        assert await history.orders() == [kept]


async def test_an_ordered_tune_is_added_to_the_history_once(history: History) -> None:
    await history.add_order(order("7", asked=ASKED))
    assert await history.ordered_entry("7") is None
    entry = await history.add_ordered("7", TUNE)
    assert entry is not None
    assert await history.ordered_entry("7") == entry
    assert [kept.entry_id for kept in await history.orders()] == [entry.id]


async def test_the_tune_of_a_deleted_order_is_not_added_to_the_history(history: History) -> None:
    await history.add_order(order("7"))
    await history.delete_user(1)
    assert await history.add_ordered("7", TUNE) is None
    assert await history.get(1) is None


async def test_settling_deletes_the_order_and_stores_the_first_message(history: History) -> None:
    await history.add_order(order("7"))
    await history.add_ordered("7", TUNE)
    await history.settle("7", 99)
    await history.settle("7", 100)
    entry = await history.get(1)
    assert entry is not None
    assert (await history.orders(), entry.message_id) == ([], 99)


async def test_deleting_a_tune_deletes_its_order(history: History) -> None:
    await history.add_order(order("7"))
    await history.add_ordered("7", TUNE)
    await history.delete(1)
    assert await history.orders() == []


async def test_the_export_has_open_orders_without_their_tokens(history: History) -> None:
    await history.add_order(order("7", asked=ASKED, token="a-key"))
    exported = await history.export_user(1)
    assert exported["waiting_for"] == [{"asked_at": 1_700_000_000, "asked": ASKED.to_json()}]
    assert "a-key" not in str(exported)


async def test_an_unreadable_order_does_not_stop_the_others(history: History) -> None:
    await history.add_order(order("7"))
    await history.add_order(order("8"))
    await history._db.execute("UPDATE jobs SET asked = '{\"tomorrow\": 1}' WHERE id = '7'")
    assert [kept.id for kept in await history.orders()] == ["8"]


async def test_a_missing_order_is_not_cancelled(history: History) -> None:
    assert not await history.cancel_order("7")


async def test_a_new_tune_is_rendered_once_under_its_final_title(stage: Stage) -> None:
    await stage.compose(seed=7)
    message = (await stage.compose(seed=8)).response
    assert message.embeds[0].title == "#2 · The Fake Jig No. 2"
    assert [tune.title for tune in stage.engine.rendered] == ["The Fake Jig", "The Fake Jig No. 2"]
    assert len(stage.engine.jobs) == 2


async def test_a_variation_is_rendered_once_under_its_final_title(stage: Stage) -> None:
    message = (await stage.compose(parts="AABB", bars=8)).response
    stage.engine.rendered.clear()
    await pick(stage.ann, message, "vary", "A")
    assert [tune.title for tune in stage.engine.rendered] == ["The Fake Jig No. 2"]
    assert len(stage.engine.jobs) == 2


async def test_a_tune_that_got_its_title_before_a_restart_is_rendered_once_after_it(stage: Stage) -> None:
    await stage.compose(seed=7)
    stage.engine.hold, stage.engine.held = stage.env, "rendering"
    result = await stage.compose(seed=8)
    await stage.env.bot.close()
    await stage.restart()
    await stage.env.settle()
    assert [tune.title for tune in stage.engine.rendered] == ["The Fake Jig No. 2"]
    assert result.response.embeds[0].title == "#2 · The Fake Jig No. 2"
    assert (await stage.history.page("mine", stage.ann.id)).total == 2


@pytest.mark.parametrize("held", ["composing", "rendering"])
async def test_an_order_from_before_a_restart_is_not_checked_against_the_limits(
    stage: Stage, held: str
) -> None:
    stage.engine.hold, stage.engine.held = stage.env, held
    result = await stage.compose()
    await stage.env.bot.close()
    await stage.restart(refuse=QueueFull(100))
    await stage.env.settle()
    assert len(result.response.attachments) == 2


async def test_a_tune_that_cannot_be_rendered_is_not_in_the_history(stage: Stage) -> None:
    stage.engine.fail_rendering = "This tune could not be rendered; please try another one."
    result = await stage.compose()
    assert [said.content for said in result.followups] == [stage.engine.fail_rendering]
    assert (await stage.history.get(1), await stage.history.orders()) == (None, [])
    assert stage.refusals == ["JobFailed"]


async def test_a_shown_tune_stays_if_settling_fails(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    fails = [True]
    settle = stage.history.settle

    async def fail_once(order_id: str, message_id: int | None = None) -> None:
        if fails and fails.pop():
            raise sqlite3.OperationalError
        await settle(order_id, message_id)

    monkeypatch.setattr(stage.history, "settle", fail_once)
    result = await stage.compose()
    assert len(result.response.attachments) == 2
    await stage.env.advance_time(DATABASE_SECONDS + 1)
    assert len(result.response.attachments) == 2
    assert await stage.history.orders() == []
    assert result.followups == []


async def test_a_user_forgotten_while_discord_fails_gets_no_tune(stage: Stage) -> None:
    stage.engine.news = []
    stage.env.inject_error("PATCH", "/webhooks/*/*/messages/@original", status=500, times=None)
    result = await stage.compose()
    await stage.history.delete_user(stage.ann.id)
    stage.env.backend.faults.clear()
    await stage.env.advance_time(DATABASE_SECONDS + 1)
    assert result.response is None


async def test_an_order_that_waits_for_discord_can_be_cancelled(stage: Stage) -> None:
    stage.engine.news = []
    stage.env.inject_error("PATCH", "/webhooks/*/*/messages/@original", status=500, times=None)
    result = await stage.compose()
    pressed = await stage.ann.click(result.response, label="Cancel")
    assert pressed.response.content == "Cancelled."
    stage.env.backend.faults.clear()
    await stage.env.advance_time(DATABASE_SECONDS + 1)
    assert result.response is None


async def test_a_first_answer_that_discord_has_already_is_no_error(stage: Stage) -> None:
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=400, code=ALREADY_ANSWERED)
    await stage.compose()
    assert (await stage.history.orders(), stage.env.errors) == ([], [])


@pytest.mark.parametrize("jump", [-(10**9), 10**9])
async def test_a_clock_that_jumps_does_not_stop_an_order(stage: Stage, jump: int) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose()
    await stage.env.bot.close()
    await stage.history._db.execute("UPDATE jobs SET created_at = created_at + ?", (jump,))
    await stage.restart()
    await stage.env.settle()
    assert len(result.response.attachments) == 2
    assert len(list(stage.channel.history())) == 1


async def test_a_tune_comes_as_a_direct_message_if_its_channel_was_deleted(stage: Stage) -> None:
    stage.env.inject_error("PATCH", "/webhooks/*/*/messages/@original", status=401, code=50027, times=None)
    stage.env.inject_error("POST", f"/channels/{stage.channel.id}/messages", status=404, code=10003)
    await stage.compose()
    assert len(stage.ann.user.dm_channel.last_message.attachments) == 2
    assert await stage.history.orders() == []


async def test_an_order_that_fails_after_a_restart_says_why_in_its_message(stage: Stage) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose()
    await stage.env.bot.close()
    await stage.restart(fail="No tune passed the checks; please try again.")
    await stage.env.settle()
    assert result.response.content == "No tune passed the checks; please try again."
    assert (await stage.history.orders(), await stage.history.get(1)) == ([], None)


async def test_a_tune_that_may_have_been_shown_stays_if_it_cannot_be_rendered_again(stage: Stage) -> None:
    await stage.compose()
    await stage.history.add_order(order("9", stage.ann, channel_id=stage.channel.id))
    await stage.history._db.execute("UPDATE jobs SET entry_id = 1")
    await stage.restart(fail="This tune could not be rendered; please try another one.")
    await stage.env.settle()
    assert await stage.history.get(1) is not None
    assert await stage.history.orders() == []


async def test_a_message_that_discord_rejects_is_not_called_a_missing_permission(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=400, code=50035)
    result = await stage.ann.slash(stage.channel, "about")
    assert result.response.content.startswith("Something went wrong on my side (reference ")
    assert "reference" in caplog.text
    assert stage.refusals == ["Rejected"]
