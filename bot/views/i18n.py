"""The commands in other languages: a table for each in `locales/`, and what Discord takes of them.

Discord has no Irish: that table is for `/help`, which shows it on request.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from discord import Locale, app_commands
from discord.app_commands import TranslationContextLocation as Where

LOCALES = Path(__file__).with_name("locales")

OFFERED = {
    Locale.german: "de",
    Locale.french: "fr",
    Locale.spain_spanish: "es",
    Locale.latin_american_spanish: "es",
}
"""Discord's languages for which there is a table."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A command's or an option's name and description; a command's options by their English names."""

    name: str
    description: str
    options: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class Table:
    """A language: its own name, the text that `/help` begins with, the commands by their English names, the
    words that are offered as choices."""

    code: str
    name: str
    help: str
    commands: Mapping[str, Texts]
    words: Mapping[str, str]

    def shown_name(self, command: str) -> str:
        """The name by which Discord shows a command in this language."""
        return self.commands[command].name if self.code in OFFERED.values() else command


@cache
def tables() -> Mapping[str, Table]:
    """All languages but English, by their codes."""
    return {path.stem: _read(path) for path in sorted(LOCALES.glob("*.toml"))}


def language_names() -> dict[str, str]:
    """The languages' own names, by their codes."""
    return {code: table.name for code, table in tables().items()}


class Translator(app_commands.Translator):
    """Gives Discord the texts of every table."""

    async def translate(
        self, string: app_commands.locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        table = tables().get(OFFERED.get(locale, ""))
        data: Any = context.data
        if table is None:
            return None
        match context.location:
            case Where.command_name:
                return table.commands[data.name].name
            case Where.command_description:
                return table.commands[data.name].description
            case Where.parameter_name:
                return table.commands[data.command.name].options[data.display_name].name
            case Where.parameter_description:
                return table.commands[data.command.name].options[data.display_name].description
            case _:
                return table.words.get(string.message)


def _read(path: Path) -> Table:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    commands = {name: _command(texts) for name, texts in content["commands"].items()}
    return Table(path.stem, content["name"], content["help"], commands, content["words"])


def _command(texts: Mapping[str, Any]) -> Texts:
    options = {
        name: Texts(shown, described, {}) for name, (shown, described) in texts.get("options", {}).items()
    }
    return Texts(texts["name"], texts["description"], options)
