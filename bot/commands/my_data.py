"""/my-data and /forget-me: what is kept of a person, as a file, and deleted."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from typing import Any, Self

import discord
from discord import app_commands

from bot.commands.base import Command, Interaction
from bot.components.base import Button
from bot.errors import NotHere, told
from generator.tune import slug


def my_data_command() -> Command:
    """Hand it out."""

    @app_commands.command(name="my-data", description="All that Lilt keeps of you, as a file for you alone")
    async def my_data(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        data = await interaction.client.history.export_user(interaction.user.id)
        content = await asyncio.to_thread(archive, data)
        if len(content) > interaction.filesize_limit:
            raise NotHere(
                "There is more than a message can carry here; please ask whoever runs this bot for it."
            )
        words = (
            f"{len(data['tunes'])} tunes, {len(data['saved'])} saved; `/privacy` says what it is kept for."
        )
        file = discord.File(io.BytesIO(content), "lilt-my-data.zip")
        await interaction.edit_original_response(content=words, attachments=[file])

    return my_data


def forget_me_command() -> Command:
    """Delete it, after a question."""

    @app_commands.command(name="forget-me", description="Delete all that Lilt keeps of you, for good")
    async def forget_me(interaction: Interaction) -> None:
        view = discord.ui.View(timeout=None).add_item(ForgetMe())
        await interaction.response.send_message(
            "This deletes all your tunes and what you saved, for good and for everybody; "
            "their buttons stop working. Messages on Discord stay. `/my-data` gives you a copy first.",
            view=view,
            ephemeral=True,
        )

    return forget_me


class ForgetMe(discord.ui.DynamicItem[Button], template=r"lilt:forget"):
    """Yes, delete it: what belongs to whoever presses."""

    def __init__(self) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(discord.ui.Button(label="Delete everything", style=style, custom_id="lilt:forget"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls()

    @told
    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(content="Deleting…", view=None)
        client, user = interaction.client, interaction.user.id
        for job_id in client.engine.jobs_of(str(user)):
            await client.delivery.cancel(job_id.partition("-")[0])
        count = await client.history.delete_user(user)
        tunes = "one tune is" if count == 1 else f"{count} tunes are"
        await interaction.edit_original_response(
            content=f"Done: {tunes} deleted, and all else that was yours."
        )


def archive(data: dict[str, Any]) -> bytes:
    """A ZIP with all of it as JSON, and each tune as ABC."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("my-data.json", json.dumps(data, ensure_ascii=False, indent=1))
        for entry in data["tunes"]:
            name = f"tunes/{entry['number']}-{slug(entry['tune']['title'])}.abc"
            files.writestr(name, entry["tune"]["abc"])
    return target.getvalue()
