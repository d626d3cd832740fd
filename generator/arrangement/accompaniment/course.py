"""The course of a tune for those who accompany it: each bar with its chords and how much is played in it.

Times are whole ticks, as fine as the tune needs to be exact (`Course.ticks` a whole note): fractions would be
too slow for the many strokes of a tune. Knows nothing of instruments.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import lcm

from generator.arrangement.accompaniment.grooves import Groove, Level, groove_of
from generator.arrangement.chords import Chord
from generator.arrangement.harmony import Harmony
from generator.arrangement.meters import beat_onsets, uneven
from generator.arrangement.timeline import PlayedBar
from generator.notation.theory import Key, Meter

PHRASE = 4
"""Bars after which players breathe or lead on."""
_FINEST = 3840
"""Of a whole note, about a third of a millisecond: the least difference between two onsets that matters."""


@dataclass(frozen=True, slots=True)
class Span:
    """A chord and how long it stands, from the bar's first note. None is silence."""

    onset: int
    end: int
    chord: Chord | None


@dataclass(frozen=True, slots=True)
class ChordedBar:
    """A bar with its chords and how it is to be played; `onset`, `offset`, `number`, `key` as in PlayedBar.

    `full`: the length of a full bar; where the meter is free, of this one. `millisecond`: in ticks.
    `walk`: passing notes on the way to `following`, the next chord, as (steps of the scale before it, onset).
    `held`: of the last bar, where the last chord is struck; `ring`: how much longer than the bar it sounds.
    """

    onset: int
    length: int
    offset: int
    number: int
    spans: tuple[Span, ...]
    level: Level
    full: int
    groove: Groove
    key: Key
    millisecond: float
    walk: tuple[tuple[int, int], ...] = ()
    following: Chord | None = None
    held: int | None = None
    ring: int = 0

    @property
    def last_chord(self) -> Chord | None:
        return self.spans[-1].chord if self.spans else None


@dataclass(frozen=True, slots=True)
class Course:
    """All bars from the first full one on. `ticks`: of a whole note."""

    ticks: int
    bars: tuple[ChordedBar, ...]


def course_of(rhythm: str, bars: Sequence[PlayedBar], harmony: Harmony) -> Course:
    """The bars with their chords. Silent before the first full bar; that lead-in, when it is repeated, keeps
    the chord before it. `rhythm`: the type of tune.
    """
    ticks = _ticks(rhythm, bars, harmony)
    lines = [
        _in_ticks(time, ticks) for time in [*(bar.onset for bar in bars), *(bar.end for bar in bars[-1:])]
    ]
    chorded: list[ChordedBar] = []
    for bar, (onset, end) in zip(bars, pairwise(lines), strict=True):
        if not chorded and bar.offset:
            continue
        before = chorded[-1].last_chord if chorded and bar.offset and not bar.written else None
        changes = [(_in_ticks(onset, ticks), chord or before) for onset, chord in harmony.bars[bar.written]]
        spans = tuple(_spans(changes, end - onset))
        beat, tempo = bar.tempo
        chorded.append(
            ChordedBar(
                onset, end - onset, _in_ticks(bar.offset, ticks), bar.number, spans, _level(bar),
                _in_ticks(_full(bar), ticks), groove_of(rhythm, bar.meter), bar.key,
                millisecond=float(beat * tempo * ticks) / 60_000,
            )
        )  # fmt: skip
    played = bars[len(bars) - len(chorded) :]
    made = [
        _walking(chorded, index, one.ends_time_through, _in_ticks(_walking_step(one.meter), ticks))
        for index, one in enumerate(played[:-1])
    ]
    made += [_held(bars[-1], last, ticks) for last in chorded[-1:]]
    return Course(ticks, tuple(made))


def _full(bar: PlayedBar) -> Fraction:
    return bar.bar.duration if bar.meter.free else bar.meter.bar


