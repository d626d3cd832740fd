"""Forms with a line for each thing that is chosen of a tune; the way back to any form. Nothing typed is lost.

A form's state is its custom_id, and what was typed is in the message that says what is wrong with it: both
survive a restart.
"""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import discord

from bot.components.base import Button, Interaction, check_form, submitted_form, submitted_texts, view_of
from bot.history import Entry
from bot.policy.tune_access import pressed_tune
from bot.services import services_of
from bot.transport.attachments import read_file
from bot.transport.error_reports import report
from bot.views.embeds import typed_embed, typed_texts


class Field(Protocol):
    """A line: its name in the form's data, what a person reads, and the most characters that it takes."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def length(self) -> int: ...


class FieldForm(discord.ui.Modal):
    """The fields (five at most), filled in with the texts of these names."""

    def __init__(self, title: str, custom_id: str, fields: Sequence[Field], texts: Mapping[str, str]) -> None:
        super().__init__(title=title, custom_id=custom_id)
        for field in fields:
            typed: discord.ui.TextInput[FieldForm] = discord.ui.TextInput(
                custom_id=field.name,
                default=texts.get(field.name, "")[: field.length],
                max_length=field.length,
                required=False,
            )
            self.add_item(discord.ui.Label(text=field.label, description=field.hint, component=typed))


def change_it(custom_id: str) -> Button:
    """The button that opens a form again."""
    return discord.ui.Button(label="Change it", style=discord.ButtonStyle.primary, custom_id=custom_id)


def typed_before(interaction: Interaction, fields: Sequence[Field]) -> dict[str, str]:
    """What was typed into a form, from the message above the button that was pressed."""
    by_label = typed_texts(interaction.message) if interaction.message else {}
    return {field.name: by_label.get(field.label, "") for field in fields}


async def report_with_text(
    interaction: Interaction, error: BaseException, text: str, way_back: discord.ui.Item[Any]
) -> None:
    """Report an error with the text that was typed, as a file (an embed has no room for it), and a way back.

    Where nothing was typed there is neither.
    """
    if not text.strip():
        await report(interaction, error)
        return
    file = discord.File(io.BytesIO(text.encode(errors="replace")), "tune.abc")
    await report(interaction, error, file=file, view=view_of(way_back))


async def submitted_text(
    interaction: Interaction,
    pattern: re.Pattern[str],
    longest: int,
    act: Callable[[re.Match[str], str], Awaitable[None]],
    way_back: Callable[[re.Match[str]], discord.ui.Item[Any]],
) -> None:
    """Act on a submitted form for one text of ABC, whose custom_id the pattern matches, with both.

    An error is reported with what was typed, and a way back.
    """
    match = submitted_form(interaction, pattern)
    if match is None:
        return
    texts = submitted_texts(interaction)
    text = texts.get("abc", "")
    try:
        check_form(texts, {"abc": longest})
        await act(match, text)
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        await report_with_text(interaction, error, text[:longest], way_back(match))


async def text_before(interaction: Interaction) -> str | None:
    """The text that was typed, from the file of the message above the button that was pressed."""
    files = interaction.message.attachments if interaction.message else []
    return (await read_file(files[0])).decode(errors="replace") if files else None


async def submitted(
    interaction: Interaction,
    pattern: re.Pattern[str],
    fields: Sequence[Field],
    act: Callable[[Entry, Mapping[str, str]], Awaitable[None]],
    way_back: Callable[[int], discord.ui.Item[Any]],
) -> None:
    """Act on a submitted form whose custom_id the pattern matches, with the tune and the texts.

    An error is reported with what was typed, and a way back to the form of the tune with this number.
    """
    match = submitted_form(interaction, pattern)
    if match is None:
        return
    entry_id, texts = int(match["entry"]), submitted_texts(interaction)
    try:
        check_form(texts, {field.name: field.length for field in fields})
        await act(await pressed_tune(services_of(interaction).history, interaction, entry_id), texts)
    except Exception as error:  # noqa: BLE001 - the outermost handler of a form
        typed = typed_embed({field.label: texts.get(field.name, "")[: field.length] for field in fields})
        await report(interaction, error, embed=typed, view=view_of(way_back(entry_id)))
