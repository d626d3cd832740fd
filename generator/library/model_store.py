"""The models at the broker: `promote` puts them there, and each worker has a copy (`mirror`).

The files of a checkpoint lie in a bucket as they are; a single value, the index, says which there are, with
their sizes and SHA-256, and which model is in use. It is written last, so what it names is there.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.errors import APIError, KeyNotFoundError, KeyWrongLastSequenceError, NotFoundError
from nats.js.kv import KeyValue
from nats.js.object_store import ObjectStore

from generator.engine.remote.broker import in_pieces
from generator.errors import ModelError
from generator.json_text import read_json
from generator.model.card import CARD
from generator.model.folders import RECORD, SHIPPED_MARK, TRAINING_TUNES, WEIGHTS
from generator.model.record import read_record
from generator.request import can_be_named

FILES, INDEX = "LILT_MODELS", "LILT_MODELS_INDEX"
"""The buckets."""
KEY = "index"
PARTS = (WEIGHTS, RECORD, TRAINING_TUNES, CARD)
"""The files of a checkpoint that are of use to a worker. The last two may be missing."""
LARGEST = 512 * 2**20
"""Bytes of one file."""
MOST_MODELS = 200
_SLOWEST = 50_000
"""Bytes in a second: slower than that, a file is asked for again."""
_EXISTS_DIFFERENTLY = 10058
"""The code of a bucket that somebody has set up in another way, such as with replicas."""


class Damaged(Exception):
    """What is at the broker is no model; says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file: how many bytes it has, and their SHA-256 in hexadecimal digits."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Those of a file. Raises OSError."""
        with path.open("rb") as file:
            return cls(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@dataclass(frozen=True, slots=True)
class Index:
    """`models`: id -> file -> what it is.

    `current`: the id of the model in use; `SHIPPED_MARK` for the default one that comes with Lilt; "" before
    the first promotion.
    """

    current: str = ""
    models: Mapping[str, Mapping[str, Part]] = field(default_factory=dict)

    def encode(self) -> bytes:
        models = {
            name: {part: [one.size, one.sha256] for part, one in parts.items()}
            for name, parts in self.models.items()
        }
        return json.dumps({"current": self.current, "models": models}).encode()

    @classmethod
    def decode(cls, text: bytes) -> Self:
        """Raises Damaged for anything that `encode` does not write."""
        try:
            match read_json(text):
                case {"current": str(current), "models": dict(models), **rest} if not rest:
                    index = cls(current, {name: _parts(name, parts) for name, parts in models.items()})
                    if current in ("", SHIPPED_MARK, *models) and len(models) <= MOST_MODELS:
                        return index
        except (ValueError, TypeError, AttributeError) as error:
            raise Damaged(f"the index of the models cannot be read: {error!s:.200}") from None
        raise Damaged("the index of the models cannot be read")


def _parts(name: str, parts: Mapping[str, Any]) -> dict[str, Part]:
    """Raises ValueError."""
    if not can_be_named(name) or not {WEIGHTS, RECORD} <= set(parts) <= set(PARTS):
        raise ValueError(f"{name!r:.60} is not a model")
    found = {}
    for part, (size, digest) in parts.items():
        if type(size) is not int or not 0 <= size <= LARGEST or not isinstance(digest, str):
            raise ValueError(f"{part} of {name} is impossible")
        found[part] = Part(size, digest)
    return found


class ModelStore:
    """The models at a broker. Its methods raise NATS's errors."""

    def __init__(self, connection: Client) -> None:
        self._connection = connection
        self._js: JetStreamContext = connection.jetstream()
        self._object_store: ObjectStore | None = None
        self._key_value: KeyValue | None = None

    async def publish(self, folder: Path) -> str:
        """Put the checkpoint in a folder there, unless it is there; returns its id. Raises ModelError."""
        name = str((await asyncio.to_thread(read_record, folder))["id"])
        if not can_be_named(name):
            raise ModelError(f"The model {folder.name} cannot be sent to workers: {name:.60} is not a name.")
        if name not in (await self.index()).models:
            paths = [folder / part for part in PARTS if (folder / part).is_file()]
            parts = {path.name: await asyncio.to_thread(Part.of, path) for path in paths}
            for path in paths:
                await self._put(f"{name}/{path.name}", path)
            await self._change(lambda index: replace(index, models={**index.models, name: parts}))
        return name

    async def use(self, name: str) -> None:
        """Say which model is in use: the id of one that is there, or `SHIPPED_MARK`."""
        await self._change(lambda index: replace(index, current=name))

    async def index(self) -> Index:
        """What is there. Raises Damaged."""
        return (await self._read())[0]

    async def fetch(self, name: str, part: str, expected: Part, path: Path) -> None:
        """Write a file of a model. Raises Damaged if it is another one than the index says."""
        bucket = await self._files()
        try:
            info = await bucket.get_info(f"{name}/{part}")
        except NotFoundError:
            raise Damaged(f"{part} of the model {name} is not there") from None
        if info.size != expected.size:
            raise Damaged(f"{part} of the model {name} is not as long as it should be")
        with path.open("wb") as file:
            async with asyncio.timeout(10 + expected.size / _SLOWEST):
                await bucket.get(f"{name}/{part}", writeinto=file)
        if await asyncio.to_thread(Part.of, path) != expected:
            raise Damaged(f"{part} of the model {name} has changed on its way")

    async def _put(self, name: str, path: Path) -> None:
        bucket = await self._files()
        with path.open("rb") as file:
            await bucket.put(name, file, in_pieces(self._connection))

    async def _change(self, change: Callable[[Index], Index]) -> None:
        """Replace the index by what `change` makes of it, also where somebody else does so meanwhile."""
        bucket = await self._indices()
        while True:
            index, revision = await self._read()
            try:
                await bucket.update(KEY, change(index).encode(), last=revision)
            except KeyWrongLastSequenceError:
                continue
            return

    async def _read(self) -> tuple[Index, int]:
        """The index and its revision."""
        try:
            entry = await (await self._indices()).get(KEY)
        except KeyNotFoundError as error:
            return Index(), getattr(error.entry, "revision", None) or 0
        return Index.decode(entry.value or b""), entry.revision or 0

    async def _files(self) -> ObjectStore:
        if self._object_store is None:
            try:
                self._object_store = await self._js.create_object_store(FILES)
            except APIError as error:
                if error.err_code != _EXISTS_DIFFERENTLY:
                    raise
                self._object_store = await self._js.object_store(FILES)
        return self._object_store

    async def _indices(self) -> KeyValue:
        if self._key_value is None:
            try:
                self._key_value = await self._js.create_key_value(bucket=INDEX)
            except APIError as error:
                if error.err_code != _EXISTS_DIFFERENTLY:
                    raise
                self._key_value = await self._js.key_value(INDEX)
        return self._key_value
