"""A variation: a tune with some bars to be written again, as a script in the model's text; what must stay."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.compose.source import named_bars, read_source
from generator.grammar.lengths import ticks
from generator.grammar.script import Script
from generator.notation.bare import bare
from generator.notation.melody import Bar, Melody
from generator.notation.model_text import CENTRE, END, TONIC
from generator.notation.transpose import in_octaves, mean_pitch, nearest_to
from generator.notation.writing.writer import write_body

_LINES = re.compile(r"(:?\|[|:\]\n]*[12]?)")


@dataclass(frozen=True, slots=True)
class Variation:
    """`source`: the tune; `free`: its bars that are to change; `shift`: semitones from the script up to it.

    A note that was tied to one in a free bar is not tied any more.
    """

    source: Melody
    free: frozenset[int]
    script: Script
    shift: int

    @property
    def text(self) -> str:
        """What the model is fed before the script begins: nothing."""
        return ""

    @property
    def pitches(self) -> list[int]:
        """MIDI pitches of the notes that are kept, as the script has them."""
        kept = (bar for at, bar in enumerate(self.source.bars) if at not in self.free)
        return [p.midi - self.shift for bar in kept for note in bar.notes for p in note.pitches]

    def kept_in(self, tune: Melody) -> bool:
        """Whether the tune has all the kept bars, note for note."""
        pairs = list(zip(self.source.bars, tune.bars, strict=False))
        kept = (pair for at, pair in enumerate(pairs) if at not in self.free)
        return len(tune.bars) == len(self.source.bars) and all(_same(*pair) for pair in kept)

    def changes(self, tune: Melody) -> bool:
        """Whether any note differs from the source's."""
        return not all(_same(*pair) for pair in zip(self.source.bars, tune.bars, strict=True))


def _same(bar: Bar, other: Bar) -> bool:
    return _sounds(bar) == _sounds(other)


def _sounds(bar: Bar) -> list[tuple[tuple[int, ...], Fraction]]:
    return [(tuple(pitch.midi for pitch in note.pitches), note.duration) for note in bar.notes]


def read_variation(source: str, change: str) -> Variation:
    """The variation of the tune `source` in the bars that `change` names. Raises BadRequest."""
    tune = read_source(source)
    free = named_bars(tune, change)
    tune = _without_ties_into(tune, free)
    on_c = nearest_to(in_octaves(tune, TONIC), CENTRE)
    return Variation(tune, free, _script(on_c, free), round(mean_pitch(tune) - mean_pitch(on_c)))


def _without_ties_into(tune: Melody, free: frozenset[int]) -> Melody:
    """The tune without ties from kept bars into free ones."""
    bars = tuple(
        _untied(bar) if at not in free and at + 1 in free else bar for at, bar in enumerate(tune.bars)
    )
    return replace(tune, bars=bars)


def _untied(bar: Bar) -> Bar:
    return replace(bar, notes=(*bar.notes[:-1], *(replace(note, tied=False) for note in bar.notes[-1:])))


def _script(on_c: Melody, free: frozenset[int]) -> Script:
    """The tune's text, cut at its bar lines."""
    words = _LINES.split(write_body(bare(on_c)) + END)
    bars, lines = words[0::2], words[1::2]
    if bars[0] == "":  # it opens with a repeat sign
        bars = bars[1:]
    else:
        lines.insert(0, "")
    return Script(
        tuple(None if at in free else text for at, text in enumerate(bars[: len(on_c.bars)])),
        tuple(lines),
        tuple(ticks(bar.duration) for bar in on_c.bars),
    )
