"""Limits of messages: text, embeds, attachments and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.playground.limits.components import components
from bot.playground.limits.validators import Path, Problem, count, text

CONTENT, EMBEDS, FILES, DESCRIPTION = 2000, 10, 10, 1024
FILE_BYTES, REQUEST_BYTES = 10 * 1024 * 1024, 25 * 1024 * 1024

EMBED = {("title",): 256, ("description",): 4096, ("author", "name"): 256, ("footer", "text"): 2048}
FIELDS, FIELD_NAME, FIELD_VALUE = 25, 256, 1024
EMBEDS_TOTAL = 6000
"""Characters in all embeds of a message together."""


def message(body: Any, path: Path = ()) -> Iterator[Problem]:
    """A message, or an edit of one."""
    yield from text((*path, "content"), body.get("content"), CONTENT)
    embeds = body.get("embeds") or ()
    yield from count((*path, "embeds"), embeds, EMBEDS)
    for index, one in enumerate(embeds):
        yield from embed(one, (*path, "embeds", index))
    if (length := sum(map(_length, embeds))) > EMBEDS_TOTAL:
        yield Problem(
            (*path, "embeds"),
            "MAX_EMBED_SIZE_EXCEEDED",
            f"Embed size exceeds maximum size of {EMBEDS_TOTAL}: {length}",
        )
    attachments = body.get("attachments") or ()
    yield from count((*path, "attachments"), attachments, FILES)
    for index, one in enumerate(attachments):
        yield from text((*path, "attachments", index, "description"), one.get("description"), DESCRIPTION)
    yield from components(body.get("components") or (), (*path, "components"), flags=body.get("flags") or 0)


def embed(body: Any, path: Path) -> Iterator[Problem]:
    """One embed."""
    for steps, most in EMBED.items():
        yield from text((*path, *steps), _at(body, steps), most)
    fields = body.get("fields") or ()
    yield from count((*path, "fields"), fields, FIELDS)
    for index, field in enumerate(fields):
        yield from text((*path, "fields", index, "name"), field.get("name"), FIELD_NAME, least=1)
        yield from text((*path, "fields", index, "value"), field.get("value"), FIELD_VALUE, least=1)


def files(sizes: Sequence[int]) -> Iterator[Problem]:
    """Files that are too large, each or together."""
    for index, size in enumerate(sizes):
        if size > FILE_BYTES:
            yield Problem(("files", index), "FILE_TOO_LARGE", f"{size} bytes are more than {FILE_BYTES}")
    if (total := sum(sizes)) > REQUEST_BYTES:
        yield Problem(("files",), "REQUEST_TOO_LARGE", f"{total} bytes are more than {REQUEST_BYTES}")


def _length(body: Any) -> int:
    lengths = [len(_at(body, steps) or "") for steps in EMBED]
    fields = body.get("fields") or ()
    return sum(lengths) + sum(len(field.get("name", "")) + len(field.get("value", "")) for field in fields)


def _at(body: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        body = (body or {}).get(step)
    return body
