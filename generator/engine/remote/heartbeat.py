"""What a worker says of itself every second: what it can take, what it has in hand, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Self

from generator.engine.remote.subjects import is_id, model_of
from generator.errors import BadRequest
from generator.json_text import read_json
from generator.request import can_be_named

LARGEST = 256 * 2**10
"""Bytes of a heartbeat."""
_MOST = 10_000
"""Rows, processes, tasks and models of one worker."""
_SENTENCES = ("problem", "warning", "rendering")
"""What an operator reads, on a page and on a terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """`rows` tunes can be composed at once, `free_rows` of them are free; `renders` and `free_renders` alike.

    `model` is the id of the model in use, `models` are the names that tasks can give; `tasks` the ids of the
    tasks in hand. `problem`, `warning`, `rendering`, `restarts`: see `Health`, and the render processes.
    `leaving`: it takes nothing more, and has given back what it does not finish.
    """

    worker: str
    rows: int = 0
    free_rows: int = 0
    renders: int = 0
    free_renders: int = 0
    model: str = ""
    models: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    problem: str | None = None
    warning: str | None = None
    rendering: str | None = None
    restarts: Mapping[str, int] = field(default_factory=dict)
    leaving: bool = False

    def __post_init__(self) -> None:
        """Raises BadRequest."""
        _check("worker", self.worker, is_id(self.worker))
        for name in ("rows", "free_rows", "renders", "free_renders"):
            _check(name, getattr(self, name), _is_count(getattr(self, name)))
        _check(
            "model",
            self.model,
            isinstance(self.model, str) and self.model.isprintable() and len(self.model) <= 100,
        )
        _check("models", self.models, _is_list(self.models) and all(map(_is_name, self.models)))
        _check("tasks", self.tasks, _is_list(self.tasks) and all(map(is_id, self.tasks)))
        for name in _SENTENCES:
            text = getattr(self, name)
            _check(name, text, text is None or (isinstance(text, str) and len(text) <= 2000))
        restarts = self.restarts
        is_map = isinstance(restarts, Mapping) and len(restarts) <= 20
        _check("restarts", restarts, is_map and all(map(_is_count, restarts.values())))
        _check("leaving", self.leaving, isinstance(self.leaving, bool))

    def can_take(self, kind: str) -> bool:
        """Whether it has room for a task of this kind now."""
        if self.leaving or not self.knows(kind):
            return False
        return self.free_rows > 0 if kind.startswith("compose") else self.free_renders > 0

    def knows(self, kind: str) -> bool:
        """Whether it can do this kind of task at all."""
        model = model_of(kind)
        return model is None or model in self.models

    def encode(self) -> bytes:
        """As a message."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, message: bytes) -> Self:
        """Raises BadRequest for anything that `encode` does not write."""
        try:
            data = read_json(message) if len(message) <= LARGEST else None
        except ValueError:
            data = None
        names = {one.name for one in fields(cls)}
        if not isinstance(data, dict) or not data.keys() <= names or "worker" not in data:
            raise BadRequest("heartbeat", "this text", "it must be what a worker of this version sends")
        for name in ("models", "tasks"):
            if isinstance(data.get(name), list):
                data[name] = tuple(data[name])
        for name in _SENTENCES:
            if isinstance(data.get(name), str):
                data[name] = _on_one_line(data[name])
        return cls(**data)


def _check(name: str, value: object, right: bool) -> None:
    if not right:
        raise BadRequest(name, value, "no worker sends that")


def _on_one_line(text: str) -> str:
    """The text without what a terminal would obey, such as an escape character."""
    return "".join(one if one.isprintable() else " " for one in text)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9


def _is_list(value: object) -> bool:
    return isinstance(value, tuple) and len(value) <= _MOST


def _is_name(value: object) -> bool:
    return isinstance(value, str) and can_be_named(value)
