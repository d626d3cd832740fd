"""Grooves laid over the bars of a tune: which stroke falls when, under which chord, and when it must end.

Times are ticks of the course. Knows nothing of pitches or loudness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from generator.arrangement.accompaniment.course import PHRASE, ChordedBar, Course, Span
from generator.arrangement.accompaniment.grooves import Level
from generator.arrangement.chords import Chord
from generator.notation.theory import Key

USUAL, CHANGE = 0.6, 0.25
"""How often a phrase begins with the usual pattern, and how often a bar inside it has another one."""
HELD = {"guitar": "D", "piano": "O/C", "bass": "B", "bodhrán": "L"}
"""The last stroke of the tune, for each hand."""
UNPITCHED = ("bodhrán",)
"""Who does not mind which chord it is."""
_ANY = Chord("C")
WALK = "w"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke; times from the beginning of the performance.

    `kind` is the pattern's letter in lower case, or WALK: the `steps`-th note of the scale before the chord
    `toward`, which is the stroke's own for all others.
    `end`: of its sound by the pattern. `chord_onset` and `limit`: of its chord in this bar. `key` and
    `millisecond`: those of the bar.
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
    key: Key
    millisecond: float
    steps: int = 0
    held: bool = False


def strokes(player: str, course: Course, random: Random, walks: bool) -> Iterator[Stroke]:
    """What a player strikes, in the order of the onsets. `walks`: with passing notes in the bass."""
    return _in_turn(_by_pattern(player, course, random, walks))


def _by_pattern(player: str, course: Course, random: Random, walks: bool) -> Iterator[Stroke]:
    pattern = ""
    for bar in course.bars:
        pattern = _pattern(bar.groove.patterns(player, bar.level), pattern, bar, random)
        hands, last = pattern.split("/"), HELD[player].split("/")
        spans = bar.spans if player not in UNPITCHED else (Span(0, bar.length, _ANY),)
        # the right hand goes on while the left one walks; a guitarist's only one does not
        struck = [
            stroke
            for index, hand in enumerate(hands)
            for stroke in _hand(hand, last[index], bar, spans, walks and index == 0)
        ]
        yield from sorted(struck, key=lambda stroke: stroke.onset) if len(hands) > 1 else struck


def _in_turn(found: Iterator[Stroke]) -> Iterator[Stroke]:
    """A new chord begins with its bass, whatever the pattern says; `a` is the two basses in turn."""
    chord, before = None, ""
    for stroke in found:
        kind = stroke.kind
        if (kind in "af" or kind.isdigit()) and stroke.chord != chord:
            kind = "b"
        elif kind == "a":
            kind = "f" if before == "b" else "b"
        if kind in "bfow" or (kind == "d" and stroke.accent):
            chord, before = stroke.chord, before if kind == "d" else kind
        yield stroke if kind == stroke.kind else replace(stroke, kind=kind)


def _pattern(patterns: tuple[str, ...], before: str, bar: ChordedBar, random: Random) -> str:
    """One pattern for most of a phrase, another for a change and where the phrase ends."""
    if bar.number % PHRASE == 0 or before not in patterns:
        return patterns[0] if random.random() < USUAL else random.choice(patterns)
    others = [pattern for pattern in patterns if pattern != before]
    if others and (bar.number % PHRASE == PHRASE - 1 or random.random() < CHANGE):
        return random.choice(others)
    return before


def _hand(hand: str, last: str, bar: ChordedBar, spans: Sequence[Span], walks: bool) -> Iterator[Stroke]:
    """The strokes of one hand in one bar: by the pattern, then the held chord or the passing notes."""
    walk = bar.walk if walks else ()
    until = min([*(onset for _, onset in walk), bar.length if bar.held is None else bar.held])
    for onset, end, letter in _steps(hand, bar.full, bar.offset, until):
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
        onset, end, chord_onset, limit, letter.lower(), letter.isupper(), bar.level, chord, chord,
        bar.key, bar.millisecond,
    )  # fmt: skip


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
