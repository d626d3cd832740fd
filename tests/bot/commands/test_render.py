"""/render: ABC from a form or a file, and its errors."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from simcord.backend.cdn import CDN_BASE

from bot.app import Lilt
from bot.components import playing
from bot.components.paste_form import FORM, PasteForm, options_of
from bot.history import BY_HAND
from bot.orders.service import OrderService
from bot.policy.guild_settings import GuildSettings
from bot.requests.reading_queue import ReadingQueue
from bot.requests.user_abc import LONGEST, RenderOptions
from bot.transport.attachments import LARGEST
from bot.views.progress_text import QueueLength
from generator.instruments import INSTRUMENTS
from generator.notation.reading.reader import read_abc
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, TUNE_LABELS, FakeLibrary, labels, names, pick

ABC = "X:1\nT:Ann's Jig\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"


@pytest.fixture(autouse=True)
def its_files_are_discords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(discord.Asset, "BASE", CDN_BASE)
    return iter([None])


async def paste(stage: Stage, text: str, **options: Any) -> Any:
    shown = await stage.ann.slash(stage.channel, "render", **options)
    return await stage.ann.submit_modal(shown, {"abc": text})


async def attach(stage: Stage, content: bytes, **options: Any) -> Any:
    return await stage.ann.slash(stage.channel, "render", file=("tune.abc", content), **options)


async def test_the_answer_has_the_recording_and_the_score_of_a_pasted_tune(stage: Stage) -> None:
    message = (await paste(stage, ABC)).response
    assert message.embeds[0].title == r"#1 · Ann's Jig"
    assert names(message) == ["lilt-1-ann-s-jig.mp3", "lilt-1-ann-s-jig.png"]
    assert labels(message) == TUNE_LABELS


async def test_the_engine_renders_the_notes_as_they_were_written(stage: Stage) -> None:
    await paste(stage, ABC)
    work = stage.engine.last.work
    assert isinstance(work, Tune)
    assert (work.abc, work.title, work.model) == (ABC.rstrip("\n"), "Ann's Jig", BY_HAND)


async def test_an_attached_tune_is_the_same_as_a_pasted_one(stage: Stage) -> None:
    await attach(stage, b"\xef\xbb\xbf" + ABC.encode())
    await paste(stage, ABC)
    first, second = stage.engine.asked[:2]
    assert first == second


async def test_instrument_tempo_and_key_are_as_asked(stage: Stage) -> None:
    await paste(stage, ABC, instrument="harp", tempo=90, key="A", simplify=True)
    work: Any = stage.engine.last.work
    assert (work.request.instrument, work.request.tempo, work.request.key) == ("harp", 90, "A")
    assert "K:Amaj\n" in work.abc


async def test_what_cannot_be_made_easier_is_said(stage: Stage) -> None:
    said = "There was nothing to make easier in this tune; it is as you sent it."
    plain = (await paste(stage, "X:1\nT:Plain\nM:6/8\nL:1/8\nK:D\nD3 A3|]\n", simplify=True)).response
    ornate = await paste(stage, "X:1\nT:Ornate\nM:6/8\nL:1/8\nK:D\n(3DFA F2 A3|]\n", simplify=True)
    assert [said in (one.content or "") for one in (plain, ornate.response)] == [True, False]


@pytest.mark.parametrize("title", ["T:Ann's Jig\n", ""])
async def test_a_tune_keeps_its_title_in_another_key(stage: Stage, title: str) -> None:
    abc = f"X:1\n{title}R:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"
    await paste(stage, abc)
    await paste(stage, abc, key="A")
    await paste(stage, abc.replace("gfe d3", "gfe a3"), key="A")
    first, moved, other = [(await stage.entry(number)).tune for number in (1, 2, 3)]
    assert moved.title == first.title
    assert (first.request.key, moved.request.key) == ("D", "A")
    assert other.title != first.title


async def test_backing_and_times_are_as_asked(stage: Stage) -> None:
    message = (await paste(stage, ABC, instrument="fiddle and accordion", backing="piano", times=4)).response
    request = stage.engine.last.work.request  # type: ignore[union-attr]
    assert (request.instrument, request.backing, request.times) == ("fiddle and accordion", "piano", 4)
    assert message.embeds[0].description.endswith(" · fiddle and accordion, with piano")
    made = (await pick(stage.bob, message, "more", "making")).response.embeds[0]
    assert "Players: fiddle and accordion, with piano, played four times." in made.description.splitlines()


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("key", ["F#", "é:", "😀😀", "%2"])
def test_the_longest_options_fit_into_the_id_of_a_form_and_are_read_again(instrument: str, key: str) -> None:
    longest = RenderOptions(
        instrument=instrument,
        backing="guitar",
        tempo=300,
        times=4,
        key=key,
        simplify=True,
        tab="guitar DADGAD",
    )
    custom_id = PasteForm(longest).custom_id
    match = FORM.fullmatch(custom_id)
    assert match is not None
    assert options_of(match) == longest
    assert len(custom_id) <= 100


async def test_a_pasted_tune_has_the_tablature_that_was_chosen(stage: Stage) -> None:
    await paste(stage, ABC, tab="mandolin")
    await paste(stage, ABC, tab="none")
    assert [tune.request.tab for tune in stage.engine.rendered] == ["mandolin", None]


def test_a_form_from_before_there_was_a_tablature_is_read() -> None:
    match = FORM.fullmatch("lilt:paste:harp:90:F#:1:band:2")
    assert match is not None
    assert (options_of(match).backing, options_of(match).times, options_of(match).tab) == ("band", 2, None)


def test_a_form_from_before_there_was_a_backing_is_read() -> None:
    match = FORM.fullmatch("lilt:paste:harp:90:F#:1")
    assert match is not None
    assert options_of(match) == RenderOptions(instrument="harp", tempo=90, key="F#", simplify=True)


async def test_a_form_that_a_server_has_no_defaults_for_asks_for_the_usual(stage: Stage) -> None:
    await paste(stage, ABC)
    assert stage.engine.last.work.request.backing is None  # type: ignore[union-attr]


async def test_another_composes_a_tune_with_the_same_facts(stage: Stage) -> None:
    message = (await paste(stage, ABC)).response
    await stage.bob.click(message, label="Another")
    assert stage.engine.last.work == ComposeRequest(type="jig", key="D", mode="maj", meter="6/8")


@pytest.mark.parametrize("way", [paste, lambda stage, text: attach(stage, text.encode())])
async def test_an_error_in_the_abc_shows_its_place(stage: Stage, way: Any) -> None:
    result = await way(stage, ABC.replace("gfe", "g?fe"))
    assert result.ephemeral
    assert result.response.content.startswith("ABC line 7, column 12:")
    *_, line, mark, _ = result.response.content.splitlines()
    assert line[mark.index("^")] == "?"
    assert stage.engine.asked == []
    assert set(stage.refusals) <= {"Unreadable", "BadRequest", "BadAttachment"}


async def test_the_line_of_an_error_counts_from_the_beginning_of_the_file(stage: Stage) -> None:
    result = await attach(stage, ("% my tunes\n\n" + ABC.replace("gfe", "g?fe")).encode())
    assert result.response.content.startswith("ABC line 9, column 12:")
    assert set(stage.refusals) <= {"Unreadable", "BadRequest", "BadAttachment"}


async def test_a_text_that_was_refused_is_returned(stage: Stage) -> None:
    result = await paste(stage, "no tune")
    (file,) = result.response.attachments
    assert await file.read() == b"no tune"


async def test_markdown_in_a_faulty_line_stays_a_text(stage: Stage) -> None:
    result = await paste(stage, ABC.replace("gfe", "``` @everyone ?"))
    assert "@everyone" not in result.response.content.split("```")[2]
    assert result.response.content.count("```") == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * (LARGEST + 1), "The file is too large; the limit is 64 KiB."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "tune.abc is not possible; it must be ABC, MIDI or MusicXML."),
        (b"X:1\nK:D\n" + b"d" * LONGEST, "the limit is"),
        (b"X:1\nK:D\nL:1/1\nc99999|\n", "the note is too long or too short"),
        (b"", "file: tune.abc is not possible; it is empty."),
    ],
)
async def test_a_file_without_a_tune_is_refused(stage: Stage, content: bytes, sentence: str) -> None:
    result = await attach(stage, content)
    assert result.ephemeral
    assert sentence in result.response.content
    assert stage.engine.asked == []
    assert set(stage.refusals) <= {"Unreadable", "BadRequest", "BadAttachment"}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
async def test_a_file_may_have_an_old_encoding(stage: Stage, encoding: str) -> None:
    await attach(stage, ABC.replace("T:", "T:Caf\u00e9 ").encode(encoding))
    assert "T:Caf\u00e9 " in stage.engine.last.work.abc  # type: ignore[union-attr]


async def test_a_file_outside_discord_is_never_fetched(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.Asset, "BASE", "https://cdn.discordapp.com")
    result = await attach(stage, ABC.encode())
    assert result.response.content == "The file must be one that was attached on Discord."
    assert not any("cdn." in request.path for request in stage.env.http_requests)
    assert stage.refusals == ["BadAttachment"]


async def test_what_was_pasted_comes_back_if_the_database_fails(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: object) -> None:
        raise sqlite3.OperationalError

    monkeypatch.setattr(stage.history, "add_order", fail)
    message = (await paste(stage, ABC)).response
    assert message.content.startswith("Something went wrong on my side (reference ")
    assert names(message) == ["tune.abc"]


async def test_an_open_form_can_be_sent_after_a_restart(stage: Stage) -> None:
    shown = await stage.ann.slash(stage.channel, "render", instrument="harp")
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=FakeLibrary(), pause=0)
    )
    message = (await stage.ann.submit_modal(shown, {"abc": ABC})).response
    assert message.embeds[0].title == "#1 · Ann's Jig"
    assert stage.engine.last.work.request.instrument == "harp"  # type: ignore[union-attr]


async def test_the_command_works_in_direct_messages(stage: Stage) -> None:
    shown = await stage.ann.user.slash("render")
    assert (await stage.ann.user.submit_modal(shown, {"abc": ABC})).response.embeds


async def test_a_tune_without_a_name_gets_one(stage: Stage) -> None:
    await paste(stage, ABC.replace("T:Ann's Jig\n", ""))
    work: Any = stage.engine.last.work
    assert work.title
    assert f"X:1\nT:{work.title}\n" in work.abc


async def test_facts_that_are_not_possible_in_a_request_are_left_out(stage: Stage) -> None:
    await paste(stage, ABC.replace("R:jig", "R:<b>!").replace("6/8", "6/8"))
    kept = await stage.history.get(1)
    assert kept is not None
    assert kept.asked.type is None


async def test_a_percent_sign_in_a_title_is_no_comment(stage: Stage) -> None:
    await paste(stage, ABC.replace("Ann's Jig", r"50\% Jig"))
    await paste(stage, ABC.replace("Ann's Jig", r"50\% Jig").replace("gfe", "gfg"))
    assert [read_abc(one.abc).title for one in stage.engine.rendered] == ["50% Jig", "50% Jig No. 2"]


async def test_the_same_tune_again_keeps_its_name(stage: Stage) -> None:
    first, again = (await paste(stage, ABC)).response, (await paste(stage, ABC)).response
    assert [one.embeds[0].title for one in (first, again)] == ["#1 · Ann's Jig", "#2 · Ann's Jig"]


async def test_control_characters_are_removed(stage: Stage) -> None:
    await attach(stage, ABC.replace("T:Ann's", "T:\x00Ann's\x1b").encode())
    work: Any = stage.engine.last.work
    assert work.title == "Ann's Jig"


async def test_only_the_first_tune_of_a_book_is_rendered(stage: Stage) -> None:
    await attach(stage, f"{ABC}\nX:2\nT:Other\nK:D\ndfa|\n".encode())
    work: Any = stage.engine.last.work
    assert work.title == "Ann's Jig"
    assert "Other" not in work.abc


async def test_the_servers_players_play_if_none_are_named(stage: Stage) -> None:
    await stage.history.set_guild_settings(
        stage.guild.id, GuildSettings(instrument="harp", backing="piano").to_json()
    )
    await paste(stage, ABC)
    request = stage.engine.last.work.request  # type: ignore[union-attr]
    assert (request.instrument, request.backing) == ("harp", "piano")


async def test_a_written_tune_is_the_parent_of_its_variation(stage: Stage) -> None:
    message = (await paste(stage, ABC)).response
    await pick(stage.bob, message, "vary", "ending")
    work = stage.engine.asked[1]
    assert isinstance(work, ComposeRequest)
    assert (work.source, work.change) == (ABC.rstrip("\n"), "ending")
    child = await stage.history.get(2)
    assert child is not None
    assert child.parent == 1


async def test_a_written_tune_names_no_model(stage: Stage) -> None:
    message = (await paste(stage, ABC)).response
    assert message.embeds[0].footer.text == "Asked for by ann · not composed by Lilt"
    told = (await pick(stage.bob, message, "more", "making")).response.embeds[0]
    assert told.description.splitlines() == [
        "Lilt did not compose this tune: ann sent it.",
        "Players: fiddle and guitar, played twice.",
    ]


@pytest.fixture
def slow_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts wait for two seconds until it is their turn."""
    read = ReadingQueue.read

    async def slow(*arguments: Any, **limits: Any) -> Any:
        await asyncio.sleep(2 * playing.SECONDS_TO_ANSWER)
        return await read(*arguments, **limits)

    monkeypatch.setattr(ReadingQueue, "read", slow)


