"""A viewer of the playground's page without a browser: sends the requests of the page's JavaScript."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp


class Viewer:
    """One open page."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._base, secret = url.split("/#")
        self._headers = {"X-Simcord-Capability": secret}
        self._sequence = 0
        self.state: dict[str, Any] = {}

    async def open(self) -> None:
        async with self._session.post(f"{self._base}/api/pages", json={}, headers=self._headers) as answer:
            self.state = await answer.json()
        self._headers["X-Simcord-Context"] = self.state["context"]["id"]

    async def text(self, path: str) -> str:
        async with self._session.get(self._base + path) as answer:
            return await answer.text()

    async def look(self) -> dict[str, Any]:
        async with self._session.get(f"{self._base}/api/state", headers=self._headers) as answer:
            self.state = await answer.json()
        return self.state

    async def act(self, kind: str, **body: Any) -> dict[str, Any]:
        self._sequence += 1
        envelope = {
            "protocol_version": 3,
            "sequence": self._sequence,
            "request_id": f"r{self._sequence}",
            "generation": self.state["context"]["generation"],
            "bot_generation": self.state["botGeneration"],
            "published_revision": self.state["publishedRevision"],
            "kind": kind,
        }
        async with self._session.post(
            f"{self._base}/api/action", json=envelope | body, headers=self._headers
        ) as answer:
            result: dict[str, Any] = await answer.json()
        return result

    async def press(self, label: str) -> dict[str, Any]:
        """Press the newest button with this label on the page as it was last read."""
        *_, (message, button) = (
            (message, button)
            for message, shown in self.state["messages"].items()
            for row in shown["components"]
            for button in row["components"]
            if button.get("label") == label
        )
        return await self.act("click", target_id=message, control_key=button["control_key"])

    async def end(self) -> None:
        await self.open()
        assert (await self.act("close"))["settlement"] == "settled"

    async def command(self, name: str) -> dict[str, Any]:
        async with self._session.get(f"{self._base}/api/commands", headers=self._headers) as answer:
            catalogue = await answer.json()
        (entry,) = (entry for entry in catalogue["entries"] if entry["path"] == [name])
        found: dict[str, Any] = entry
        return found

    async def run(self, name: str) -> dict[str, Any]:
        """Use a command without options."""
        entry = await self.command(name)
        return await self.act(
            "run_command",
            command_id=entry["commandId"],
            path=entry["path"],
            schema_fingerprint=entry["schemaFingerprint"],
            options={},
        )


async def compose(viewer: Viewer) -> dict[str, Any]:
    return await viewer.run("compose")


async def wait_for_text(viewer: Viewer, text: str) -> None:
    """Wait until the text is on the page."""
    async with asyncio.timeout(10):
        while text not in json.dumps(viewer.state):
            await asyncio.sleep(0.1)
            await viewer.look()
