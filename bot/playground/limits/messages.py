"""Limits of messages that the published document does not have, or has less strictly: totals and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.playground.limits.components import components
from bot.playground.limits.problems import Path, Problem, length

CONTENT = 2000
"""The document has 4,000, which is for people with a subscription."""
FILE_BYTES, REQUEST_BYTES = 10 * 1024 * 1024, 25 * 1024 * 1024
EMBEDS_TOTAL = 6000
"""Characters in all embeds of a message together."""


def message(body: Any, path: Path = ()) -> Iterator[Problem]:
    """A message, or an edit of one."""
    yield from length((*path, "content"), body.get("content") or "", CONTENT)
    embeds = body.get("embeds") or ()
    for index, one in enumerate(embeds):
        yield from _fields(one, (*path, "embeds", index, "fields"))
    if (total := sum(map(_length, embeds))) > EMBEDS_TOTAL:
        yield Problem(
            (*path, "embeds"),
            "MAX_EMBED_SIZE_EXCEEDED",
            f"Embed size exceeds maximum size of {EMBEDS_TOTAL}: {total}",
        )
    yield from components(body.get("components") or (), (*path, "components"), flags=body.get("flags") or 0)


def files(sizes: Sequence[int]) -> Iterator[Problem]:
    """Files that are too large, each or together."""
    for index, size in enumerate(sizes):
        if size > FILE_BYTES:
            yield Problem(("files", index), "FILE_TOO_LARGE", f"{size} bytes are more than {FILE_BYTES}")
    if (total := sum(sizes)) > REQUEST_BYTES:
        yield Problem(("files",), "REQUEST_TOO_LARGE", f"{total} bytes are more than {REQUEST_BYTES}")


def _fields(embed: Any, path: Path) -> Iterator[Problem]:
    """Fields of an embed may not be empty."""
    for index, field in enumerate(embed.get("fields") or ()):
        for name in ("name", "value"):
            yield from length((*path, index, name), field[name], len(field[name]), least=1)


def _length(embed: Any) -> int:
    words = [
        embed.get("title"),
        embed.get("description"),
        (embed.get("author") or {}).get("name"),
        (embed.get("footer") or {}).get("text"),
        *(field[name] for field in embed.get("fields") or () for name in ("name", "value")),
    ]
    return sum(len(one or "") for one in words)
