"""Files that users attach: only from Discord, up to a size, as text."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.transport import attachments
from bot.transport.attachments import LARGEST, BadAttachment, read_text
from bot.transport.retry import Patience

CDN = "https://cdn.discordapp.com/attachments/1/2/tune.abc"


class Attached:
    """A fake of discord.py's Attachment; reading it gives `content`, or raises it."""

    def __init__(self, content: bytes | Exception = b"X:1", *, url: str = CDN, size: int = 3) -> None:
        self.content, self.url, self.size = content, url, size
        self.reads = 0

    async def read(self) -> bytes:
        self.reads += 1
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


async def read(attached: Attached) -> str:
    as_discords: Any = attached
    return await read_text(as_discords)


@pytest.mark.parametrize("url", [CDN, "https://media.discordapp.net/attachments/1/2/tune.abc"])
async def test_a_file_from_discord_is_read(url: str) -> None:
    assert await read(Attached("♯".encode(), url=url)) == "♯"


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.discordapp.com.evil.example/a",
        "https://evil.example/https://cdn.discordapp.com/",
        "https://cdn.discordapp.com@evil.example/a",
        "http://cdn.discordapp.com/a",
        "file:///etc/passwd",
        "",
    ],
)
async def test_no_other_address_is_fetched(url: str) -> None:
    attached = Attached(url=url)
    with pytest.raises(BadAttachment, match="attached on Discord"):
        await read(attached)
    assert attached.reads == 0


async def test_a_file_with_a_large_declared_size_is_not_fetched() -> None:
    attached = Attached(size=LARGEST + 1)
    with pytest.raises(BadAttachment, match="too large"):
        await read(attached)
    assert attached.reads == 0


async def test_a_file_that_is_larger_than_declared_is_not_read() -> None:
    with pytest.raises(BadAttachment, match="too large"):
        await read(Attached(b"x" * (LARGEST + 1), size=1))


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError(), OSError(), TimeoutError()])
async def test_a_file_that_cannot_be_fetched_is_refused_in_a_sentence(error: Exception) -> None:
    with pytest.raises(BadAttachment, match="could not get the file"):
        await read(Attached(error))


async def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "PATIENCE", Patience(waits=0.0, answer=0.01))
    with pytest.raises(BadAttachment, match="could not get the file"):
        await read(Slow())


class Slow(Attached):
    async def read(self) -> bytes:
        await asyncio.Event().wait()
        return b""
