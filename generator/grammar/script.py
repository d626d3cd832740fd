"""A tune of which some bars stay as they are, and the rest is written anew around them.

Every bar keeps its length and every bar line its place, so the form stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Script:
    """The written bars of a tune, in order.

    `bars`: the text of each, None where it is to be written; `lines`: the bar lines before the first bar, and
    behind each one; `lengths`: ticks of each bar.
    """

    bars: tuple[str | None, ...]
    lines: tuple[str, ...]
    lengths: tuple[int, ...]

    def kept(self, bar: int) -> bool:
        """Whether there is such a bar, and it stays as it is."""
        return bar < len(self.bars) and self.bars[bar] is not None

    def ends_shared(self, bar: int) -> bool:
        """Whether the first ending begins behind this bar."""
        return self.lines[bar + 1].endswith("1")

    def fixed(self) -> Iterator[str]:
        """What stands before the first bar to be written, between two of them, and behind the last one."""
        text = self.lines[0]
        for bar, line in zip(self.bars, self.lines[1:], strict=True):
            if bar is None:
                yield text
                text = line
            else:
                text += bar + line
        yield text


class Writing(Protocol):
    """A tune being written, character by character."""

    @property
    def done(self) -> bool: ...

    @property
    def bars(self) -> int:
        """How many are closed."""

    def allowed(self) -> str:
        """The characters one of which must come next; none when it is done."""

    def advance(self, character: str) -> None:
        """Take a character that is allowed. Raises ValueError for any other."""


class Rewriting:
    """Holds a writing to its script: what is fixed has to come, the rest is the writing's own matter."""

    def __init__(self, writing: Writing, script: Script) -> None:
        """`writing` knows the script's lengths."""
        self._writing = writing
        self._coming = script.fixed()
        self._fixed = next(self._coming)

    @property
    def done(self) -> bool:
        return self._writing.done

    @property
    def bars(self) -> int:
        """See Writing."""
        return self._writing.bars

    def allowed(self) -> str:
        """See Writing."""
        return self._fixed[:1] or self._writing.allowed()

    def advance(self, character: str) -> None:
        """See Writing."""
        if not self._fixed and character in "|:":  # a bar line: the bar to be written is complete
            self._fixed = next(self._coming)
        if self._fixed and character != self._fixed[0]:
            raise ValueError(f"{character!r} cannot come here")
        self._writing.advance(character)
        self._fixed = self._fixed[1:]
