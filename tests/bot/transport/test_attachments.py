"""Files that users attach: only from Discord, up to a size, and just as they come."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.transport import attachments
from bot.transport.attachments import LARGEST, BadAttachment, largest_of, read_file
from bot.transport.retry import Patience

CDN = "https://cdn.discordapp.com/attachments/1/2/tune.abc"
CHUNK = b"x" * 16 * 1024


class Attached:
    """A fake of discord.py's Attachment."""

    def __init__(self, url: str = CDN, size: int = 3, filename: str = "tune.abc") -> None:
        self.url, self.size, self.filename = url, size, filename


async def read(url: str = CDN, size: int = 3, filename: str = "tune.abc") -> bytes:
    as_discords: Any = Attached(url, size, filename)
    return await read_file(as_discords)


class Files:
    """A server of files, in place of Discord's; `sent` counts the bytes of `/endless`."""

    def __init__(self) -> None:
        self.sent = 0
        self.reached = False
        self.asked: list[web.Request] = []
        self.url = ""

    async def plain(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        return web.Response(body="♯".encode())

    async def packed(self, _: web.Request) -> web.Response:
        """A small file that would unpack to 100 MB."""
        return web.Response(body=gzip.compress(bytes(10**8)), headers={"Content-Encoding": "gzip"})

    async def elsewhere(self, _: web.Request) -> web.Response:
        raise web.HTTPFound("/secret")

    async def secret(self, _: web.Request) -> web.Response:
        self.reached = True
        return web.Response(body=b"X:1")

    async def endless(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(CHUNK)
            self.sent += len(CHUNK)

    async def slow(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"X")
        await asyncio.sleep(60)
        return answer


@pytest.fixture
async def files(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Files]:
    files = Files()
    app = web.Application()
    for name in ("plain", "packed", "elsewhere", "secret", "endless", "slow"):
        app.router.add_get(f"/{name}", getattr(files, name))
    async with TestServer(app) as server:
        files.url = str(server.make_url("")).rstrip("/")
        monkeypatch.setattr(discord.Asset, "BASE", files.url)
        yield files


async def test_a_file_is_read_and_asked_for_as_it_is(files: Files) -> None:
    assert await read(f"{files.url}/plain") == "♯".encode()
    assert files.asked[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("path", ["packed", "elsewhere", "missing"])
async def test_packed_files_and_redirects_are_refused(files: Files, path: str) -> None:
    with pytest.raises(BadAttachment, match="could not get the file"):
        await read(f"{files.url}/{path}")
    assert not files.reached


async def test_a_file_that_is_larger_than_declared_is_read_up_to_the_limit(files: Files) -> None:
    with pytest.raises(BadAttachment, match="too large"):
        await read(f"{files.url}/endless", size=1)
    await asyncio.sleep(0.1)
    assert files.sent < 10 * 2**20  # what fits into the buffers of the sockets


async def test_a_file_that_takes_too_long_is_refused(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "PATIENCE", Patience(waits=0.0, answer=0.05))
    with pytest.raises(BadAttachment, match="could not get the file"):
        await read(f"{files.url}/slow")


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were fetched; the content is always the same."""
    urls: list[str] = []

    async def fetch(attachment: discord.Attachment) -> bytes:
        urls.append(attachment.url)
        return b"X:1"

    monkeypatch.setattr(attachments, "fetch", fetch)
    return urls


@pytest.mark.parametrize("url", [CDN, "https://media.discordapp.net/attachments/1/2/tune.abc"])
async def test_a_file_from_discord_is_read(fetched: list[str], url: str) -> None:
    assert await read(url) == b"X:1"
    assert fetched == [url]


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
async def test_no_other_address_is_fetched(fetched: list[str], url: str) -> None:
    with pytest.raises(BadAttachment, match="attached on Discord"):
        await read(url)
    assert fetched == []


async def test_a_file_with_a_large_declared_size_is_not_fetched(fetched: list[str]) -> None:
    with pytest.raises(BadAttachment, match="too large"):
        await read(size=LARGEST + 1)
    assert fetched == []


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError(), OSError(), TimeoutError()])
async def test_a_file_that_cannot_be_fetched_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fail(_: discord.Attachment) -> bytes:
        raise error

    monkeypatch.setattr(attachments, "fetch", fail)
    with pytest.raises(BadAttachment, match="could not get the file"):
        await read()


async def test_midi_and_musicxml_may_be_larger_than_text(fetched: list[str]) -> None:
    assert largest_of("a.mid") == largest_of("a.mxl") == largest_of("a.XML") > largest_of("a.abc") == LARGEST
    assert await read(size=LARGEST + 1, filename="a.mid") == b"X:1"
    with pytest.raises(BadAttachment, match="the limit is 1024 KiB"):
        await read(size=largest_of("a.mid") + 1, filename="a.mid")
