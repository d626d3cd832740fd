"""/my-data and /forget-me: what is stored about a user, as a file, and deleted."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from typing import Any

import discord
from discord import app_commands

from bot.commands.base import Command, Interaction
from bot.components import forget_me_view
from bot.errors import NotHere
from bot.services import services_of
from bot.transport.answers import answer, defer, edit_answer
from generator.tune import slug

TOO_LARGE = "Your data is too large for a message here; please ask the person who runs this bot for it."
QUESTION = (
    "This deletes all your tunes and your list of saved tunes. It cannot be undone. Nobody can open these "
    "tunes any more, and their buttons stop working. Messages on Discord stay. To keep a copy, use "
    "`/my-data` first."
)


def my_data_command() -> Command:
    """All that is stored about the user, as a file."""

    @app_commands.command(
        name="my-data", description="Get everything Lilt stores about you, as a file that only you see"
    )
    async def my_data(interaction: Interaction) -> None:
        await defer(interaction, ephemeral=True)
        data = await services_of(interaction).history.export_user(interaction.user.id)
        content = await asyncio.to_thread(archive, data)
        if len(content) > interaction.filesize_limit:
            raise NotHere(TOO_LARGE)
        counts = f"{len(data['tunes'])} tunes, {len(data['saved'])} saved"
        file = discord.File(io.BytesIO(content), "lilt-my-data.zip")
        text = f"{counts}. `/privacy` says why it is stored."
        await edit_answer(interaction, content=text, attachments=[file])

    return my_data


def forget_me_command() -> Command:
    """Delete it, after a question."""

    @app_commands.command(name="forget-me", description="Delete everything Lilt stores about you, for good")
    async def forget_me(interaction: Interaction) -> None:
        await answer(interaction, QUESTION, view=forget_me_view(), ephemeral=True)

    return forget_me


def archive(data: dict[str, Any]) -> bytes:
    """A ZIP with all of it as JSON, and each tune as ABC."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("my-data.json", json.dumps(data, ensure_ascii=False, indent=1))
        for entry in data["tunes"]:
            name = f"tunes/{entry['number']}-{slug(entry['tune']['title'])}.abc"
            files.writestr(name, entry["tune"]["abc"])
    return target.getvalue()
