"""A playground that is opened again in its folder shows its channel; what cannot be read is said."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest

from bot.playground.channel_store import LIST, MOST, ChannelStore
from bot.playground.launcher import open_playground
from bot.playground.simulation import Simulation
from bot.settings import Settings
from tests.loopback.harness import CLEAN_ENVIRON, FAKE_ENGINE, SLOW_ENGINE
from tests.loopback.viewer import Viewer, compose, wait_for_text


class Channel:
    """A channel of a new simulation, and the store that keeps it in `folder`."""

    def __init__(self, folder: Path) -> None:
        simulation = Simulation()
        guild = simulation.create_guild("Ceili", owner=simulation.create_user("ada"))
        self.backend = simulation.backend
        self.author = guild.owner.id
        self.id = guild.create_text_channel("session").id
        self.store = ChannelStore(self.backend, self.id, folder)

    def say(self, text: str, file: bytes = b"", flags: int = 0) -> None:
        files = (
            [self.backend.cdn.store_attachment(len(text), self.id, f"{text}.mp3", file, None)] if file else []
        )
        self.backend.create_message(self.id, self.author, text, attachments=files, flags=flags)

    @property
    def texts(self) -> list[str]:
        return [message.content for message in self.backend.messages[self.id].values()]

    def keep(self) -> None:
        if (kept := self.store.changed()) is not None:
            self.store.write(kept)


async def test_a_playground_opened_again_shows_its_tunes(tmp_path: Path) -> None:
    for again in (False, True):
        async with (
            open_playground(Settings(data=tmp_path), CLEAN_ENVIRON, FAKE_ENGINE) as opened,
            aiohttp.ClientSession() as session,
        ):
            viewer = Viewer(session, opened.page.url)
            await viewer.open()
            if not again:
                await compose(viewer)
            await wait_for_text(viewer, "The Fake Jig")
            assert json.dumps(viewer.state).count("Welcome to Lilt's playground!") >= 1
            assert len(viewer.state["timeline"]) == 2
            assert opened.server.violations == []


async def test_a_tune_that_was_accepted_comes_at_the_next_start(tmp_path: Path) -> None:
    async with (
        open_playground(Settings(data=tmp_path), CLEAN_ENVIRON, SLOW_ENGINE) as first,
        aiohttp.ClientSession() as session,
    ):
        viewer = Viewer(session, first.page.url)
        await viewer.open()
        await compose(viewer)
        await wait_for_text(viewer, "Composing")
        await first.bot.kill()
    async with (
        open_playground(Settings(data=tmp_path), CLEAN_ENVIRON, FAKE_ENGINE) as second,
        aiohttp.ClientSession() as session,
    ):
        viewer = Viewer(session, second.page.url)
        await viewer.open()
        await wait_for_text(viewer, "The Fake Jig")
        assert "Composing" not in json.dumps(viewer.state["messages"])


def test_messages_and_files_come_back_and_what_one_viewer_saw_does_not(tmp_path: Path) -> None:
    first = Channel(tmp_path)
    first.say("one", b"sound")
    first.say("secret", flags=64)
    first.say("two")
    first.keep()
    assert first.store.changed() is None

    second = Channel(tmp_path)
    assert second.store.restore() == 2
    assert second.texts == ["one", "two"]
    (attachment,) = next(iter(second.backend.messages[second.id].values())).attachments
    assert second.backend.cdn.get(attachment["url"]) == b"sound"
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_only_the_latest_messages_are_kept_and_the_files_of_the_others_go(tmp_path: Path) -> None:
    first = Channel(tmp_path)
    for number in range(3):
        first.say("x" * (number + 1), b"sound")
    first.keep()
    assert len(list(tmp_path.iterdir())) == 1 + 3
    for _ in range(MOST - 1):
        first.say("later")
    first.keep()
    assert len(list(tmp_path.iterdir())) == 1 + 1
    assert Channel(tmp_path).store.restore() == MOST


@pytest.mark.parametrize(
    "damage", [b"", b"[{}]", b"{}", b'{"messages": [{"message": {"nothing": 1}, "files": []}]}', b"\xff"]
)
def test_a_list_that_cannot_be_read_is_said_and_counts_as_empty(
    tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / LIST).write_bytes(damage)
    channel = Channel(tmp_path)
    assert channel.store.restore() == 0
    assert "cannot be read" in caplog.text
    channel.say("new")
    channel.keep()
    assert Channel(tmp_path).store.restore() == 1
