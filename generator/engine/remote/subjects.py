"""Names at the broker: subjects, streams, consumers and the bucket. docs/scaling.md has them as a table."""

from __future__ import annotations

import re

WORK, RESULTS, BUCKET = "LILT_WORK", "LILT_RESULTS", "LILT_FILES"
"""The streams of tasks and of results; the bucket of results that are too large for a message."""

ANY, RENDER = "compose.any", "render"
"""Kinds of work: composing with the model in use; rendering. Composing with a named model: `named`."""

WORKERS, PROGRESS, CANCEL, RESULT = "lilt.workers", "lilt.progress", "lilt.cancel", "lilt.result"
"""What subjects begin with; the id of a worker or task follows."""

HELLO = "lilt.hello"
"""An engine that comes asks all workers for a heartbeat."""

ALL_WORK = "lilt.work.>"

_NAMED = "compose.named."
_WORK = "lilt.work."
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}(\.[A-Za-z0-9_-]{1,80}){0,2}")


def is_id(text: object) -> bool:
    """Whether this can be the id of a task or worker, which becomes the end of a subject."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def named(model: str) -> str:
    """The kind of work that composes with this model."""
    return _NAMED + model


def model_of(kind: str) -> str | None:
    """The model that a kind of work names."""
    return kind.removeprefix(_NAMED) if kind.startswith(_NAMED) else None


def work_of(kind: str, task_id: str = ">") -> str:
    """The subject of a task of this kind, or of all of them."""
    return f"{_WORK}{kind}.{task_id}"


def consumer_of(kind: str) -> str:
    """The durable consumer from which workers pull this kind of work."""
    return kind.replace(".", "-")


def id_in(subject: str, begin: str) -> str:
    """The id at the end of a subject that begins with `begin`, or with the subject of a kind of work."""
    return subject.removeprefix(begin).removeprefix(".")
