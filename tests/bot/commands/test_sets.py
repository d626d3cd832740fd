"""/set: several tunes in one recording."""

from __future__ import annotations

from typing import Any

import pytest

from generator.compose.medley import medley
from generator.errors import QueueFull
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import fields, labels, names
from tests.bot.listings import add_tunes


async def test_a_set_has_one_recording_and_one_score(stage: Stage) -> None:
    await add_tunes(stage, 3)
    message = (await stage.bob.slash(stage.channel, "set", first=3, second=1, third=2)).response
    assert names(message) == ["lilt-set-3-1-2.mp3", "lilt-set-3-1-2.png"]
    numbers = [
        line.split("**")[1].removeprefix("#") for line in message.embeds[0].description.splitlines()[:-1]
    ]
    assert numbers == ["3", "1", "2"]
    assert message.embeds[0].footer.text == "Each tune twice · 0:30 · /tune plays one of them"
    assert message.attachments[1].description.startswith("Sheet music of The Fake Jig, The Fake Jig")
    assert labels(message) == []


async def test_every_page_of_a_set_is_an_attachment(stage: Stage) -> None:
    await add_tunes(stage, 2)
    stage.engine.pages = 2
    message = (await stage.bob.slash(stage.channel, "set", first=2, second=1)).response
    assert names(message) == ["lilt-set-2-1.mp3", "lilt-set-2-1-1.png", "lilt-set-2-1-2.png"]
    assert message.attachments[2].description.endswith(", page 2 of 2")
    assert message.embeds[0].image.url is None


async def test_the_tunes_of_a_set_are_played_in_order(stage: Stage) -> None:
    await add_tunes(stage, 2)
    tunes = [(await stage.history.get(number)).tune for number in (2, 1)]  # type: ignore[union-attr]
    await stage.ann.slash(stage.channel, "set", first=2, second=1, times=3, instrument="harp")
    assert stage.engine.asked == [medley(tunes, times=3, instrument="harp")]
    assert isinstance(stage.engine.last.work, Tune)


async def test_the_embed_of_a_set_says_who_plays_it(stage: Stage) -> None:
    await stage.compose(backing="piano")
    await stage.compose(backing="guitar", seed=2)
    message = (await stage.ann.slash(stage.channel, "set", first=1, second=2, instrument="harp")).response
    assert message.embeds[0].description.splitlines()[-1] == "harp and piano"
    assert stage.engine.rendered[-1].request.backing == "piano"


async def test_a_set_is_not_in_the_history(stage: Stage) -> None:
    await add_tunes(stage, 2)
    await stage.ann.slash(stage.channel, "set", first=2, second=1)
    assert await stage.history.get(3) is None


@pytest.mark.parametrize("missing", ["deleted", "elsewhere"])
async def test_a_tune_that_the_user_may_not_see_is_refused(stage: Stage, missing: str) -> None:
    await add_tunes(stage, 1)
    await add_tunes(stage, 1, guild=stage.guild if missing == "deleted" else 99)
    if missing == "deleted":
        await stage.history.delete(2)
    result = await stage.bob.slash(stage.channel, "set", first=1, second=2)
    assert result.ephemeral
    assert result.response.content.startswith("There is no tune #2 here")
    assert stage.engine.asked == []
    assert stage.refusals == ["TuneNotFound"]


async def test_the_command_works_in_direct_messages_with_the_users_own_tunes(stage: Stage) -> None:
    await add_tunes(stage, 2, guild=99)
    assert len(names((await stage.ann.user.slash("set", first=1, second=2)).response)) == 2


async def test_a_full_queue_is_reported(stage: Stage) -> None:
    await add_tunes(stage, 2)
    stage.engine.refuse = QueueFull(100)
    result = await stage.ann.slash(stage.channel, "set", first=1, second=2)
    assert (result.response.content, result.ephemeral) == (str(stage.engine.refuse), True)
    assert stage.refusals == ["QueueFull"]


async def test_a_file_that_is_too_large_is_left_out_and_mentioned(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Any = stage.engine.recording

    def large(job: Any) -> Any:
        recording = made(job)
        recording.rendering.files["mp3"] = bytes(30 * 2**20)
        return recording

    await add_tunes(stage, 2)
    monkeypatch.setattr(stage.engine, "recording", large)
    message = (await stage.ann.slash(stage.channel, "set", first=1, second=2)).response
    assert names(message) == ["lilt-set-1-2.png"]
    assert "too large to send" in fields(message.embeds[0])["Left out"]


async def test_without_permission_to_attach_files_the_answer_names_it(stage: Stage) -> None:
    await add_tunes(stage, 2)
    stage.env.inject_error("PATCH", "/webhooks/*/*/messages/@original", status=403, code=50013)
    result = await stage.ann.slash(stage.channel, "set", first=1, second=2)
    assert "Embed Links and Attach Files" in result.followups[0].content
    assert result.followups[0].ephemeral
    assert stage.refusals == ["NotHere"]