def _level(bar: PlayedBar) -> Level:
    """Sparse when the tune begins, full where a part comes again, in between otherwise."""
    if bar.ends_time_through:
        return Level.CADENCE
    if bar.time_through == 1:
        return Level.STEADY if bar.part else Level.SPARSE
    return Level.FULL if bar.time_through % 2 == 0 and (bar.part or bar.time_through > 2) else Level.STEADY


def _ticks(rhythm: str, bars: Sequence[PlayedBar], harmony: Harmony) -> int:
    """So many of a whole note that all bars, chords and steps of the patterns are exact."""
    times = {onset for chords in harmony.bars for onset, _ in chords}
    times |= {time for bar in bars for time in (bar.onset, bar.offset)} | {bar.end for bar in bars[-1:]}
    for meter, full in {(bar.meter, _full(bar)) for bar in bars}:
        times |= {full / steps for steps in groove_of(rhythm, meter).lengths}
        times |= {meter.beat, _walking_step(meter), *beat_onsets(meter)}
    return lcm(_FINEST, *(time.denominator for time in times))


def _in_ticks(time: Fraction, ticks: int) -> int:
    return time.numerator * (ticks // time.denominator)


def _spans(changes: Sequence[tuple[int, Chord | None]], length: int) -> Iterator[Span]:
    ends = [*(onset for onset, _ in changes[1:]), length]
    for (onset, chord), end in zip(changes, ends, strict=True):
        if onset < min(end, length):
            yield Span(onset, min(end, length), chord)


def _walking(chorded: Sequence[ChordedBar], index: int, ends_time_through: bool, step: int) -> ChordedBar:
    """With passing notes before a new part, and before any phrase once the playing is full."""
    this, following = chorded[index], chorded[index + 1]
    ends_phrase = this.number % PHRASE == PHRASE - 1 and this.level is Level.FULL
    if not (ends_time_through or ends_phrase or this.offset) or this.last_chord is None:
        return this
    # a chord goes on into a lead-in, and then its bass need not come first
    goes_on = (
        this.offset and index and len(this.spans) == 1 and chorded[index - 1].last_chord == this.last_chord
    )
    since = -1 if goes_on else this.spans[-1].onset
    distance = this.length
    if following.offset and following.last_chord == this.last_chord and index + 2 < len(chorded):
        distance += following.length
        following = chorded[index + 2]
    toward = following.spans[0].chord if following.spans else None
    onsets = [(steps, distance - steps * step) for steps in (2, 1)]
    walk = tuple((steps, onset) for steps, onset in onsets if since < onset < this.length)
    return this if toward is None else replace(this, following=toward, walk=walk)


def _walking_step(meter: Meter) -> Fraction:
    """Quarters in 4/4, eighths in jigs and polkas."""
    return meter.bar / 4 if meter.count in (2, 4) else Fraction(1, max(meter.unit, 4))


def _held(played: PlayedBar, last: ChordedBar, ticks: int) -> ChordedBar:
    """With the last chord under the last note, or on the beat before it if the note is short."""
    if last.last_chord is None:
        return last
    beat = _in_ticks(played.meter.beat, ticks)
    onset, at, duration = Fraction(0), 0, beat
    for note in played.bar.notes:
        if note.pitches:
            at, duration = int(onset * ticks), int(note.duration * ticks)
        onset += note.duration
    before, length = _beat_before(last.offset + at, played.meter, beat, ticks)
    if duration < length:
        at = max(0, before - last.offset)
    return replace(last, held=max(at, last.spans[-1].onset), ring=beat)


def _beat_before(position: int, meter: Meter, beat: int, ticks: int) -> tuple[int, int]:
    """Where the beat begins in which a position of a bar lies, and how long it is."""
    if not uneven(meter):
        return position // beat * beat, beat
    bar = _in_ticks(meter.bar, ticks)
    begins = [_in_ticks(onset, ticks) for onset in beat_onsets(meter)]
    line, within = divmod(position, bar)
    at = bisect_right(begins, within) - 1
    return line * bar + begins[at], _in_ticks(meter.beats[at], ticks)
