"""The channel's messages on disk, so that the next playground in the same folder shows them again.

Discord never forgets what it has confirmed. So a change is written before the bot, or the user, gets the
answer to the call that made it: whatever is killed then, the next start has it. Each change writes the list
anew, in one step; a file of a message is written once, under its address's hash.
Interactions are kept as long as their tokens are good, so that the bot can still answer what it has accepted.
What only one viewer sees is kept no longer than that. Knows simcord's state; knows no bot and no page.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from simcord.backend import Backend
from simcord.backend.models import Interaction, Message, ResponseKind

from bot.playground.simulation import Simulation
from bot.private_files import private_file, private_folder

log = logging.getLogger(__name__)

FOLDER = "channel"
"""In the playground's own folder."""
LIST = "messages.json"
MOST = 50
"""So many of the latest messages are kept: as many as the page shows at once."""
WRITE_SECONDS = 0.5
"""The least time between two writes of changes that nobody waits for."""

_LEFT_OUT = frozenset(
    ("reactions", "poll", "stickers", "allowed_mentions", "system_metadata", "snapshots", "reply_author_id")
)
"""What messages of Lilt and of people who talk to it do not have, or what only counts at once."""
_KEPT = tuple(one.name for one in fields(Message) if one.name not in _LEFT_OUT)
_ANSWERS = (ResponseKind.MESSAGE, ResponseKind.DEFERRED, ResponseKind.DEFERRED_UPDATE, ResponseKind.UPDATE)
"""How an interaction was answered that has a message to edit."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The list as JSON, and the content of each file."""

    text: str
    files: Mapping[Path, bytes]


class ChannelStore:
    """The messages of one channel, in `folder`."""

    def __init__(self, backend: Backend, channel: int, folder: Path) -> None:
        self._backend = backend
        self._channel = channel
        self._folder = folder
        self._written = ""

    def restore(self) -> int:
        """Put the messages that were kept into the channel; returns how many there were.

        A list that cannot be read is said in the log, and counts as empty.
        """
        try:
            kept = json.loads((self._folder / LIST).read_text("utf-8"))
            rows = kept["messages"]
            messages = [Message(**row["message"]) for row in rows]
            interactions = [_interaction(row) for row in kept["interactions"]]
            blobs = {url: self._blob(url).read_bytes() for row in rows for url in row["files"]}
        except (FileNotFoundError, NotADirectoryError):
            return 0
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the playground's earlier messages cannot be read: %s", error)
            return 0
        self._backend.cdn._blobs.update(blobs)
        for message in messages:
            self._backend.commit_message(message, broadcast=False)
        for interaction in interactions:
            self._backend.interactions[interaction.id] = interaction
            self._backend.interaction_tokens[interaction.token] = interaction.id
        return len(messages)

    def changed(self) -> Kept | None:
        """What is to be written now; None if nothing has changed since `write`."""
        found = list(self._backend.messages.get(self._channel, {}).values())
        live = [one for one in self._backend.interactions.values() if self._is_live(one)]
        answers = {id_ for one in live for id_ in (one.message_id, *one.followup_ids)}
        messages = [one for one in found if not one.is_ephemeral or one.id in answers][-MOST:]
        rows = [{"message": _row(message), "files": self._files(message)} for message in messages]
        text = json.dumps({"messages": rows, "interactions": [asdict(one) for one in live]})
        if text == self._written:
            return None
        urls = [url for row in rows for url in row["files"]]
        return Kept(text, {self._blob(url): self._backend.cdn.get(url) or b"" for url in urls})

    def write(self, kept: Kept) -> None:
        """Write it: first the files, then the list that names them, then remove what it names no more.

        May run in a thread. Raises OSError.
        """
        private_folder(self._folder)
        for path, content in kept.files.items():
            if not path.exists():
                _write(path, content)
        _write(self._folder / LIST, kept.text.encode())
        self._written = kept.text
        for path in self._folder.iterdir():
            if path not in kept.files and path.name != LIST:
                path.unlink(missing_ok=True)

    def _is_live(self, interaction: Interaction) -> bool:
        """Whether the bot can still edit its answer."""
        is_answered = interaction.channel_id == self._channel and interaction.response_kind in _ANSWERS
        return is_answered and (interaction.expires_at or "") > self._backend.now_iso()

    def _files(self, message: Message) -> list[str]:
        urls = [str(attachment["url"]) for attachment in message.attachments]
        return [url for url in urls if self._backend.cdn.get(url) is not None]

    def _blob(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode()).hexdigest()


def _interaction(row: Mapping[str, Any]) -> Interaction:
    return Interaction(**{**row, "response_kind": ResponseKind(row["response_kind"])})


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    private_file(part)
    part.write_bytes(content)
    part.replace(path)


def _row(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in _KEPT}


@asynccontextmanager
async def keeping(simulation: Simulation, store: ChannelStore) -> AsyncIterator[None]:
    """Save the channel before anything in it is confirmed, after every other change, and at the end.

    Nothing is saved before the bot's first call. It makes none where the folder is another bot's or cannot be
    written, and says that itself.
    """
    saving = _Saving(store)
    simulation.confirm = saving.save
    later = asyncio.create_task(_keep(simulation, saving))
    try:
        yield
    finally:
        later.cancel()
        await asyncio.wait([later])
        if saving.has_begun:
            await saving.save()


class _Saving:
    """Writes one list after the other."""

    def __init__(self, store: ChannelStore) -> None:
        self._store = store
        self._lock = asyncio.Lock()
        self.has_begun = False
        """Whether there has been anything to save: a change, or an action to confirm."""

    async def save(self) -> None:
        """Write what has changed. Where the disk refuses, that is said in the log."""
        self.has_begun = True
        async with self._lock:
            try:
                if (kept := self._store.changed()) is not None:
                    await asyncio.to_thread(self._store.write, kept)
            except OSError as error:
                log.warning("the playground's messages cannot be kept: %s", error)


async def _keep(simulation: Simulation, saving: _Saving) -> None:
    while True:
        await simulation.changes.wait()
        saving.has_begun = True
        await asyncio.sleep(WRITE_SECONDS)
        await saving.save()
