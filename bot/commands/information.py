"""/about, /help, /privacy and /queue."""

from __future__ import annotations

from discord import app_commands

from bot.commands.base import Command, Interaction, choices
from bot.services import services_of
from bot.transport.answers import answer
from bot.views.i18n import OFFERED, language_names, tables
from bot.views.info_embeds import about_embed, help_embed, privacy_embed
from bot.views.progress_text import queue_line


def about_command() -> Command:
    """Which model composes here."""

    @app_commands.command(
        name="about", description="Which model composes, what it was trained on, and its terms of use"
    )
    async def about(interaction: Interaction) -> None:
        card = await services_of(interaction).library.card()
        await answer(interaction, embed=about_embed(card), ephemeral=True)

    return about


def help_command() -> Command:
    """All commands."""

    @app_commands.command(name="help", description="What Lilt can do, command by command")
    @app_commands.describe(language="The language of the answer; that of your Discord if left out")
    @app_commands.choices(language=choices(["en", *tables()], {"en": "English", **language_names()}))
    async def help_(interaction: Interaction, language: str | None = None) -> None:
        code = language or OFFERED.get(interaction.locale, "en")
        embed = help_embed(services_of(interaction).commands(), tables().get(code))
        await answer(interaction, embed=embed, ephemeral=True)

    return help_


def privacy_command() -> Command:
    """What is stored."""

    @app_commands.command(name="privacy", description="What Lilt stores about you, why, and how to delete it")
    async def privacy(interaction: Interaction) -> None:
        await answer(interaction, embed=privacy_embed(), ephemeral=True)

    return privacy


def queue_command() -> Command:
    """How long the queue is."""

    @app_commands.command(
        name="queue", description="How many tunes are waiting, and how long yours will take"
    )
    async def queue(interaction: Interaction) -> None:
        length = services_of(interaction).orders.queue_length(interaction.user.id)
        await answer(interaction, queue_line(length), ephemeral=True)

    return queue