def first_answer(stage: Stage) -> str:
    """The text of the last first answer."""
    sent: list[Any] = [one.json for one in stage.env.http_requests if one.path.endswith("/callback")]
    return str(sent[-1]["data"]["content"])


@pytest.mark.usefixtures("slow_reading")
@pytest.mark.parametrize("way", [paste, lambda stage, text: attach(stage, text.encode())])
async def test_a_text_that_waits_is_answered_before_it_is_read(stage: Stage, way: Any) -> None:
    result = await way(stage, ABC)
    assert first_answer(stage) == "Reading…"
    assert names(result.response) == ["lilt-1-ann-s-jig.mp3", "lilt-1-ann-s-jig.png"]
    assert labels(result.response) == TUNE_LABELS


@pytest.mark.usefixtures("slow_reading")
async def test_an_error_after_the_first_answer_withdraws_it_and_only_the_asker_reads_it(stage: Stage) -> None:
    result = await paste(stage, ABC.replace("gfe", "g?fe"))
    assert first_answer(stage) == "Reading…"
    assert [one.method for one in stage.env.http_requests if one.path.endswith("@original")] == ["DELETE"]
    (told,) = result.followups
    assert told.ephemeral
    assert told.content.startswith("ABC line 7, column 12:")
    assert names(told) == ["tune.abc"]


@pytest.mark.parametrize("way", [paste, lambda stage, text: attach(stage, text.encode())])
async def test_nothing_is_fetched_or_read_without_room_for_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, way: Any
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(playing, "read_user_music", never)
    monkeypatch.setattr("bot.components.paste_form.read_file", never)
    full = QueueLength(jobs=3, own=3, seconds=None)
    monkeypatch.setattr(OrderService, "queue_length", lambda *_: full)
    result = await way(stage, ABC)
    assert result.ephemeral
    assert result.response.content.startswith("You already have 3 tunes waiting")
    assert set(stage.refusals) <= {"UserQueueFull"}
