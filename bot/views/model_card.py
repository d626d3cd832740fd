"""The facts about a model, read from its folder without loading it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from generator.model.folders import find_checkpoint
from generator.model.record import read_record

CARD = "card.md"
FIELD_LENGTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """`data` and `terms` are Markdown from the model's card, empty where it has no such section."""

    model: str
    parameters: int | None = None
    date: str = ""
    tunes: int | None = None
    data: str = ""
    terms: str = ""

    @classmethod
    def load(cls, name_or_path: str | None) -> Self:
        """Raises ModelError."""
        folder = find_checkpoint(name_or_path)
        record = read_record(folder)
        text = _text(folder / CARD)
        return cls(
            model=record["id"],
            parameters=record.get("parameters"),
            date=record.get("training", {}).get("date", ""),
            tunes=record.get("corpus", {}).get("train"),
            data=_section(text, "Data"),
            terms=_section(text, "Terms"),
        )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # a model works without its card
        return ""


def _section(text: str, heading: str) -> str:
    """The first text under a heading, up to the next heading, table or picture, its lines joined."""
    found = re.search(rf"^## {heading}\n+(.*?)(?=^#|^\||^!|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        return ""
    joined = re.sub(r"(?<!\n)\n(?![\n-])", " ", found[1].strip())
    return joined if len(joined) <= FIELD_LENGTH else joined[: FIELD_LENGTH - 1].rstrip() + "…"
