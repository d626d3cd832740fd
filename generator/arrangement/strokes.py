"""Grooves laid over the bars of a tune: which stroke falls when, under which chord, and when it must end.

Times are whole ticks, as fine as the tune needs to be exact (`Course.ticks` a whole note): many strokes are
reckoned for each tune. Decides how much is played in each bar and where a bass line walks. Knows nothing of
pitches or loudness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from math import lcm
from random import Random

from generator.arrangement.chords import Chord
from generator.arrangement.grooves import Groove, Level
from generator.arrangement.harmony import Harmony
from generator.arrangement.timeline import PlayedBar
from generator.notation.theory import Meter

PHRASE = 4
"""Bars after which players breathe or lead on."""
USUAL, CHANGE = 0.6, 0.25
"""How often a phrase begins with the usual pattern, and how often a bar inside it has another one."""
HELD = {"guitar": "D", "piano": "O/C", "bass": "B", "bodhrán": "L"}
"""The last stroke of the tune, for each hand."""
UNPITCHED = ("bodhrán",)
"""Who does not mind which chord it is."""
WALK = "w"
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
    """A bar with its chords and how it is to be played; `onset`, `offset` and `number` as in PlayedBar.

    `walk`: passing notes on the way to `following`, the next chord, as (steps of the scale before it, onset).
    `held`: of the last bar, where the last chord is struck; `ring`: how much longer than the bar it sounds.
    """

    onset: int
    length: int
    offset: int
    number: int
    spans: tuple[Span, ...]
    level: Level
    walk: tuple[tuple[int, int], ...] = ()
    following: Chord | None = None
    held: int | None = None
    ring: int = 0

    @property
    def last_chord(self) -> Chord | None:
        return self.spans[-1].chord if self.spans else None


@dataclass(frozen=True, slots=True)
class Course:
    """All bars from the first full one on. `ticks`: of a whole note; `full`: of a full bar."""

    ticks: int
    full: int
    bars: tuple[ChordedBar, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke; times from the beginning of the performance.

    `kind` is the pattern's letter in lower case, or WALK: the `steps`-th note of the scale before the chord
    `toward`, which is the stroke's own for all others.
    `end`: of its sound by the pattern. `chord_onset` and `limit`: of its chord in this bar.
    """

    onset: int
    end: int
    chord_onset: int
    limit: int
    kind: str
    accent: bool
    level: Level
    chord: Chord
    toward: Chord
    steps: int = 0
    held: bool = False


def course_of(meter: Meter, bars: Sequence[PlayedBar], harmony: Harmony, groove: Groove) -> Course:
    """The bars with their chords. Silent before the first full bar; a later lead-in keeps its chord."""
    ticks = _ticks(meter, bars, harmony, groove)
    lengths = {bar.written: _in_ticks(bar.bar.duration, ticks) for bar in bars}
    chorded: list[ChordedBar] = []
    for bar in bars:
        if not chorded and bar.offset:
            continue
        before = chorded[-1].last_chord if chorded and bar.offset else None
        length = lengths[bar.written]
        changes = [(_in_ticks(onset, ticks), chord or before) for onset, chord in harmony.bars[bar.written]]
        onset, offset = _in_ticks(bar.onset, ticks), _in_ticks(bar.offset, ticks)
        chorded.append(
            ChordedBar(onset, length, offset, bar.number, tuple(_spans(changes, length)), _level(bar))
        )
    step = _in_ticks(_walking_step(meter), ticks)
    ends = [bar.ends_time_through for bar in bars[len(bars) - len(chorded) :]]
    made = [_walking(chorded, index, ends[index], step) for index in range(len(chorded) - 1)]
    made += [_held(bars[-1], last, _in_ticks(meter.beat, ticks), ticks) for last in chorded[-1:]]
    return Course(ticks, _in_ticks(meter.bar, ticks), tuple(made))


def strokes(player: str, groove: Groove, course: Course, random: Random, walks: bool) -> Iterator[Stroke]:
    """What a player strikes, in the order of the onsets. `walks`: with passing notes in the bass."""
    return _in_turn(_by_pattern(player, groove, course, random, walks))


def _by_pattern(player: str, groove: Groove, course: Course, random: Random, walks: bool) -> Iterator[Stroke]:
    pattern = ""
    for bar in course.bars:
        pattern = _pattern(groove.patterns(player, bar.level), pattern, bar, random)
        hands, last = pattern.split("/"), HELD[player].split("/")
        spans = bar.spans if player not in UNPITCHED else tuple(_joined(bar.spans))
        # the right hand goes on while the left one walks; a guitarist's only one does not
        struck = [
            stroke
            for index, hand in enumerate(hands)
            for stroke in _hand(hand, last[index], course.full, bar, spans, walks and index == 0)
        ]
        yield from sorted(struck, key=lambda stroke: stroke.onset) if len(hands) > 1 else struck


def _in_turn(found: Iterator[Stroke]) -> Iterator[Stroke]:
    """A new chord begins with its bass, whatever the pattern says; `a` is the two basses in turn."""
    chord, before = None, ""
    for stroke in found:
        kind = stroke.kind
        if kind in "af":
            kind = "b" if stroke.chord != chord or (kind == "a" and before != "b") else "f"
        if kind in "bfow":
            chord, before = stroke.chord, kind
        yield stroke if kind == stroke.kind else replace(stroke, kind=kind)


