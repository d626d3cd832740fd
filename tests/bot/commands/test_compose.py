"""/compose, from the command to the finished message."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.commands import commands
from bot.history import Entry
from bot.orders.fulfilment import STOPPING
from generator.catalogue import Catalogue, Style
from generator.engine import Event, Progress, Queued
from generator.errors import BadRequest, QueueFull, UserQueueFull
from generator.model.folders import RECORD, WEIGHTS
from generator.tune import DARING, ComposeRequest, NearestTune
from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, fields, labels, names, order

ORIGINAL = "/webhooks/*/*/messages/@original"


async def entry(stage: Stage, number: int = 1) -> Entry:
    found = await stage.history.get(number)
    assert found is not None
    return found


def option(stage: Stage, name: str) -> dict[str, Any]:
    command = stage.env.backend.find_command("compose", None)
    assert command is not None
    found: dict[str, Any] = next(one for one in command["options"] if one["name"] == name)
    return found


async def test_the_answer_has_the_tune_its_files_and_its_settings(stage: Stage) -> None:
    message = (await stage.compose()).response
    embed = message.embeds[0]
    assert embed.title == "#1 · The Fake Jig"
    assert fields(embed) == {
        "Type": "jig",
        "Key": "D major",
        "Meter": "6/8",
        "Tempo": "112 beats per minute",
        "Instrument": "fiddle",
        "Seed": "1",
    }
    assert embed.footer.text == "Asked for by ann · model tiny"
    assert names(message) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert labels(message) == TUNE_LABELS
    assert message.content == ""


async def test_everybody_sees_the_answer(stage: Stage) -> None:
    assert not (await stage.compose()).ephemeral


async def test_the_sheet_music_has_an_alt_text(stage: Stage) -> None:
    mp3, png = (await stage.compose(parts="AABB")).response.attachments
    assert png.description == "Sheet music of The Fake Jig: jig, D major, 6/8, AABB"
    assert mp3.description is None


async def test_the_sheet_music_is_the_embeds_picture(stage: Stage) -> None:
    message = (await stage.compose()).response
    sent: Any = stage.env.http_requests[-1].json
    assert sent["embeds"][0]["image"]["url"] == "attachment://lilt-1-the-fake-jig.png"
    assert message.embeds[0].image.url


async def test_the_attachments_hold_what_the_engine_made(stage: Stage) -> None:
    audio, _ = (await stage.compose()).response.attachments
    assert (await audio.read()).startswith(b"mp3 of ")


async def test_without_options_the_request_is_empty(stage: Stage) -> None:
    await stage.compose()
    assert stage.engine.asked == [ComposeRequest()]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "reel"),
        ("key", "Bb"),
        ("mode", "dor"),
        ("instrument", "harp"),
        ("tempo", 90),
        ("temperature", 0.5),
        ("seed", 7),
        ("meter", "4/4"),
        ("parts", "AABB"),
        ("bars", 8),
        ("opening", "A|dfd AFA|"),
        ("model", "mine-0a1b2c"),
    ],
)
async def test_every_option_reaches_the_engine(stage: Stage, name: str, value: Any) -> None:
    await stage.compose(**{name: value})
    assert stage.engine.asked == [ComposeRequest.from_json({name: value})]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("type", {"reel": "reel", "jig": "jig"}),
        ("key", {"D": "D", "G#": "G#", "Bb": "Bb"}),
        ("mode", {"major": "maj", "Dorian": "dor"}),
        ("meter", {"4/4": "4/4", "6/8": "6/8"}),
        ("parts", {"AABB": "AABB", "A": "A"}),
        ("daring", {"tame": "tame", "usual": "usual", "wild": "wild"}),
    ],
)
async def test_only_what_the_model_has_learnt_is_offered(
    stage: Stage, name: str, offered: dict[str, str]
) -> None:
    assert {one["name"]: one["value"] for one in option(stage, name)["choices"]} == offered


@pytest.mark.parametrize(("typed", "usual"), [("", [8, 16]), ("1", [16]), ("3", [])])
async def test_usual_lengths_of_a_part_are_proposed(stage: Stage, typed: str, usual: list[int]) -> None:
    proposed = await stage.ann.autocomplete(stage.channel, "compose", "bars", typed)
    assert [one["value"] for one in proposed] == usual


async def test_a_length_that_is_not_proposed_can_be_asked_for(stage: Stage) -> None:
    await stage.compose(bars=13)
    assert stage.engine.asked == [ComposeRequest(bars=13)]


@pytest.mark.parametrize(
    ("typed", "proposed"), [("", ["a-mine", "mine", "second"]), ("Mi", ["mine", "a-mine"]), ("x", [])]
)
async def test_models_are_proposed_by_name(
    stage: Stage, tmp_path: Path, typed: str, proposed: list[str]
) -> None:
    lilt: Any = stage.env.bot
    lilt.models = tmp_path
    for name in ("mine", "a-mine", ".half", "no name", "empty"):
        (tmp_path / name).mkdir()
        for part in (RECORD, WEIGHTS) if name != "empty" else ():
            (tmp_path / name / part).touch()
    choices = await stage.ann.autocomplete(stage.channel, "compose", "model", typed)
    assert [one["value"] for one in choices] == proposed


def test_options_with_too_many_choices_have_autocomplete() -> None:
    styles = {Style(f"dance {number}", "4/4", "maj", "AABB 8"): 100 for number in range(40)}
    large = Catalogue(model="large", styles=styles, tonics={"maj": {"D": 1}})
    options = {option.name: option for option in commands(large)[0].parameters}
    assert max(len(option.choices) for option in options.values()) <= 25
    assert (options["type"].choices, options["type"].autocomplete) == ([], True)
    assert (len(options["key"].choices), options["key"].autocomplete) == (1, False)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"parts": "A", "bars": 7},
            "bars: 7 for A is not possible; all parts together must have 8 to 64 bars",
        ),
        ({"model": "../mine"}, "it must be a name of letters, digits, - and _"),
        ({"opening": "dfd! AFA"}, "up to 200 characters of notes and bar lines in ABC"),
    ],
)
async def test_an_impossible_option_is_refused_to_the_asker_alone(
    stage: Stage, options: dict[str, Any], sentence: str
) -> None:
    result = await stage.compose(**options)
    assert result.ephemeral
    assert sentence in result.response.content
    assert stage.engine.asked == []
    assert stage.refusals == ["BadRequest"]


@pytest.mark.parametrize("word", DARING)
async def test_the_option_daring_sets_temperature_and_top_p(stage: Stage, word: str) -> None:
    await stage.compose(daring=word)
    temperature, top_p = DARING[word]
    assert stage.engine.asked == [ComposeRequest(temperature=temperature, top_p=top_p)]


async def test_daring_and_temperature_together_are_refused(stage: Stage) -> None:
    result = await stage.compose(daring="wild", temperature=0.5)
    assert result.ephemeral
    assert "it sets the temperature too" in result.response.content
    assert stage.engine.asked == []
    assert stage.refusals == ["BadRequest"]


async def test_the_card_names_the_nearest_printed_tune(stage: Stage) -> None:
    stage.engine.likeness = NearestTune("The *Rakes* of Mallow", "book:7", 9, 0.2)
    (embed,) = (await stage.compose()).response.embeds
    assert (
        fields(embed)["Nearest printed tune"] == r"*The \*Rakes\* of Mallow*, 9 notes in a row are the same"
    )


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
    kept = await entry(stage)
    assert (kept.asker.user_id, kept.asker.user_name) == (stage.ann.id, "ann")
    assert (kept.asker.guild_id, kept.asker.channel_id) == (stage.guild.id, stage.channel.id)
    assert (kept.message_id, kept.created_at) == (message.id, 1_700_000_000)
    assert kept.asked == ComposeRequest(key="D")
    assert kept.tune.request.seed == 1


async def test_the_command_works_in_direct_messages(stage: Stage) -> None:
    result = await stage.ann.user.slash("compose")
    assert result.response.embeds
    assert (await entry(stage)).asker.guild_id is None


async def test_a_tune_whose_token_has_expired_comes_in_a_message_with_a_mention(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    await stage.compose()
    message: Any = stage.channel.last_message
    assert message.content == f"<@{stage.ann.id}>, here is the tune you asked for."
    assert names(message) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert (await entry(stage)).message_id == message.id


async def test_a_tune_comes_as_a_direct_message_if_the_channel_is_closed_to_lilt(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    stage.env.inject_error("POST", f"/channels/{stage.channel.id}/messages", status=403, code=50013)
    await stage.compose()
    assert stage.ann.user.dm_channel.last_message.content.startswith(f"<@{stage.ann.id}>, here is the tune")


def forbid_looking(stage: Stage) -> None:
    """Remove the permission to read a channel's history."""
    everyone = stage.guild.id
    may = discord.Permissions(send_messages=True, view_channel=True, embed_links=True, attach_files=True)
    for role in list(stage.env.backend.guilds[everyone].roles.values()):
        stage.env.backend.edit_role(everyone, role.id, {"permissions": may.value})


