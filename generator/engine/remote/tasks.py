"""One piece of work as it goes to a worker: compose for a request, or render ABC. Every field is checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from generator.engine.remote.subjects import ANY, RENDER, named
from generator.errors import BadRequest
from generator.json_text import read_json
from generator.playing import Playing
from generator.practice import Practice
from generator.request import SEEDS, ComposeRequest
from generator.tune import FORMATS

LARGEST = 4 * 2**20
"""Bytes of a task."""
_LONGEST_USER = 100


@dataclass(frozen=True, slots=True)
class ComposeTask:
    """Compose a tune for a request."""

    request: ComposeRequest

    @property
    def kind(self) -> str:
        """One of `subjects`: which workers can take it."""
        return ANY if self.request.model is None else named(self.request.model)

    def id_for(self, job_id: str) -> str:
        """The task's id; the same for the same job."""
        return f"{job_id}.compose"

    def to_json(self) -> dict[str, Any]:
        return {"request": self.request.to_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderTask:
    """Render ABC in formats (of `FORMATS`). `user`: for whom; in a worker, too, users take turns."""

    abc: str
    playing: Playing
    formats: frozenset[str]
    user: str

    @property
    def kind(self) -> str:
        """One of `subjects`: which workers can take it."""
        return RENDER

    def id_for(self, job_id: str) -> str:
        """The task's id; the same for the same job if the same is rendered."""
        what = json.dumps([self.abc, asdict(self.playing), sorted(self.formats)])
        return f"{job_id}.render.{hashlib.sha256(what.encode()).hexdigest()[:16]}"

    def to_json(self) -> dict[str, Any]:
        playing = {name: value for name, value in asdict(self.playing).items() if value is not None}
        if self.playing.practice:
            playing["practice"] = self.playing.practice.to_json()
        return {"abc": self.abc, "playing": playing, "formats": sorted(self.formats), "user": self.user}


Task = ComposeTask | RenderTask


def encode(task: Task) -> bytes:
    """The task as a message."""
    return json.dumps(task.to_json()).encode()


def decode(message: bytes) -> Task:
    """The task in a message. Raises BadRequest for anything that `encode` does not write."""
    if len(message) > LARGEST:
        raise BadRequest("task", f"a text of {len(message)} bytes", f"it may have {LARGEST}")
    try:
        data = read_json(message)
    except ValueError:
        raise BadRequest("task", "this text", "it must be JSON") from None
    match data:
        case {"request": dict(request), **rest} if not rest:
            return ComposeTask(ComposeRequest.from_json(request))
        case {
            "abc": str(abc),
            "playing": dict(playing),
            "formats": list(formats),
            "user": str(user),
            **rest,
        } if not rest:
            return RenderTask(
                abc=abc, playing=_playing(playing), formats=_formats(formats), user=user[:_LONGEST_USER]
            )
        case _:
            raise BadRequest("task", "this text", "it must be a request, or ABC with how it is played")


def _playing(data: Mapping[str, Any]) -> Playing:
    """Raises BadRequest."""
    known = [one.name for one in fields(Playing)]
    for name, value in data.items():
        if name not in known:
            raise BadRequest(name, value, "there is no such option; the options are " + ", ".join(known))
    seed = data.get("seed")
    if seed is not None and (not isinstance(seed, int) or not SEEDS[0] <= seed <= SEEDS[1]):
        raise BadRequest("seed", seed, f"it must be a number from {SEEDS[0]} to {SEEDS[1]}")
    practice = data.get("practice")
    read = Practice.from_json(practice) if isinstance(practice, Mapping) else practice
    return Playing(**{**data, "practice": read})


def _formats(names: list[Any]) -> frozenset[str]:
    """Raises BadRequest."""
    for name in names:
        if name not in FORMATS:
            raise BadRequest("formats", name, "it must be any of " + ", ".join(FORMATS))
    return frozenset(names)
