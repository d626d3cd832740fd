"""What a tune's text holds that is neither played nor drawn."""

from __future__ import annotations

from dataclasses import dataclass

from generator.notation.melody import Melody


@dataclass(frozen=True, slots=True)
class Notice:
    """One plain sentence for the person who wrote the text. `line` counts from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A tune as it was read. `notices`: what was left out, in the order of the text, each thing once."""

    melody: Melody
    notices: tuple[Notice, ...] = ()


_MOST = 50


class Notices:
    """Collects notices while a tune is read."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, int], int] = {}

    def add(self, text: str, line: int, *, of_line: bool = False) -> None:
        """Only the first of several equal sentences is kept, and no more than anyone reads.

        `of_line`: the sentence is about this line alone, and kept for each one.
        """
        if len(self._lines) < _MOST:
            self._lines.setdefault((text, line if of_line else 0), line)

    def all(self) -> tuple[Notice, ...]:
        """In the order of their lines."""
        found = (Notice(text, line) for (text, _), line in self._lines.items())
        return tuple(sorted(found, key=lambda notice: notice.line))
