"""/compose, from the command to the finished message."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from generator.engine import Event, Progress, Queued
from generator.errors import BadRequest, QueueFull, UserQueueFull
from generator.request import ComposeRequest
from generator.tune import NearestTune
from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, labels, names, pick

ORIGINAL = "/webhooks/*/*/messages/@original"


async def test_what_was_typed_is_not_logged_where_an_error_cannot_be_shown(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=None)
    stage.env.inject_error("POST", "/webhooks/*/*", status=404, code=10015, times=None)
    await stage.compose(opening="quince!")
    assert "could not say why it failed" in caplog.text
    assert "quince" not in caplog.text
    assert stage.refusals == ["BadRequest"]


async def test_the_answer_has_the_tune_its_files_and_its_settings(stage: Stage) -> None:
    message = (await stage.compose(backing="guitar")).response
    embed = message.embeds[0]
    assert embed.title == "#1 · The Fake Jig"
    assert embed.description == "jig · D major · 6/8 · 112 · fiddle and guitar"
    assert embed.fields == []
    assert embed.footer.text == "Asked for by ann"
    assert names(message) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert labels(message) == TUNE_LABELS
    assert message.content == ""


async def test_everybody_sees_the_answer(stage: Stage) -> None:
    assert not (await stage.compose()).ephemeral


async def test_the_sheet_music_has_an_alt_text(stage: Stage) -> None:
    mp3, png = (await stage.compose(parts="AABB")).response.attachments
    assert png.description == "Sheet music of The Fake Jig: jig, D major, 6/8, AABB"
    assert mp3.description is None


async def test_the_sheet_music_is_an_attachment_and_not_the_embeds_picture(stage: Stage) -> None:
    message = (await stage.compose()).response
    assert message.embeds[0].image.url is None


async def test_every_page_is_an_attachment_with_its_alt_text(stage: Stage) -> None:
    stage.engine.pages = 3
    message = (await stage.compose()).response
    stem = "lilt-1-the-fake-jig"
    assert names(message) == [f"{stem}.mp3", f"{stem}-1.png", f"{stem}-2.png", f"{stem}-3.png"]
    assert message.attachments[2].description == "Sheet music of The Fake Jig: jig, D major, 6/8, page 2 of 3"
    assert message.content == ""


async def test_a_tune_keeps_its_tablature_and_says_what_it_leaves_out(stage: Stage) -> None:
    stage.engine.notices = ("Low C is left out.",)
    message = (await stage.compose(tab="whistle G")).response
    assert message.content == "Low C is left out."
    again = (await stage.ann.slash(stage.channel, "tune", number=1)).response
    assert again.content == "Low C is left out."
    assert [tune.request.tab for tune in stage.engine.rendered] == ["whistle G", "whistle G"]


async def test_pages_that_a_message_has_no_room_for_are_mentioned(stage: Stage) -> None:
    stage.engine.pages = 12
    message = (await stage.compose()).response
    assert len(names(message)) == 10
    assert names(message)[-1] == "lilt-1-the-fake-jig-9.png"
    assert message.content == (
        "The last 3 pages of the sheet music had no room in one message; the menu *More* has the tune as ABC."
    )


async def test_the_attachments_hold_what_the_engine_made(stage: Stage) -> None:
    audio, _ = (await stage.compose()).response.attachments
    assert (await audio.read()).startswith(b"mp3 of ")


async def test_how_it_was_made_names_the_nearest_printed_tune(stage: Stage) -> None:
    stage.engine.likeness = NearestTune("The *Rakes* of Mallow", "book:7", 9, 0.2)
    message = (await stage.compose()).response
    assert "Rakes" not in message.embeds[0].description
    made = (await pick(stage.bob, message, "more", "making")).response.embeds[0].description
    same = r"*The \*Rakes\* of Mallow*; 20 % of its notes, 9 in a row, are the same."
    assert f"Nearest printed tune: {same}" in made.splitlines()


async def test_the_file_name_is_safe_for_any_title(stage: Stage) -> None:
    stage.engine.title = "../Reel in Bb major\n"
    message = (await stage.compose()).response
    assert names(message)[0] == "lilt-1-reel-in-b-flat-major.mp3"


@pytest.mark.parametrize(
    ("news", "line"),
    [
        ([], "Composing…"),
        ([Queued(1)], "Waiting: position 1."),
        ([Queued(3, 4.4)], "Waiting: position 3, about 4 s."),
        ([Queued(3, 0.2)], "Waiting: position 3, about 1 s."),
        ([Queued(40, 100.0)], "Waiting: position 40, about 2 min."),
        ([Queued(4), Progress("composing")], "Composing…"),
        ([Queued(1), Progress("composing", 9, 16)], "Composing, bar 9 of 16…"),
        ([Progress("composing"), Progress("rendering")], "Recording…"),
    ],
)
async def test_the_answer_shows_the_progress(stage: Stage, news: list[Event], line: str) -> None:
    stage.engine.news, stage.engine.hold = news, stage.env
    result = await stage.compose()
    assert result.response.content == line
    stage.engine.go_on.set()
    await stage.env.settle()
    assert labels(result.response) == TUNE_LABELS


async def test_the_history_stores_request_user_and_place(stage: Stage) -> None:
    message = (await stage.compose(key="D")).response
    kept = await stage.entry()
    assert (kept.asker.user_id, kept.asker.user_name) == (stage.ann.id, "ann")
    assert (kept.asker.guild_id, kept.asker.channel_id) == (stage.guild.id, stage.channel.id)
    assert (kept.message_id, kept.created_at) == (message.id, 1_700_000_000)
    assert kept.asked == ComposeRequest(key="D")
    assert kept.tune.request.seed == 1


async def test_the_command_works_in_direct_messages(stage: Stage) -> None:
    result = await stage.ann.user.slash("compose")
    assert result.response.embeds
    assert (await stage.entry()).asker.guild_id is None


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (QueueFull(100), "100 tunes are already waiting; please try again in a minute."),
        (UserQueueFull(3), "You already have 3 tunes waiting; please let one of them finish first."),
        (BadRequest("type", "waltz", "it must be jig"), "type: waltz is not possible; it must be jig."),
    ],
)
async def test_a_refusal_is_shown_to_the_asker_alone_and_leaves_no_order(
    stage: Stage, refusal: Exception, sentence: str
) -> None:
    stage.engine.refuse = refusal  # type: ignore[assignment]
    result = await stage.compose()
    assert (result.response.content, result.ephemeral) == (sentence, True)
    assert (await stage.history.get(1), await stage.history.orders()) == (None, [])
    assert stage.refusals == [type(refusal).__name__]


async def test_an_impossible_request_does_not_reach_the_engine(stage: Stage) -> None:
    result = await stage.compose(key="G#", mode="maj")
    assert result.ephemeral
    assert result.response.content.startswith("key: G# major is not possible; ")
    assert stage.engine.jobs == {}
    assert stage.refusals == ["BadRequest"]


async def test_the_answer_shows_the_reason_of_a_failed_job(stage: Stage) -> None:
    stage.engine.fail = "No tune passed the checks; please try again."
    result = await stage.compose()
    assert result.response is None
    assert result.followups[0].content == stage.engine.fail
    assert stage.refusals == ["JobFailed"]


async def test_an_unexpected_error_shows_only_a_reference(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.engine.crash = RuntimeError("/srv/secret/path")
    with caplog.at_level(logging.ERROR, logger="bot"):
        told = (await stage.compose()).followups[0]
    reference = caplog.records[0].getMessage().removeprefix("reference ")
    assert told.ephemeral
    assert told.content == f"Something went wrong on my side (reference {reference}); please try again."
    assert "/srv/secret/path" in caplog.text
    assert stage.refusals == ["RuntimeError"]


async def test_markdown_in_a_title_is_escaped(stage: Stage) -> None:
    stage.engine.title = "**Loud** @everyone  [x](https://x.example)" + "y" * 200
    embed = (await stage.compose()).response.embeds[0]
    assert embed.title.startswith("#1 · \\*\\*Loud\\*\\* \\@everyone \\[x\\](")
    assert embed.title.endswith("y…")
    assert len(embed.title) < 120


async def test_nobody_is_pinged(stage: Stage) -> None:
    await stage.compose()
    sent: list[Any] = [
        request.json for request in stage.env.http_requests if "messages/@original" in request.path
    ]
    assert all(message["allowed_mentions"] == {"parse": []} for message in sent)
