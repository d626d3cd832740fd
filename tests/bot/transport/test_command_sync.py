"""The commands are registered with Discord when they have changed, not at every start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.app import Lilt
from bot.history import History
from bot.playground.limits import problems
from bot.transport.command_sync import digest, sync_if_changed
from bot.views.i18n import OFFERED
from generator.catalogue import Catalogue, Style
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, FakeEngine, FakeLibrary

OTHER = replace(CATALOGUE, styles={Style("march", "4/4", "maj", "AABB 8"): 5})


def registrations(stage: Stage) -> int:
    return sum(entry.method == "PUT" for entry in stage.env.http_requests)


async def restart(stage: Stage, catalogue: Catalogue = CATALOGUE) -> None:
    await stage.env.restart_bot(
        Lilt(engine=FakeEngine(), history=stage.history, catalogue=catalogue, library=FakeLibrary(), pause=0)
    )


async def test_unchanged_commands_are_registered_once(stage: Stage) -> None:
    await restart(stage)
    assert registrations(stage) == 1


async def test_no_option_names_a_type_of_channel_that_discord_has_not_published(stage: Stage) -> None:
    (settings,) = [one for one in stage.env.backend.commands[None].values() if one["name"] == "settings"]
    assert settings["options"][0]["channel_types"] == [0, 5, 2, 13, 10, 11, 12, 15]


async def test_the_commands_fit_discords_document_in_every_language(stage: Stage) -> None:
    tree = stage.env.bot.tree  # type: ignore[attr-defined]
    payload = [await one.get_translated_payload(tree, tree.translator) for one in tree.get_commands()]
    languages = [set(one["description_localizations"]) for one in payload]
    assert languages == [{locale.value for locale in OFFERED}] * len(payload)
    assert problems("PUT", "/applications/1/commands", payload) == []


async def test_commands_that_discord_has_lost_are_registered_again(stage: Stage) -> None:
    stage.env.backend.commands[None].clear()
    await restart(stage)
    assert registrations(stage) == 2


async def test_changed_commands_are_registered(stage: Stage) -> None:
    await restart(stage, OTHER)
    assert registrations(stage) == 2


async def test_commands_are_registered_again_when_a_promoted_model_changes_them(stage: Stage) -> None:
    bot: Any = stage.env.bot
    for _ in range(2):
        bot.offer(OTHER)
        await bot._syncing
    assert registrations(stage) == 2
    assert "march" in str(list(stage.env.backend.commands[None].values()))
    assert (await stage.compose(type="march")).response.attachments


async def test_commands_are_registered_for_another_application(stage: Stage) -> None:
    bot: Any = stage.env.bot
    bot._connection.application_id += 1
    await sync_if_changed(bot.tree, stage.history)
    assert registrations(stage) == 2


async def test_rejected_commands_are_registered_at_the_next_start(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.env.inject_error("PUT", "/applications/*/commands", status=400, code=50035)
    await restart(stage, OTHER)
    assert "Discord did not register the commands" in caplog.text
    assert (await stage.compose()).response.attachments
    await restart(stage, OTHER)
    assert registrations(stage) == 3


async def test_a_changed_translation_changes_the_hash(history: History) -> None:
    class Translator(discord.app_commands.Translator):
        async def translate(self, string: Any, locale: Any, context: Any) -> str | None:
            return "neu" if locale is discord.Locale.german else None

    lilt = Lilt(engine=FakeEngine(), history=history, catalogue=CATALOGUE, library=FakeLibrary())
    before = await digest(lilt.tree)
    for command in lilt.tree.get_commands():
        assert isinstance(command, discord.app_commands.Command)
        command._locale_description = discord.app_commands.locale_str(command.description)
    await lilt.tree.set_translator(Translator())
    assert await digest(lilt.tree) != before
