"""Files that people attach: fetched from Discord only, limited in size, as text."""

from __future__ import annotations

import aiohttp
import discord

from bot.errors import SendError
from bot.transport.retry import Patience, send
from generator.errors import LiltError
from generator.notation.reading.encoding import NotTextError, decode

LARGEST = 64 * 1024
"""Bytes. A tune has a few hundred."""
PATIENCE = Patience(waits=0.0, answer=2.0)
"""Discord waits three seconds for the first answer, and that comes after the file."""
HOSTS = ("https://cdn.discordapp.com/", "https://media.discordapp.net/")
TOO_LARGE = f"The file is too large; the limit is {LARGEST // 1024} KiB."
NOT_FETCHED = "I could not get the file from Discord; please try again."
_AS_IT_IS = {"Accept-Encoding": "identity"}


class BadAttachment(LiltError):
    """A file that is not accepted; says which files are."""


async def read_text(attachment: discord.Attachment) -> str:
    """The file's text. Raises BadAttachment."""
    if not attachment.url.startswith((*HOSTS, f"{discord.Asset.BASE}/")):
        raise BadAttachment("The file must be one that was attached on Discord.")
    if attachment.size > LARGEST:
        raise BadAttachment(TOO_LARGE)
    try:
        content = await send(lambda: fetch(attachment), PATIENCE)
    except SendError:
        raise BadAttachment(NOT_FETCHED) from None
    if len(content) > LARGEST:
        raise BadAttachment(TOO_LARGE)
    try:
        return decode(content)
    except NotTextError:
        raise BadAttachment("The file is no text; please attach a file of ABC.") from None


async def fetch(attachment: discord.Attachment) -> bytes:
    """The file's content, or a little more of it than `LARGEST`. Raises BadAttachment, and aiohttp's errors.

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
            if len(content) > LARGEST:
                break
        return bytes(content)
