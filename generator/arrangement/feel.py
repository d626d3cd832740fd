"""The feel of a tune: swing, lilt and snap, as a map from where notes are written to where they are played.

Where the ratios come from:

- abcMIDI, `stresspat` in stresspat.c, the stress programs of Phil Taylor's BarFly: hornpipe 1.4 : 0.6,
  reel and march 1.1 : 0.9, jig 1.2 : 0.7 : 1.1, slip jig 1.4 : 0.5 : 1.1, march in 6/8 1.1 : 0.95 : 0.95,
  strathspey as written, waltz 1.04 : 0.98 : 0.98 by beats.
- Written dotted pairs of a hornpipe are played 2 : 1, not 3 : 1: abc2midi's option -CS; Harbison's harp
  books, which ask to read such a pair as a quarter and an eighth of a triplet (quoted on harpcolumn.com).
- irishtune.info, "Rhythm Definitions": a jig's three eighths approach dotted eighth, sixteenth, eighth.

The values here lie between straight and that table; only a strathspey's dots and snaps are sharpened.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.arrangement.meters import beat_onsets, uneven
from generator.notation.melody import Melody
from generator.notation.theory import Meter
from generator.notation.tune_types import MISC, known_type

_ZERO, _ONE = Fraction(0), Fraction(1)
_QUARTER, _HALF = Fraction(1, 4), Fraction(1, 2)

_SWING = {
    "hornpipe": Fraction(7, 4),
    "reel": Fraction(8, 7),
    "strathspey": Fraction(10, 9),
    "march": Fraction(10, 9),
    "polka": Fraction(14, 13),
    "waltz": Fraction(14, 13),
    "air": Fraction(26, 25),
    MISC: Fraction(20, 19),
}
"""Long : short of two equal notes, where the beat falls into two."""

_DOTTED = {"hornpipe": Fraction(19, 10), "reel": Fraction(5, 2), "strathspey": Fraction(7, 2)}
"""Long : short of a written dotted pair, 3 : 1 elsewhere; of a snap the other way round."""
_AS_WRITTEN = Fraction(3)

_LILT = {
    "jig": (38, 28, 34),
    "slip jig": (39, 27, 34),
    "march": (36, 32, 32),
    "air": (34, 33, 33),
    MISC: (35, 31, 34),
}
"""Hundredths of a beat that each of three equal notes gets, where the beat falls into three."""

_OFTEN_IN_FAST_TWO = ("reel", "hornpipe")

_WALTZ_BEATS = (104, 98, 98)


@dataclass(frozen=True, slots=True)
class Feel:
    """Where notes are played that are written straight. All times in whole notes.

    `starts`: where each pulse of a bar begins, as played, and the bar's end; written, each is `pulse` long.
    `shares`: the parts of a pulse that its two or three equal notes get; one part: as written.
    `dotted`: the part that the long note of a dotted pair gets. `beats`: where a bar has the notes that are
    played as on the beat: where pulses begin, or the beats of an uneven bar.
    """

    pulse: Fraction
    starts: tuple[Fraction, ...]
    shares: tuple[Fraction, ...]
    dotted: Fraction
    beats: tuple[Fraction, ...]

    def place(self, position: Fraction) -> Fraction:
        """A position in a bar, straight -> where it is played. Strictly monotone; a bar line stays."""
        return self.place_among(position, frozenset())

    def place_among(self, position: Fraction, others: frozenset[Fraction]) -> Fraction:
        """`others`: the onsets in the same pulse, as parts of it; they show a triplet or a dotted pair."""
        pulses, within = divmod(position, self.pulse)
        bars, pulse = divmod(pulses, len(self.starts) - 1)
        start, end = self.starts[pulse], self.starts[pulse + 1]
        part = _along(self._curve(others), within / self.pulse)
        return bars * self.starts[-1] + start + part * (end - start)

    def _curve(self, onsets: frozenset[Fraction]) -> tuple[tuple[Fraction, Fraction], ...]:
        """Points of a line: a part of a pulse as written, and as played."""
        if len(self.shares) == 3:
            return self._curve_of_three() if _in_three(onsets) else _STRAIGHT
        if len(self.shares) == 1 or not _in_two(onsets):
            return _STRAIGHT
        if onsets == {_ZERO, 3 * _QUARTER}:
            return (_ZERO, _ZERO), (3 * _QUARTER, self.dotted), (_ONE, _ONE)
        if onsets == {_ZERO, _QUARTER}:
            return (_ZERO, _ZERO), (_QUARTER, 1 - self.dotted), (_ONE, _ONE)
        return (_ZERO, _ZERO), (_HALF, self.shares[0]), (_ONE, _ONE)

    def _curve_of_three(self) -> tuple[tuple[Fraction, Fraction], ...]:
        first, second, _ = self.shares
        return (
            (_ZERO, _ZERO), (Fraction(1, 3), first), (Fraction(2, 3), first + second), (_ONE, _ONE),
        )  # fmt: skip


_STRAIGHT = ((_ZERO, _ZERO), (_ONE, _ONE))


class Feels(dict[Meter, Feel]):
    """The feel of a tune in each of its meters, worked out when it is asked for.

    `running`: the note length that runs in each.
    """

    def __init__(self, melody: Melody) -> None:
        super().__init__()
        self._melody = melody
        self.tune_type = known_type(melody.rhythm)

    def __missing__(self, meter: Meter) -> Feel:
        self[meter] = feel = _feel(self.tune_type, meter, self.running(meter))
        return feel

    def running(self, meter: Meter) -> Fraction:
        return running_note(self._melody, meter)


def feels_of(melody: Melody) -> Feels:
    """By type and meter; a type that is not known has its meter's feel, and very little of it."""
    return Feels(melody)


