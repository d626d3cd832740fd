"""The card of a model: facts about it, read from its folder without loading it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from generator.model.record import read_record

CARD = "card.md"
LONGEST_SECTION = 1000
"""Characters: as many as a field of an embed may have, and some less."""
LONGEST_CARD = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """`data`, `terms` and `command` are Markdown from the model's card, empty where it has none.

    `command`: the commands that made the model, a code block.
    """

    model: str
    parameters: int | None = None
    date: str = ""
    tunes: int | None = None
    data: str = ""
    command: str = ""
    terms: str = ""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The card of the checkpoint in this folder. Raises ModelError."""
        record = read_record(folder)
        text = _text(folder / CARD)
        return cls(
            model=record["id"],
            parameters=record.get("parameters"),
            date=record.get("training", {}).get("date", ""),
            tunes=record.get("corpus", {}).get("train"),
            data=_section(text, "Data"),
            command=_commands(text),
            terms=_section(text, "Terms"),
        )


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(LONGEST_CARD)
    except (OSError, UnicodeDecodeError):  # a model works without its card
        return ""


def _section(text: str, heading: str) -> str:
    """The first text under a heading, up to the next heading, table or picture, its lines joined."""
    found = re.search(rf"^## {heading}\n+(.*?)(?=^#|^\||^!|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        return ""
    joined = re.sub(r"(?<!\n)\n(?![\n-])", " ", found[1].strip())
    return joined if len(joined) <= LONGEST_SECTION else joined[: LONGEST_SECTION - 1].rstrip() + "…"


def _commands(text: str) -> str:
    """The code block under "Training", empty if there is none or it is too long for a field."""
    found = re.search(r"^## Training\n[^#]*?^(```sh\n.*?^```)$", text, re.MULTILINE | re.DOTALL)
    return found[1] if found and len(found[1]) <= LONGEST_SECTION else ""
