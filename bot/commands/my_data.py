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
from bot.history import History
from bot.services import services_of
from bot.transport.answers import answer, defer, edit_answer
from bot.views.text import tunes
from generator.file_names import slug

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
        content, counts = await export(services_of(interaction).history, interaction.user.id)
        if len(content) > interaction.filesize_limit:
            raise NotHere(TOO_LARGE)
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


async def export(history: History, user_id: int) -> tuple[bytes, str]:
    """A ZIP with all of a user's data as JSON and each tune as ABC, and how much it is, in words.

    Written in a thread, a few tunes at a time: twenty thousand of them take seconds.
    """
    target = io.BytesIO()
    files = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
    texts: list[str] = []
    async for stored in history.export_tunes(user_id):
        texts += await asyncio.to_thread(_write_tunes, files, stored)
    rest = await history.export_user(user_id)
    await asyncio.to_thread(_write_json, files, texts, rest)
    return target.getvalue(), f"{tunes(len(texts))}, {len(rest['saved'])} saved"


def _write_tunes(files: zipfile.ZipFile, stored: list[dict[str, Any]]) -> list[str]:
    """Write the ABC of each tune; returns what is stored of each, as JSON."""
    texts = []
    for one in stored:
        entry = one | {"asked": json.loads(one["asked"]), "tune": json.loads(one["tune"])}
        files.writestr(f"tunes/{one['number']}-{slug(entry['tune']['title'])}.abc", entry["tune"]["abc"])
        texts.append(json.dumps(entry, ensure_ascii=False, indent=1))
    return texts


def _write_json(files: zipfile.ZipFile, texts: list[str], rest: dict[str, Any]) -> None:
    """Write all of it as JSON, and the end of the ZIP."""
    opened = json.dumps(rest, ensure_ascii=False, indent=1).removesuffix("\n}")
    with files.open("my-data.json", "w") as file:
        file.write(f'{opened},\n "tunes": [\n'.encode())
        for number, text in enumerate(texts):
            file.write(((",\n" if number else "") + text).encode())
        file.write(b"\n ]\n}\n")
    files.close()
