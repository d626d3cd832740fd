"""Files that people attach: fetched from Discord only, limited in size, as bytes."""

from __future__ import annotations

from typing import Any

import aiohttp
import discord

from bot.errors import SendError
from bot.transport.retry import Patience, send
from generator.errors import LiltError
from generator.importing import files
from generator.notation.reading.books.other_files import kind_by_name

LARGEST = 64 * 1024
"""Bytes of a text. A tune has a few hundred."""
PATIENCE = Patience(waits=0.0, answer=2.0)
"""Discord waits three seconds for the first answer, and that comes after the file."""
HOSTS = ("https://cdn.discordapp.com/", "https://media.discordapp.net/")
NOT_FETCHED = "I could not get the file from Discord; please try again."
_AS_IT_IS = {"Accept-Encoding": "identity"}


class BadAttachment(LiltError):
    """A file that is not accepted; says which files are."""


async def read_file(attachment: discord.Attachment) -> bytes:
    """The file's content. Raises BadAttachment."""
    if not attachment.url.startswith((*HOSTS, f"{discord.Asset.BASE}/")):
        raise BadAttachment("The file must be one that was attached on Discord.")
    largest = largest_of(attachment.filename)
    too_large = BadAttachment(_too_large(attachment.filename, largest))
    if attachment.size > largest:
        raise too_large
    try:
        content = await send(lambda: fetch(attachment), PATIENCE)
    except SendError:
        raise BadAttachment(NOT_FETCHED) from None
    if len(content) > largest:
        raise too_large
    return content


def largest_of(name: str) -> int:
    """Bytes that a file of this name may have."""
    return LARGEST if files.kind_of(name, b"") is None else files.LARGEST


def _too_large(name: str, largest: int) -> str:
    kind = kind_by_name(name)
    what = f"The file seems to be {kind}; it must be ABC (a text), MIDI or MusicXML."
    return what if kind else f"The file is too large; the limit is {largest // 1024} KiB."


def submitted_files(interaction: discord.Interaction[Any], field: str) -> list[discord.Attachment]:
    """The files in a field of a submitted form."""
    data: Any = interaction.data
    resolved = data.get("resolved", {}).get("attachments", {})
    labels = [label for label in data["components"] if isinstance(label, dict)]
    inputs = [label["component"] for label in labels if isinstance(label.get("component"), dict)]
    values = [given.get("values") for given in inputs if given.get("custom_id") == field]
    ids = [str(one) for given in values if isinstance(given, list) for one in given]
    return [
        discord.Attachment(data=resolved[one], state=interaction.client._connection)
        for one in ids
        if one in resolved
    ]


async def fetch(attachment: discord.Attachment) -> bytes:
    """The content, or a little more of it than a file may have. Raises BadAttachment, and aiohttp's errors.

    `Attachment.read` would read all of it, unpack it, and follow where a server sends it.
    """
    async with (
        aiohttp.ClientSession(auto_decompress=False, headers=_AS_IT_IS) as session,
        session.get(attachment.url, allow_redirects=False) as response,
    ):
        if response.status != 200 or response.headers.get("Content-Encoding", "identity") != "identity":
            raise BadAttachment(NOT_FETCHED)
        content = bytearray()
        async for chunk in response.content.iter_any():
            content += chunk
            if len(content) > largest_of(attachment.filename):
                break
        return bytes(content)
