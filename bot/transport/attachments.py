"""Files that people attach: fetched from Discord only, limited in size, as text."""

from __future__ import annotations

import discord

from bot.errors import SendError
from bot.transport.retry import Patience, send
from generator.errors import LiltError

LARGEST = 64 * 1024
"""Bytes. A tune has a few hundred."""
PATIENCE = Patience(waits=0.0, answer=2.0)
"""Discord waits three seconds for the first answer, and that comes after the file."""
HOSTS = ("https://cdn.discordapp.com/", "https://media.discordapp.net/")


class BadAttachment(LiltError):
    """A file that is not accepted; says which files are."""


async def read_text(attachment: discord.Attachment) -> str:
    """The file's text. Raises BadAttachment."""
    if not attachment.url.startswith((*HOSTS, f"{discord.Asset.BASE}/")):
        raise BadAttachment("The file must be one that was attached on Discord.")
    if attachment.size > LARGEST:
        raise BadAttachment(f"The file is too large; the limit is {LARGEST // 1024} KiB.")
    try:
        content = await send(attachment.read, PATIENCE)
    except SendError:
        raise BadAttachment("I could not get the file from Discord; please try again.") from None
    if len(content) > LARGEST:
        raise BadAttachment(f"The file is too large; the limit is {LARGEST // 1024} KiB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadAttachment(
            "The file is not UTF-8 text; please save it as UTF-8 and attach it again."
        ) from None