def _pattern(patterns: tuple[str, ...], before: str, bar: ChordedBar, random: Random) -> str:
    """One pattern for most of a phrase, another for a change and where the phrase ends."""
    if bar.number % PHRASE == 0 or before not in patterns:
        return patterns[0] if random.random() < USUAL else random.choice(patterns)
    others = [pattern for pattern in patterns if pattern != before]
    if others and (bar.number % PHRASE == PHRASE - 1 or random.random() < CHANGE):
        return random.choice(others)
    return before


def _level(bar: PlayedBar) -> Level:
    """Sparse when the tune begins, full where a part comes again, in between otherwise."""
    if bar.ends_time_through:
        return Level.CADENCE
    if bar.time_through == 1:
        return Level.STEADY if bar.part else Level.SPARSE
    return Level.FULL if bar.time_through % 2 == 0 and (bar.part or bar.time_through > 2) else Level.STEADY


def _ticks(meter: Meter, bars: Sequence[PlayedBar], harmony: Harmony, groove: Groove) -> int:
    """So many of a whole note that all bars, chords and steps of the patterns are exact."""
    times = {onset for chords in harmony.bars for onset, _ in chords}
    times |= {time for bar in bars for time in (bar.onset, bar.offset)} | {bar.end for bar in bars[-1:]}
    times |= {meter.bar / steps for steps in groove.lengths} | {meter.beat, _walking_step(meter)}
    return lcm(_FINEST, *(time.denominator for time in times))


def _in_ticks(time: Fraction, ticks: int) -> int:
    return time.numerator * (ticks // time.denominator)


def _spans(changes: Sequence[tuple[int, Chord | None]], length: int) -> Iterator[Span]:
    ends = [*(onset for onset, _ in changes[1:]), length]
    for (onset, chord), end in zip(changes, ends, strict=True):
        if onset < min(end, length):
            yield Span(onset, min(end, length), chord)


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans with one chord for all that follow each other without silence."""
    for _, group in groupby(spans, key=lambda span: span.chord is not None):
        first, *rest = group
        yield replace(first, end=rest[-1].end) if rest else first


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


def _held(played: PlayedBar, last: ChordedBar, beat: int, ticks: int) -> ChordedBar:
    """With the last chord under the last note, or on the beat before it if the note is short."""
    onset, at, duration = 0, 0, beat
    for note in played.bar.notes:
        if note.pitches:
            at, duration = onset, _floor(note.duration * ticks)
        onset += _floor(note.duration * ticks)
    if duration < beat:
        at = max(0, (last.offset + at) // beat * beat - last.offset)
    if last.last_chord is None:
        return last
    return replace(last, held=max(at, last.spans[-1].onset), ring=beat)


def _floor(time: Fraction) -> int:
    return time.numerator // time.denominator


def _hand(
    hand: str, last: str, full: int, bar: ChordedBar, spans: Sequence[Span], walks: bool
) -> Iterator[Stroke]:
    """The strokes of one hand in one bar: by the pattern, then the held chord or the passing notes."""
    walk = bar.walk if walks else ()
    until = min([*(onset for _, onset in walk), bar.length if bar.held is None else bar.held])
    for onset, end, letter in _steps(hand, full, bar.offset, until):
        for span in spans:
            if span.chord and onset < span.end and end > span.onset:  # struck again where the chord changes
                limits = (max(onset, span.onset), min(end, span.end), span.onset, min(span.end, until))
                yield _stroke(bar, limits, letter, span.chord)
    for span in spans[-1:]:
        if span.chord and bar.held is not None:
            end = bar.length + bar.ring
            yield replace(_stroke(bar, (bar.held, end, span.onset, end), last, span.chord), held=True)
        if span.chord and bar.following:
            ends = [*(onset for _, onset in walk[1:]), bar.length]
            for (steps, onset), end in zip(walk, ends, strict=False):
                passing = _stroke(bar, (onset, end, min(onset, span.onset), end), WALK, span.chord)
                yield replace(passing, toward=bar.following, steps=steps)


def _stroke(bar: ChordedBar, limits: Sequence[int], letter: str, chord: Chord) -> Stroke:
    onset, end, chord_onset, limit = (bar.onset + time for time in limits)
    return Stroke(
        onset, end, chord_onset, limit, letter.lower(), letter.isupper(), bar.level, chord, toward=chord
    )


@lru_cache(maxsize=4096)
def _steps(hand: str, full: int, offset: int, until: int) -> tuple[tuple[int, int, str], ...]:
    """The strokes of a pattern from `offset` in a full bar, for `until`: (onset, end, letter)."""
    step = full // len(hand)
    found: list[tuple[int, int, str]] = []
    sounding = False
    for index in range(-(-offset // step), -(-(offset + until) // step)):
        letter, onset = hand[index % len(hand)], index * step - offset
        if letter == "-" and sounding:
            found[-1] = (found[-1][0], min(onset + step, until), found[-1][2])
        sounding = sounding if letter == "-" else letter != "."
        if letter not in "-.":
            found.append((onset, min(onset + step, until), letter))
    return tuple(found)
