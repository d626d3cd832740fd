"""/about, /help, /privacy and /queue."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pytest
from simcord import interactions

from bot.app import Lilt
from bot.views.i18n import tables
from bot.views.info_embeds import PRIVACY
from bot.views.progress_text import QueueLength, queue_line
from generator.engine import Progress, Queued
from generator.model.card import ModelCard
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeLibrary, fields


async def test_about_describes_the_model_in_use(stage: Stage) -> None:
    card = ModelCard(
        model="tiny", parameters=1234, tunes=5678, date="2026-11-24", data="- A book", command="`train`",
        terms="Free.",
    )  # fmt: skip
    lilt = Lilt(
        engine=stage.engine,
        history=stage.history,
        catalogue=CATALOGUE,
        library=FakeLibrary(card=card),
        pause=0,
    )
    await stage.env.restart_bot(lilt)
    result = await stage.ann.slash(stage.channel, "about")
    assert result.ephemeral
    (embed,) = result.response.embeds
    assert fields(embed) == {
        "Model": "tiny, 1,234 parameters",
        "Trained on": "- A book",
        "Trained": "5,678 tunes, 2026-11-24",
        "Made with": "`train`",
        "Terms": "Free.",
    }
    assert embed.footer.text == f"Lilt {version('lilt')} · MIT licence"


async def test_help_lists_every_command(stage: Stage) -> None:
    result = await stage.ann.user.slash("help")
    lines = result.response.embeds[0].description.splitlines()
    told = {line.split("`")[1].removeprefix("/") for line in lines if line.startswith("`/")}
    assert {"compose", "render", "forget-me", "settings"} <= told
    assert len(told - {"compose"}) == len(stage.env.bot.tree.get_commands()) - 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "`/komponieren` Eine neue Volksmelodie komponieren"),
        ("fr", "`/composer` Composer un nouvel air traditionnel"),
        ("es", "`/componer` Componer una nueva melodía tradicional"),
        ("ga", "`/compose` Cum port traidisiúnta nua"),
        ("en", "`/compose` Compose a new folk tune"),
    ],
)
async def test_help_speaks_five_languages_and_names_commands_as_discord_does(
    stage: Stage, language: str, line: str
) -> None:
    result = await stage.ann.slash(stage.channel, "help", language=language)
    assert line in result.response.embeds[0].description.splitlines()


@pytest.mark.parametrize("code", sorted(tables()))
async def test_help_fits_into_a_message_in_every_language(stage: Stage, code: str) -> None:
    result = await stage.ann.slash(stage.channel, "help", language=code)
    assert len(result.response.embeds[0].description) <= 4096


async def test_privacy_names_the_commands_to_export_and_delete_data(stage: Stage) -> None:
    result = await stage.ann.slash(stage.channel, "privacy")
    assert result.ephemeral
    assert result.response.embeds[0].description == PRIVACY
    assert "/my-data" in PRIVACY
    assert "/forget-me" in PRIVACY


async def test_an_empty_queue_is_reported(stage: Stage) -> None:
    result = await stage.ann.slash(stage.channel, "queue")
    assert result.ephemeral
    assert result.response.content == "The queue is empty: a new tune starts at once."


async def test_the_queue_shows_the_users_own_tunes_and_the_estimated_time(stage: Stage) -> None:
    stage.engine.news, stage.engine.hold = [Queued(2, 7.4)], stage.env
    await stage.compose()
    await stage.bob.slash(stage.channel, "compose")
    await stage.bob.slash(stage.channel, "compose")
    told = [(await one.slash(stage.channel, "queue")).response.content for one in (stage.ann, stage.bob)]
    assert told == [
        "3 tunes are waiting or being made; one of them is yours. Ready in about 7 s.",
        "3 tunes are waiting or being made; 2 of them are yours. Ready in about 7 s.",
    ]
    stage.engine.go_on.set()
    await stage.env.settle()
    assert (await stage.ann.slash(stage.channel, "queue")).response.content.startswith("The queue is empty")


async def test_a_failed_tune_is_not_in_the_queue(stage: Stage) -> None:
    stage.engine.fail = "No tune passed the checks; please try again."
    await stage.compose()
    assert (await stage.ann.slash(stage.channel, "queue")).response.content.startswith("The queue is empty")
    assert stage.refusals == ["JobFailed"]


async def test_a_tune_whose_first_answer_failed_is_not_in_the_queue(stage: Stage) -> None:
    stage.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062)
    await stage.compose()
    assert (await stage.ann.slash(stage.channel, "queue")).response.content.startswith("The queue is empty")


async def test_without_an_estimate_no_time_is_shown(stage: Stage) -> None:
    stage.engine.news, stage.engine.hold = [Progress("composing")], stage.env
    await stage.bob.slash(stage.channel, "compose")
    told = (await stage.ann.slash(stage.channel, "queue")).response.content
    assert told == "One tune is waiting or being made; it is not yours."
    stage.engine.go_on.set()


def test_less_than_a_second_is_shown_as_one() -> None:
    assert queue_line(QueueLength(1, 1, 0.2)).endswith("about 1 s.")


async def test_a_user_of_a_german_discord_gets_german_help(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Any = interactions.base_payload

    def german(*arguments: Any, **more: Any) -> Any:
        record, payload = made(*arguments, **more)
        return record, {**payload, "locale": "de"}

    monkeypatch.setattr(interactions, "base_payload", german)
    message = (await stage.ann.slash(stage.channel, "help")).response
    assert "`/hilfe` Was Lilt kann, Befehl für Befehl" in message.embeds[0].description
