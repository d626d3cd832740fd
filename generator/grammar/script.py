"""A script: a tune of which some bars are kept, and the others are to be written again.

Every bar keeps its length and every bar line its place, so the form does not change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.grammar.protocol import Matcher


@dataclass(frozen=True, slots=True)
class Script:
    """The written bars of a tune, in order.

    `bars`: the text of each, None if it is to be written; `lines`: the bar lines before the first bar, and
    after each one; `lengths`: ticks of each bar.
    """

    bars: tuple[str | None, ...]
    lines: tuple[str, ...]
    lengths: tuple[int, ...]

    def kept(self, bar: int) -> bool:
        """Whether there is such a bar, and it is kept."""
        return bar < len(self.bars) and self.bars[bar] is not None

    def ends_shared(self, bar: int) -> bool:
        """Whether the first ending begins after this bar."""
        return self.lines[bar + 1].endswith("1")

    def fixed(self) -> Iterator[str]:
        """The fixed text before the first bar to be written, between two of them, and after the last one."""
        text = self.lines[0]
        for bar, line in zip(self.bars, self.lines[1:], strict=True):
            if bar is None:
                yield text
                text = line
            else:
                text += bar + line
        yield text


class ScriptMatcher:
    """Allows only the script's text where it is fixed, and elsewhere what another matcher allows."""

    def __init__(self, matcher: Matcher, script: Script) -> None:
        """`matcher` must know the lengths of the script's bars."""
        self._matcher = matcher
        self._fixed_texts = script.fixed()
        self._fixed = next(self._fixed_texts)

    @property
    def done(self) -> bool:
        return self._matcher.done

    @property
    def bars(self) -> int:
        """See Matcher."""
        return self._matcher.bars

    def allowed(self) -> str:
        """See Matcher."""
        return self._fixed[:1] or self._matcher.allowed()

    def advance(self, character: str) -> None:
        """See Matcher."""
        if not self._fixed and character in "|:":  # a bar line: the bar to be written is complete
            self._fixed = next(self._fixed_texts)
        if self._fixed and character != self._fixed[0]:
            raise ValueError(f"{character!r} cannot come here")
        self._matcher.advance(character)
        self._fixed = self._fixed[1:]
