"""Files that people attach: fetched from Discord only, bounded, as text."""

from __future__ import annotations

import asyncio

import discord

from bot.errors import UNDELIVERED
from generator.errors import LiltError

LARGEST = 64 * 1024
"""Bytes. A tune has some hundred."""
SECONDS = 2.0
"""In which the file must be there: Discord waits three for an answer."""
HOSTS = ("https://cdn.discordapp.com/", "https://media.discordapp.net/")


class BadAttachment(LiltError):
    """A file that is not taken; says what is."""


async def read_text(attachment: discord.Attachment) -> str:
    """The file's text. Raises BadAttachment."""
    if not attachment.url.startswith((*HOSTS, f"{discord.Asset.BASE}/")):
        raise BadAttachment("The file must be one that was attached on Discord.")
    if attachment.size > LARGEST:
        raise BadAttachment(f"The file is too large; it may have {LARGEST // 1024} KiB.")
    try:
        async with asyncio.timeout(SECONDS):
            content = await attachment.read()
    except (TimeoutError, *UNDELIVERED):
        raise BadAttachment("Discord did not hand the file over; please try again.") from None
    if len(content) > LARGEST:
        raise BadAttachment(f"The file is too large; it may have {LARGEST // 1024} KiB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadAttachment(
            "The file is no text in UTF-8; please save it as that and attach it again."
        ) from None
