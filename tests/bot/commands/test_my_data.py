"""/my-data and /forget-me: the data of a user is exported and really deleted."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
import zipfile
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import Lilt
from bot.commands import my_data
from bot.history import BY_HAND, Entry, History
from bot.history.forget_requests import forgetting
from bot.history.forgetting.words import TakingBack
from bot.requests.user_music import read_user_music
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.database_files import reader, traces
from tests.bot.fakes import CATALOGUE, FakeLibrary, add_tune, asker, labels, tune
from tests.bot.listings import add_tunes

ANN, BOB = 1_234_567_890_123_456, 77
"""Ids that occur nowhere else in the file by chance."""
TITLE = "Quince Over Kinvara"
ABC = f"X:1\nT:{TITLE}\nC:Ann Herself\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"


def by_hand(title: str = TITLE) -> Tune:
    return Tune(request=ComposeRequest(), title=title, abc=ABC.replace(TITLE, title), model=BY_HAND)


def varied(source: str, title: str) -> tuple[ComposeRequest, Tune]:
    asked = ComposeRequest(source=source, change="ending")
    return asked, tune(replace(asked, seed=3), title)


def raising(error: BaseException) -> Any:
    """A method that fails."""

    async def method(*_: object) -> None:
        raise error

    return method


async def export(stage: Stage, whose: Any) -> tuple[dict[str, Any], list[str]]:
    result = await whose.slash(stage.channel, "my-data")
    (file,) = result.response.attachments
    with zipfile.ZipFile(io.BytesIO(await file.read())) as files:
        return json.loads(files.read("my-data.json")), files.namelist()


@pytest.mark.parametrize(("count", "said"), [(0, "0 tunes"), (1, "one tune"), (2, "2 tunes")])
async def test_my_data_and_forget_me_count_tunes_in_the_same_words(
    stage: Stage, count: int, said: str
) -> None:
    await add_tunes(stage, count)
    message = (await stage.ann.slash(stage.channel, "my-data")).response
    assert message.content.startswith(f"{said}, 0 saved. ")
    asked = (await stage.ann.slash(stage.channel, "forget-me")).response
    await stage.ann.click(asked, label="Delete everything")
    assert asked.content.startswith(f"Done. I deleted {said} and ")


async def test_the_export_holds_all_data_of_the_user_and_nothing_else(stage: Stage) -> None:
    await add_tunes(stage, 2)
    await add_tunes(stage, 1, stage.bob)
    await stage.history.save(stage.ann.id, 3)
    data, names = await export(stage, stage.ann)
    assert data["user_id"] == stage.ann.id
    assert [one["number"] for one in data["tunes"]] == [1, 2]
    assert data["tunes"][0]["tune"]["title"] == "The Fake Jig"
    assert data["saved"] == [{"number": 3, "saved_at": 1_700_000_000}]
    assert names == ["tunes/1-the-fake-jig.abc", "tunes/2-the-fake-jig.abc", "my-data.json"]


async def test_only_the_asker_sees_the_export(stage: Stage) -> None:
    result = await stage.ann.slash(stage.channel, "my-data")
    assert result.ephemeral


async def test_an_export_that_is_too_large_for_a_message_is_refused_with_a_reason(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def large(*_: object) -> tuple[bytes, str]:
        return bytes(30 * 2**20), ""

    monkeypatch.setattr(my_data, "export", large)
    result = await stage.ann.slash(stage.channel, "my-data")
    assert "too large for a message here" in result.response.content
    assert stage.refusals == ["NotHere"]


async def test_every_column_about_a_user_is_in_the_export(history: History) -> None:
    await add_tune(history, asker(ANN, 2), ComposeRequest(), tune(ComposeRequest()))
    (row,) = await history._rows("SELECT * FROM tunes")
    ((exported,),) = [tunes async for tunes in history.export_tunes(ANN)]
    kept = {name for name in row.keys() if name not in ("title", "writer")}  # noqa: SIM118 - rows iterate values
    told = {"number": "id", "server_id": "guild_id", "made_at": "created_at", "grew_out_of": "parent"}
    told |= {"words_are_from": "written_in"}
    assert {told.get(name, name) for name in exported} | {"user_id"} == kept


async def test_forgetting_asks_for_confirmation(stage: Stage) -> None:
    await add_tunes(stage, 1)
    result = await stage.ann.slash(stage.channel, "forget-me")
    assert result.ephemeral
    assert labels(result.response) == ["Delete everything"]
    assert await stage.history.get(1) is not None


async def test_forgetting_deletes_only_the_tunes_of_the_asker(stage: Stage) -> None:
    await add_tunes(stage, 2)
    await add_tunes(stage, 1, stage.bob)
    await stage.history.save(stage.ann.id, 3)
    asked = (await stage.ann.slash(stage.channel, "forget-me")).response
    await stage.ann.click(asked, label="Delete everything")
    assert asked.content == "Done. I deleted 2 tunes and the rest of your data."
    assert [await stage.history.get(1), await stage.history.get(2)] == [None, None]
    assert await stage.history.get(3) is not None
    assert await stage.history.saves(3) == 0


async def test_forgetting_can_be_confirmed_after_a_restart(stage: Stage) -> None:
    await add_tunes(stage, 1)
    asked = (await stage.ann.slash(stage.channel, "forget-me")).response
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0)
    )
    await stage.ann.click(asked, label="Delete everything")
    assert await stage.history.get(1) is None


async def test_buttons_of_a_forgotten_tune_say_that_it_is_gone(stage: Stage) -> None:
    message = (await stage.compose()).response
    await stage.history.delete_user(stage.ann.id)
    result = await stage.bob.click(message, label="Another")
    assert result.response.content.startswith("There is no tune #1 here")


async def test_forgetting_cancels_the_users_running_job(stage: Stage) -> None:
    stage.engine.hold = stage.env
    await stage.compose()
    asked = (await stage.ann.slash(stage.channel, "forget-me")).response
    await stage.ann.click(asked, label="Delete everything")
    await stage.env.settle()
    assert len(stage.engine.cancelled) == 1
    assert await stage.history.get(1) is None


async def test_what_was_confirmed_is_finished_after_a_kill(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_tunes(stage, 2)
    await add_tunes(stage, 1, stage.bob)
    asked = (await stage.ann.slash(stage.channel, "forget-me")).response
    with monkeypatch.context() as killed:
        killed.setattr(History, "delete_user", raising(asyncio.CancelledError()))
        await stage.ann.click(asked, label="Delete everything")
    assert asked.content == "Deleting…"
    async with forgetting(stage.history):
        assert [await stage.history.get(1), await stage.history.get(2)] == [None, None]
        assert await stage.history.get(3) is not None
    assert await stage.history.to_forget() == []


async def test_what_was_confirmed_is_finished_when_the_database_works_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_tunes(stage, 1)
    asked = (await stage.ann.slash(stage.channel, "forget-me")).response
    async with AsyncExitStack() as stack:
        with monkeypatch.context() as broken:
            broken.setattr(TakingBack, "_take_most_words_back", raising(sqlite3.OperationalError("disk")))
            await stage.ann.click(asked, label="Delete everything")
            await stack.enter_async_context(forgetting(stage.history, every=0.01))
            assert await stage.history.get(1) is not None
        for _ in range(200):
            if await stage.history.get(1) is None:
                break
            await asyncio.sleep(0.01)
    assert await stage.history.get(1) is None


async def test_nobody_else_deletes_what_is_just_being_deleted(history: History) -> None:
    async with history.set_to_forget(ANN):
        assert await history.to_forget() == []
    assert await history.to_forget() == [ANN]


async def test_what_was_confirmed_is_deleted_though_the_answer_fails(stage: Stage) -> None:
    await add_tunes(stage, 1)
    asked = (await stage.ann.slash(stage.channel, "forget-me")).response
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062)
    await stage.ann.click(asked, label="Delete everything")
    assert await stage.history.get(1) is None


async def test_a_text_that_is_just_read_is_forgotten_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def meanwhile(*arguments: Any) -> Any:
        """What the button does while the text is read: simcord does one thing at a time."""
        stage.env.bot.reading.drop(str(stage.ann.id))  # type: ignore[attr-defined]
        await stage.history.delete_user(stage.ann.id)
        return await read_user_music(*arguments)

    monkeypatch.setattr("bot.components.playing.read_user_music", meanwhile)
    form = await stage.ann.slash(stage.channel, "render")
    result = await stage.ann.submit_modal(form, {"abc": ABC})
    assert result.response.content == "You had your data deleted, and this request with it."
    assert await stage.history.get(1) is None
    assert await stage.history.orders() == []
    assert stage.refusals == []


async def test_the_command_works_in_direct_messages(stage: Stage) -> None:
    await add_tunes(stage, 1)
    asked = (await stage.ann.user.slash("forget-me")).response
    await stage.ann.user.click(asked, label="Delete everything")
    assert await stage.history.get(1) is None


async def test_nothing_of_a_forgotten_user_is_left_in_the_database_file(
    history: History, tmp_path: Path
) -> None:
    for index in range(30):
        whose = replace(asker(ANN, 2), user_name="Ann O'Nymous")
        await add_tune(history, whose, ComposeRequest(), tune(ComposeRequest(seed=index), f"{TITLE} {index}"))
        await add_tune(history, asker(BOB, 2), ComposeRequest(), tune(ComposeRequest(seed=index)))
        await history.save(ANN, 2 * index + 2)
    words = (str(ANN), "Ann O'Nymous", TITLE)
    assert traces(tmp_path, *words) == list(words)
    await history.delete_user(ANN)
    assert await history.scrub()
    assert traces(tmp_path, *words) == []
    assert (await history.page("server", 2)).total == 30


async def test_what_is_kept_of_a_deleted_tune_is_exported_and_forgotten(
    history: History, tmp_path: Path
) -> None:
    entry = await add_tune(history, asker(ANN, 2), ComposeRequest(), tune(ComposeRequest()))
    await history.delete(entry.id)
    kept = (await history.export_user(ANN))["deleted_today"]
    assert kept == [{"server_id": 2, "made_at": entry.created_at}]
    await history.delete_user(ANN)
    assert await history.scrub()
    assert traces(tmp_path, str(ANN)) == []


async def test_a_deleted_tune_leaves_no_text_in_the_scrubbed_database_file(
    history: History, tmp_path: Path
) -> None:
    entry = await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand())
    await history.delete(entry.id)
    async with history._transaction():
        await history._set_scrub_due()
    assert await history.scrub()
    assert traces(tmp_path, str(ANN), TITLE) == []


async def test_variations_by_others_keep_their_notes_but_lose_the_forgotten_title(
    history: History, tmp_path: Path
) -> None:
    own = await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand())
    first: Entry = await add_tune(history, asker(BOB, 2), *varied(own.tune.abc, TITLE), parent=own.id)
    second = await add_tune(history, asker(BOB, 2), *varied(first.tune.abc, TITLE), parent=first.id)
    await history.delete_user(ANN)
    assert await history.scrub()
    assert traces(tmp_path, str(ANN), TITLE, "Ann Herself") == []
    for before in (first, second):
        after = await history.get(before.id)
        assert after is not None
        assert after.asked.source is not None
        assert after.tune.title != before.tune.title
    one = await history.get(first.id)
    assert one is not None
    assert "|:dfa afd|gfe d3:|" in str(one.asked.source)
    assert one.parent is None


async def test_deleting_a_tune_removes_its_title_from_variations(history: History) -> None:
    own = await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand())
    child = await add_tune(history, asker(BOB, 2), *varied(own.tune.abc, TITLE), parent=own.id)
    await history.delete(own.id)
    kept = await history.get(child.id)
    assert kept is not None
    assert TITLE not in json.dumps([kept.asked.to_json(), kept.tune.to_json()])


async def test_a_title_that_only_begins_with_the_same_words_is_kept(history: History) -> None:
    await add_tune(history, asker(ANN, 2), ComposeRequest(), by_hand("The"))
    child = await add_tune(history, asker(BOB, 2), *varied(by_hand("The Gull").abc, "The Gull"))
    await history.delete_user(ANN)
    assert await history.get(child.id) == child


async def test_a_blocked_user_stays_blocked_after_forgetting(history: History) -> None:
    await history.block(ANN)
    await history.delete_user(ANN)
    assert await history.is_blocked(ANN)
    assert (await history.export_user(ANN))["blocked_since"] == 1_700_000_000


async def test_a_user_whose_words_are_still_in_the_files_reads_so_also_when_asking_again(
    stage: Stage, tmp_path: Path
) -> None:
    await add_tunes(stage, 1)
    asked = [(await stage.ann.slash(stage.channel, "forget-me")).response for _ in range(3)]
    async with reader(tmp_path):
        await stage.ann.click(asked[0], label="Delete everything")
        assert asked[0].content.startswith("Done. I deleted one tune and the rest of your data. Traces of it")
        await stage.ann.click(asked[1], label="Delete everything")
        assert "Traces of it" in asked[1].content
    await stage.ann.click(asked[2], label="Delete everything")
    assert asked[2].content == "Done. I deleted 0 tunes and the rest of your data."
