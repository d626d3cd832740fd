"""/render with what cannot be read, or not at once."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import discord
import pytest

from bot.components import playing
from bot.orders.service import OrderService
from bot.requests.reading_queue import ReadingQueue
from bot.requests.user_abc import LONGEST
from bot.requests.user_music import ALLOWED
from bot.transport.attachments import LARGEST
from bot.views.progress_text import QueueLength
from tests.bot.commands.pasting import ABC, attach, paste
from tests.bot.conftest import Stage
from tests.bot.fakes import TUNE_LABELS, labels, names, prefilled

pytestmark = pytest.mark.usefixtures("its_files_are_discords")


PNG = b"\x89PNG"


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


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        (ABC.replace("gfe", "g?fe") + "% é `\n", {"instrument": "harp", "tempo": 90}),
        (ABC.replace("dfa", "D,fd'"), {"instrument": "whistle", "key": "A"}),
    ],
)
async def test_a_text_that_was_refused_can_be_changed_after_a_restart(
    stage: Stage, typed: str, options: dict[str, Any]
) -> None:
    message = (await paste(stage, typed, **options)).response
    assert (labels(message), names(message)) == (["Change it"], ["tune.abc"])
    await stage.restart()
    form = await stage.ann.click(message, label="Change it")
    assert prefilled(form)["abc"] == typed
    answered = (await stage.ann.submit_modal(form, {"abc": ABC})).response
    assert labels(answered) == TUNE_LABELS
    request = stage.engine.last.work.request  # type: ignore[union-attr]
    assert {name: getattr(request, name) for name in options} == options


async def test_where_nothing_was_typed_there_is_nothing_to_change(stage: Stage) -> None:
    message = (await paste(stage, " ")).response
    assert (labels(message), names(message)) == ([], [])


async def test_markdown_in_a_faulty_line_stays_a_text(stage: Stage) -> None:
    result = await paste(stage, ABC.replace("gfe", "``` @everyone ?"))
    assert "@everyone" not in result.response.content.split("```")[2]
    assert result.response.content.count("```") == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * (LARGEST + 1), "The file is too large; the limit is 64 KiB."),
        (
            PNG + b"\r\n\x1a\n\0\0\0\rIHDR",
            f"tune.abc is not possible; it seems to be a PNG picture; {ALLOWED}",
        ),
        (PNG + bytes(range(1, 256)) * 100, f"it seems to be a PNG picture; {ALLOWED}."),
        (bytes(range(1, 256)) * 100, f"it seems to be no text; {ALLOWED}."),
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


async def test_a_large_picture_is_called_one(stage: Stage) -> None:
    result = await stage.ann.slash(stage.channel, "render", file=("Score.PNG", PNG + bytes(LARGEST)))
    assert result.response.content == f"The file seems to be a PNG picture; {ALLOWED}."
    assert stage.refusals == ["BadAttachment"]


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