def _feel(tune_type: str, meter: Meter, running: Fraction) -> Feel:
    pulse = Fraction(3, meter.unit) if _in_threes(meter) else 2 * running
    if meter.free or meter.bar % pulse or (uneven(meter) and any(beat % pulse for beat in meter.beats)):
        feel = _even_pulses(meter.bar, meter, (_ONE,), _AS_WRITTEN)  # long and short beats are lilt enough
        return replace(feel, beats=beat_onsets(meter))
    if _in_threes(meter):
        parts = _LILT.get(tune_type, _LILT[MISC])
        return _even_pulses(pulse, meter, tuple(Fraction(part, 100) for part in parts), _AS_WRITTEN)
    ratio = _SWING.get(tune_type, _SWING[MISC])
    shares = (_share(ratio), 1 - _share(ratio))
    feel = _even_pulses(pulse, meter, shares, _DOTTED.get(tune_type, _AS_WRITTEN))
    return _with_long_first_beat(feel, meter) if tune_type == "waltz" and meter.name == "3/4" else feel


def _in_threes(meter: Meter) -> bool:
    return meter.unit >= 8 and meter.count % 3 == 0


def running_note(melody: Melody, meter: Meter) -> Fraction:
    """The note length that runs in a tune: an eighth, or a sixteenth in a reel or hornpipe in fast 2/4."""
    eighth, sixteenth = _QUARTER / 2, _QUARTER / 4
    if melody.rhythm not in _OFTEN_IN_FAST_TWO or meter.name != "2/4":
        return eighth
    lengths = [note.length for bar in melody.bars for note in bar.notes]
    return sixteenth if lengths.count(sixteenth) > lengths.count(eighth) else eighth


def _even_pulses(pulse: Fraction, meter: Meter, shares: tuple[Fraction, ...], dotted: Fraction) -> Feel:
    starts = tuple(pulse * index for index in range(int(meter.bar / pulse) + 1))
    return Feel(pulse, starts, shares, _share(dotted), starts[:-1])


def _with_long_first_beat(feel: Feel, meter: Meter) -> Feel:
    starts = [_ZERO]
    for part in _WALTZ_BEATS:
        starts.append(starts[-1] + meter.bar * Fraction(part, sum(_WALTZ_BEATS)))
    return replace(feel, starts=tuple(starts))


def _share(ratio: Fraction) -> Fraction:
    """What the long note gets of the whole, long : short being this."""
    return ratio / (1 + ratio)


def _in_two(onsets: frozenset[Fraction]) -> bool:
    """Whether all are halves, quarters, eighths …: no tuplet."""
    return all(not 64 % onset.denominator for onset in onsets)


def _in_three(onsets: frozenset[Fraction]) -> bool:
    """Whether the onsets are those of thirds and their halves: no duplet, no other tuplet."""
    thirds = any(not onset.denominator % 3 for onset in onsets)
    return all(not 24 % onset.denominator for onset in onsets) and (thirds or not onsets - {_ZERO})


def _along(curve: Sequence[tuple[Fraction, Fraction]], part: Fraction) -> Fraction:
    index = min(bisect_right(curve, (part, _ONE)), len(curve) - 1)
    (before, played_before), (after, played_after) = curve[index - 1], curve[index]
    return played_before + (part - before) * (played_after - played_before) / (after - before)
