"""A script: the text of a tune in which some bars are to be written again, each as long as before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.grammar.endings import STEP, last_onset
from generator.grammar.notes import NoteMatcher
from generator.grammar.pitches import Window, pitch_state
from generator.grammar.situation import Bar
from generator.notation.theory import Key

_CLOSERS = "|:"


@dataclass(frozen=True, slots=True)
class FreeBar:
    """A bar to be written.

    `before`: the fixed text since the last free bar, or since the beginning; it begins with the bar line that
    closes the last free bar. `number`: bars of the tune before this one. `length`: its ticks, a multiple of
    `lengths.GRID`; `whole`: so long the meter wants it. `closing`: a time through the part ends with it.
    `sealed`: its last note must not be tied to what follows. `cadence`: None, or as in `situation.Bar` where
    the tune must end on the tonic with this bar.
    """

    before: str
    number: int
    length: int
    whole: bool = True
    closing: bool = False
    sealed: bool = False
    cadence: int | None = None

    def requires(self, closer: str) -> Bar:
        """What the grammar of notes is to keep to; `closer` begins the bar line after it."""
        return Bar(
            closer=closer,
            ends=self.cadence is not None,
            closing=self.closing,
            sealed=self.sealed,
            whole=self.whole,
            cadence=self.cadence or 0,
            rests=self.closing and self.length % STEP == 0,
        )


def cadence_of(length: int, full: int, beat: int) -> int:
    """The least ticks of the last tonic, with all that follows it, in a last bar of so many ticks."""
    return length - last_onset(length, full, beat)


@dataclass(frozen=True, slots=True)
class Script:
    """The text of a tune up to the last bar that is to be written, on the tonic of `key`.

    `bars`: those to be written, in their order, at least one. `after`: what begins the bar line after the
    last of them. `windows`: see `matcher.Task`.
    """

    key: Key
    windows: tuple[Window, ...]
    bars: tuple[FreeBar, ...]
    after: str

    def closer(self, index: int) -> str:
        """What closes the free bar of this index."""
        return self.bars[index + 1].before[0] if index + 1 < len(self.bars) else self.after

    def written(self, text: str) -> Iterator[str]:
        """The free bars of a finished text. Raises ValueError for one that does not keep to the script."""
        for index, bar in enumerate(self.bars):
            if not text.startswith(bar.before):
                raise ValueError("the fixed text has changed")
            text = text[len(bar.before) :]
            end = text.find(self.closer(index))
            if end < 0:
                raise ValueError("a bar does not end")
            yield text[:end]
            text = text[end:]

    def __post_init__(self) -> None:
        if not self.bars or any(bar.before[:1] not in _CLOSERS for bar in self.bars[1:]):
            raise ValueError("a script has free bars, and bar lines between them")


class ScriptMatcher(NoteMatcher):
    """Allows only the script's text where it is fixed, and notes elsewhere. Done with the last free bar."""

    def __init__(self, script: Script) -> None:
        super().__init__(pitch_state(script.key, script.windows))
        self._script = script
        self._index = 0
        self._fixed = script.bars[0].before
        self._requires = script.bars[0].requires(script.closer(0))
        self._options: str | None = None
        self.done = False

    @property
    def bars(self) -> int:
        """See Matcher."""
        return self._free.number

    def allowed(self) -> str:
        """See Matcher."""
        if self._options is None:
            self._options = "" if self.done else self._fixed[:1] or self._note_options()
        return self._options

    def advance(self, character: str) -> None:
        """See Matcher."""
        if not character or character not in self.allowed():
            raise ValueError(f"{character!r} cannot come here")
        self._options = None
        if self._fixed:
            self._fixed = self._fixed[1:]
        else:
            self._take_note(character)

    @property
    def _free(self) -> FreeBar:
        return self._script.bars[self._index]

    @property
    def _bar(self) -> Bar:
        return self._requires

    @property
    def _left(self) -> tuple[int, ...]:
        left = self._free.length - self._elapsed
        return (left,) if left >= 0 else ()

    @property
    def _besides(self) -> None:
        return None

    @property
    def _roomy(self) -> bool:
        if self._index + 1 == len(self._script.bars):
            return True
        after = self._script.bars[self._index + 1]
        return after.cadence is None or after.length >= STEP + after.cadence

    def _take_bar_sign(self, character: str) -> None:
        self._open_bar()
        if self._index + 1 == len(self._script.bars):
            self.done = True
            return
        self._index += 1
        self._fixed = self._free.before[1:]
        self._requires = self._free.requires(self._script.closer(self._index))
