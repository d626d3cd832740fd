"""The commands in other languages: no text is missing, and all follow Discord's rules."""

from __future__ import annotations

import re
from typing import Any

import discord
import pytest

from bot.commands import commands
from bot.views.i18n import LOCALES, OFFERED, Texts, tables
from bot.views.info_embeds import HELP
from generator.instruments import BACKINGS, INSTRUMENTS
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE

CODES = sorted(tables())
NAME = re.compile(r"[-_'\w]{1,32}")
"""Discord's rule for names of commands, for the letters of these languages."""
COMMANDS = commands(CATALOGUE)


def texts(code: str) -> list[Texts]:
    """The texts of every command and every option."""
    of = tables()[code].commands.values()
    return [*of, *(option for command in of for option in command.options.values())]


def test_there_are_four_languages() -> None:
    assert CODES == ["de", "es", "fr", "ga"]
    assert {path.name for path in LOCALES.iterdir()} == {f"{code}.toml" for code in CODES}


@pytest.mark.parametrize("code", CODES)
def test_every_command_and_option_has_its_texts_and_nothing_else_has(code: str) -> None:
    there = {command.name: {option.display_name for option in command.parameters} for command in COMMANDS}
    told = {name: set(command.options) for name, command in tables()[code].commands.items()}
    assert told == there


@pytest.mark.parametrize("code", CODES)
def test_names_follow_discords_rules(code: str) -> None:
    names = [one.name for one in texts(code)]
    assert [name for name in names if not NAME.fullmatch(name) or name != name.lower()] == []


@pytest.mark.parametrize("code", CODES)
def test_descriptions_keep_discords_limit(code: str) -> None:
    assert [one.description for one in texts(code) if not 1 <= len(one.description) <= 100] == []


@pytest.mark.parametrize("code", CODES)
def test_no_two_commands_and_no_two_options_of_one_share_a_name(code: str) -> None:
    of = tables()[code].commands.values()
    groups = [list(of), *(list(command.options.values()) for command in of)]
    assert all(len({one.name for one in group}) == len(group) for group in groups)


@pytest.mark.parametrize("code", CODES)
def test_translated_words_fit_into_a_choice(code: str) -> None:
    assert all(1 <= len(word) <= 100 for word in tables()[code].words.values())


@pytest.mark.parametrize("code", CODES)
def test_every_instrument_and_backing_has_a_name(code: str) -> None:
    assert {*INSTRUMENTS, *BACKINGS} - set(tables()[code].words) == set()


@pytest.mark.parametrize("code", CODES)
def test_help_names_the_backing_as_the_command_does(code: str) -> None:
    name = (
        tables()[code].commands["compose"].options["backing"].name if code in OFFERED.values() else "backing"
    )
    assert f"`{name}`" in tables()[code].help
    assert "`backing`" in HELP


def test_english_keeps_the_limits() -> None:
    options = [option for command in COMMANDS for option in command.parameters]
    described = [*(one.description for one in COMMANDS), *(str(one.description) for one in options)]
    assert all(1 <= len(text) <= 100 and text != "…" for text in described)


def test_irish_is_not_offered_because_discord_does_not_know_it() -> None:
    assert not [locale for locale in discord.Locale if locale.value.startswith("ga")]
    assert "ga" not in OFFERED.values()


async def test_every_language_of_discord_is_registered(stage: Stage) -> None:
    compose: Any = stage.env.backend.find_command("compose", None)
    assert compose["name_localizations"] == {
        "de": "komponieren", "fr": "composer", "es-ES": "componer", "es-419": "componer",
    }  # fmt: skip
    (key,) = (option for option in compose["options"] if option["name"] == "key")
    assert key["name_localizations"]["de"] == "grundton"
    assert key["description_localizations"]["fr"].startswith("La tonique")
    (instrument,) = (option for option in compose["options"] if option["name"] == "instrument")
    fiddle = instrument["choices"][0]
    assert (fiddle["name"], fiddle["value"]) == ("fiddle", "fiddle")
    assert fiddle["name_localizations"]["de"] == "Geige"


async def test_translations_of_renamed_options_use_the_shown_name(stage: Stage) -> None:
    tune: Any = stage.env.backend.find_command("tune", None)
    assert tune["options"][0]["name"] == "number"
    assert tune["options"][0]["name_localizations"]["de"] == "nummer"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_commands_can_be_installed_by_servers_and_users(stage: Stage, command: Any) -> None:
    told: Any = stage.env.backend.find_command(command.name, None)
    of_managers = command.name in ("daily", "settings")
    of_servers = of_managers or command.name == "challenge"
    assert sorted(told["integration_types"]) == ([0] if of_servers else [0, 1])
    assert sorted(told["contexts"]) == ([0] if of_servers else [0, 1, 2])
    manage = str(discord.Permissions(manage_guild=True).value)
    assert str(told["default_member_permissions"]) == (manage if of_managers else "None")