@pytest.mark.parametrize("may_look", [True, False])
async def test_a_finished_answer_that_was_not_settled_is_found_when_its_token_has_expired(
    stage: Stage, may_look: bool
) -> None:
    message = (await stage.compose()).response
    kept = await entry(stage)
    await stage.history.add_order(order("9", stage.ann, channel_id=stage.channel.id))
    await stage.history._db.execute("UPDATE jobs SET entry_id = ?", (kept.id,))
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    if not may_look:
        forbid_looking(stage)
    await stage.restart()
    await stage.env.settle()
    last: Any = stage.channel.last_message
    assert (
        last.id == message.id
    ) is may_look  # if the bot cannot look, it sends the tune again rather than lose it
    assert await stage.history.orders() == []


@pytest.mark.parametrize("may_look", [True, False])
async def test_a_message_that_may_have_been_sent_before_a_restart_is_not_sent_again(
    stage: Stage, may_look: bool
) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    await stage.compose()
    sent: Any = stage.channel.last_message
    await stage.history.add_order(order("9", stage.ann, channel_id=stage.channel.id))
    kept = await entry(stage)
    await stage.history._db.execute("UPDATE jobs SET entry_id = ?", (kept.id,))
    await stage.history.mark_posting("9")
    if not may_look:
        forbid_looking(stage)
    await stage.restart()
    await stage.env.settle()
    last: Any = stage.channel.last_message
    assert last.id == sent.id
    assert stage.ann.user.dm_channel.history() == []
    assert await stage.history.orders() == []


