"""Grooves laid over the bars of a tune: which stroke falls when, under which chord, and when it must end.

Decides how much is played in each bar and where a bass line walks. Knows nothing of pitches or loudness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil
from random import Random

from generator.arrangement.chords import Chord
from generator.arrangement.grooves import Groove, Level
from generator.arrangement.harmony import Harmony
from generator.arrangement.timeline import PlayedBar
from generator.notation.theory import Meter

PHRASE = 4
"""Bars after which players breathe or lead on."""
CHANGE = 0.25
"""How often a bar inside a phrase has another pattern than the phrase began with."""
HELD = {"guitar": "D", "piano": "O/C", "bass": "B", "bodhrán": "L"}
"""The last stroke of the tune, for each hand."""
WALK = "w"


@dataclass(frozen=True, slots=True)
class Span:
    """A chord and how long it stands, from the bar's first note, in whole notes. None is silence."""

    onset: Fraction
    end: Fraction
    chord: Chord | None


@dataclass(frozen=True, slots=True)
class ChordedBar:
    """A bar with its chords and how it is to be played.

    `walk`: where passing notes lead to `following`, the first chord of the next bar. `held`: of the last bar,
    where the last chord is struck; `ring`: how much longer than the bar it sounds.
    """

    bar: PlayedBar
    spans: tuple[Span, ...]
    level: Level
    following: Chord | None = None
    walk: tuple[Fraction, ...] = ()
    held: Fraction | None = None
    ring: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke; times in whole notes from the beginning of the performance.

    `kind` is the pattern's letter in lower case, or WALK: the `steps`-th note of the scale before the chord
    `toward`, which is the stroke's own for all others.
    `end`: of its sound by the pattern. `chord_onset` and `limit`: of its chord in this bar.
    """

    onset: Fraction
    end: Fraction
    chord_onset: Fraction
    limit: Fraction
    kind: str
    accent: bool
    level: Level
    chord: Chord
    toward: Chord
    steps: int = 0
    held: bool = False


def chorded_bars(meter: Meter, bars: Sequence[PlayedBar], harmony: Harmony) -> list[ChordedBar]:
    """The bars with their chords. Silent before the first full bar; a later lead-in keeps its chord."""
    chorded: list[ChordedBar] = []
    before: Chord | None = None
    for bar in bars:
        spans = _spans(bar, harmony, before)
        if spans and (chorded or not bar.offset):
            before = spans[-1].chord
        if chorded or not bar.offset:
            chorded.append(ChordedBar(bar, spans, _level(bar)))
    return [
        _held(meter, this) if following is None else _walking(meter, this, following)
        for this, following in pairwise([*chorded, None])
        if this is not None
    ]


def strokes(
    player: str,
    groove: Groove,
    meter: Meter,
    chorded: Sequence[ChordedBar],
    random: Random,
    walks: bool = True,
) -> list[Stroke]:
    """What a player strikes, in the order of the onsets. `walks`: with passing notes in the bass."""
    found: list[Stroke] = []
    pattern = ""
    for one in chorded:
        pattern = _pattern(groove.patterns(player, one.level), pattern, one.bar, random)
        hands = zip(pattern.split("/"), HELD[player].split("/"), strict=True)
        one = one if walks else replace(one, walk=())
        # right hands go on while the left one walks; a guitarist's only one does not
        bar = [
            stroke
            for index, (hand, last) in enumerate(hands)
            for stroke in _hand(hand, last, meter, one if index == 0 else replace(one, walk=()))
        ]
        found += sorted(bar, key=lambda stroke: stroke.onset) if "/" in pattern else bar
    return list(_in_turn(found))


def _in_turn(found: Sequence[Stroke]) -> Iterator[Stroke]:
    """A new chord begins with its bass, whatever the pattern says; `a` is the two basses in turn."""
    chord, before = None, ""
    for stroke in found:
        kind = stroke.kind
        if kind in "af":
            kind = "b" if stroke.chord != chord or (kind == "a" and before != "b") else "f"
        if kind != stroke.kind:
            stroke = replace(stroke, kind=kind)
        if kind in "bfow":
            chord, before = stroke.chord, kind
        yield stroke


def _pattern(patterns: tuple[str, ...], before: str, bar: PlayedBar, random: Random) -> str:
    """The usual pattern for most of a phrase, another one for a change and where the phrase ends."""
    others = patterns[1:]
    begins = bar.number % PHRASE == 0 or before not in patterns
    if begins:
        return patterns[0] if not others or random.random() < 0.6 else random.choice(others)
    if others and (bar.number % PHRASE == PHRASE - 1 or random.random() < CHANGE):
        return random.choice([pattern for pattern in patterns if pattern != before])
    return before


def _level(bar: PlayedBar) -> Level:
    """Sparse when the tune begins, full where a part comes again, in between otherwise."""
    if bar.ends_time_through:
        return Level.CADENCE
    if bar.time_through == 1:
        return Level.STEADY if bar.part else Level.SPARSE
    return Level.FULL if bar.time_through % 2 == 0 and (bar.part or bar.time_through > 2) else Level.STEADY


def _spans(bar: PlayedBar, harmony: Harmony, before: Chord | None) -> tuple[Span, ...]:
    changes = harmony.bars[bar.written]
    length = bar.bar.duration
    ends = [min(onset, length) for onset, _ in changes[1:]] + [length]
    lead_in = before if bar.offset else None
    return tuple(
        Span(onset, end, chord or lead_in)
        for (onset, chord), end in zip(changes, ends, strict=True)
        if onset < end
    )


def _walking(meter: Meter, this: ChordedBar, following: ChordedBar) -> ChordedBar:
    """With passing notes before a new part, and before any phrase once the playing is full."""
    bar = this.bar
    ends_phrase = bar.number % PHRASE == PHRASE - 1 and this.level is Level.FULL
    leads_on = bar.ends_time_through or ends_phrase or bar.offset > 0
    chord = following.spans[0].chord if following.spans else None
    if (
        not leads_on
        or following.bar.offset
        or chord is None
        or not this.spans
        or this.spans[-1].chord is None
    ):
        return this
    length, step = bar.bar.duration, _walking_step(meter)
    # the chord's own bass comes first, then what passes
    walk = tuple(length - step * n for n in (2, 1) if length - step * n > this.spans[-1].onset)
    return replace(this, following=chord, walk=walk)


def _walking_step(meter: Meter) -> Fraction:
    """Quarters in 4/4, eighths in jigs and polkas."""
    return meter.bar / 4 if meter.count in (2, 4) else Fraction(1, max(meter.unit, 4))


def _held(meter: Meter, last: ChordedBar) -> ChordedBar:
    """With the last chord under the last note, or on the beat before it if the note is short."""
    onset, at, duration = Fraction(0), Fraction(0), Fraction(0)
    for note in last.bar.bar.notes:
        if note.pitches:
            at, duration = onset, note.duration
        onset += note.duration
    if duration < meter.beat:
        at = max(Fraction(0), (last.bar.offset + at) // meter.beat * meter.beat - last.bar.offset)
    if not last.spans or last.spans[-1].chord is None:
        return last
    return replace(last, held=max(at, last.spans[-1].onset), ring=meter.beat)


def _hand(hand: str, last: str, meter: Meter, one: ChordedBar) -> Iterator[Stroke]:
    """The strokes of one hand in one bar: by the pattern, then the held chord or the passing notes."""
    bar = one.bar
    until = min([*one.walk, *([] if one.held is None else [one.held]), bar.bar.duration])
    for onset, end, letter in _steps(hand, meter.bar, bar.offset, until):
        for span in one.spans:
            if span.chord and onset < span.end and end > span.onset:  # struck again where the chord changes
                limits = (max(onset, span.onset), min(end, span.end), span.onset, min(span.end, until))
                yield _stroke(one, limits, letter, span.chord)
    for span in one.spans[-1:]:
        if span.chord and one.held is not None:
            end = bar.bar.duration + one.ring
            yield replace(_stroke(one, (one.held, end, span.onset, end), last, span.chord), held=True)
        if span.chord and one.following:
            ends = [*one.walk[1:], bar.bar.duration]
            for steps, onset, end in zip(range(len(one.walk), 0, -1), one.walk, ends, strict=False):
                passing = _stroke(one, (onset, end, span.onset, end), WALK, span.chord)
                yield replace(passing, toward=one.following, steps=steps)


def _stroke(one: ChordedBar, limits: Sequence[Fraction], letter: str, chord: Chord) -> Stroke:
    onset, end, chord_onset, limit = (one.bar.onset + time for time in limits)
    kind, accent = letter.lower(), letter.isupper()
    return Stroke(onset, end, chord_onset, limit, kind, accent, one.level, chord, toward=chord)


@lru_cache(maxsize=4096)
def _steps(
    hand: str, full: Fraction, offset: Fraction, until: Fraction
) -> tuple[tuple[Fraction, Fraction, str], ...]:
    """The strokes of a pattern from `offset` in a full bar, for `until`: (onset, end, letter)."""
    step = full / len(hand)
    first = ceil(offset / step)
    found: list[tuple[Fraction, Fraction, str]] = []
    sounding = False
    for index in range(first, ceil((offset + until) / step)):
        letter, onset = hand[index % len(hand)], index * step - offset
        end = min(onset + step, until)
        if letter == "-" and sounding:
            found[-1] = (found[-1][0], end, found[-1][2])
        sounding = sounding if letter == "-" else letter != "."
        if letter not in "-.":
            found.append((onset, end, letter))
    return tuple(found)