async def test_a_tune_that_cannot_be_shown_is_in_the_history(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=401, code=50027, times=None)
    stage.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=None)
    await stage.compose()
    kept = await entry(stage)
    assert (kept.tune.title, kept.message_id) == ("The Fake Jig", None)
    assert await stage.history.orders() == []
    assert stage.env.errors == []
    assert "not shown yet" in (await stage.ann.slash(stage.channel, "history")).response.embeds[0].description


async def test_a_tune_whose_message_was_deleted_is_not_sent_again(stage: Stage) -> None:
    stage.env.inject_error("PATCH", ORIGINAL, status=404, code=10008, times=None)
    await stage.compose()
    assert (await entry(stage)).message_id is None
    assert [message.content for message in stage.channel.history()] == ["Composing…"]


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
    assert embed.title.startswith("#1 · \\*\\*Loud\\*\\* @\u200beveryone \\[x](")
    assert embed.title.endswith("y…")
    assert len(embed.title) < 120


async def test_nobody_is_pinged(stage: Stage) -> None:
    await stage.compose()
    sent: list[Any] = [
        request.json for request in stage.env.http_requests if "messages/@original" in request.path
    ]
    assert all(message["allowed_mentions"] == {"parse": []} for message in sent)


async def test_a_waiting_user_sees_the_restart_and_gets_the_tune_after_it(stage: Stage) -> None:
    stage.engine.hold = stage.env
    result = await stage.compose(key="D")
    await stage.env.bot.close()
    await stage.env.settle()
    assert (result.response.content, result.followups) == (STOPPING, [])
    await stage.restart()
    await stage.env.settle()
    assert names(result.response) == ["lilt-1-the-fake-jig.mp3", "lilt-1-the-fake-jig.png"]
    assert (await entry(stage)).asked == ComposeRequest(key="D")
    assert await stage.history.orders() == []
