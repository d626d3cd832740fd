"""Placing: when each tone of a line is played, by the feel of the tune and a little by chance.

A pulse is placed as a whole: what is written in it says whether it is swung, dotted or a triplet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from random import Random

from generator.arrangement.expression.line import TICKS, Tone, ticks
from generator.arrangement.feel import Feels
from generator.arrangement.timeline import PlayedBar
from generator.notation.theory import Meter

_EARLY_OR_LATE, _MOST = 3.0, 8.0
"""Milliseconds: standard deviation and limit of how far a player is from the beat."""
_OF_A_NOTE = 0.12
"""Nor is it more than this part of the shorter note beside."""


def placed(feels: Feels, tones: Sequence[Tone], bars: Sequence[PlayedBar]) -> list[tuple[int, int]]:
    """Where each tone is played, from its onset to its end, on the grid of the line."""
    return _Placing(feels, bars).spans(tones)


class _Placing:
    """Places the tones of one performance. A pulse may begin in one bar and end in the pickup of the next."""

    def __init__(self, feels: Feels, bars: Sequence[PlayedBar]) -> None:
        self.feels = [feels[bar.meter] for bar in bars]
        pulses = {meter: ticks(feel.pulse) for meter, feel in feels.items()}
        self.pulses = [pulses[bar.meter] for bar in bars]
        self.meters = [bar.meter for bar in bars]
        self.ends = [ticks(bar.end) for bar in bars]
        self.lines = [ticks(bar.onset) - ticks(bar.offset) for bar in bars]
        self.broken = self._broken_pulses()
        self.onsets: dict[int, set[int]] = defaultdict(set)
        self.known: dict[tuple[Meter, int, int, frozenset[int]], int] = {}

    def _broken_pulses(self) -> set[int]:
        """Beginnings of the pulses that a bar leaves incomplete and the next one does not go on with."""
        broken = set()
        for index, (line, end, pulse) in enumerate(zip(self.lines, self.ends, self.pulses, strict=True)):
            left = (end - line) % pulse
            if left and not self._goes_on(index, end, left):
                broken.add(end - left)
        return broken

    def _goes_on(self, index: int, end: int, left: int) -> bool:
        """Whether the bar after this one goes on with what it has `left` of its last pulse."""
        pulse, following = self.pulses[index], self.lines[index + 1 : index + 2]
        return bool(following) and (
            following[0] < end
            and not (following[0] - end + left) % pulse
            and self.meters[index + 1] == self.meters[index]
        )

    def spans(self, tones: Sequence[Tone]) -> list[tuple[int, int]]:
        located, index = [], 0
        for tone in tones:
            while tone.onset >= self.ends[index] and index + 1 < len(self.ends):
                index += 1
            last = index
            while tone.end > self.ends[last] and last + 1 < len(self.ends):
                last += 1
            located.append((tone, index, last))
            start = self._pulse_of(tone.onset, index)
            self.onsets[start].add(tone.onset - start)
        return [
            (self._played(tone.onset, index), self._played(tone.end, last)) for tone, index, last in located
        ]

    def _pulse_of(self, time: int, index: int) -> int:
        """Where the pulse begins in which this time of the bar of this index lies."""
        return time - (time - self.lines[index]) % self.pulses[index]

    def _played(self, time: int, index: int) -> int:
        start, line = self._pulse_of(time, index), self.lines[index]
        if start in self.broken:
            return time
        onsets = frozenset(self.onsets.get(start, ()))
        key = (self.meters[index], start - line, time - start, onsets)
        if key not in self.known:
            others = frozenset(Fraction(onset, self.pulses[index]) for onset in onsets)
            self.known[key] = ticks(self.feels[index].place_among(Fraction(time - line, TICKS), others))
        return line + self.known[key]


def early_or_late(
    spans: Sequence[tuple[int, int]], per_millisecond: Sequence[float], chance: Random
) -> list[tuple[int, int]]:
    """Every onset a little off. The order stays, and nothing begins before 0.

    `per_millisecond`: parts of the grid, for each span.
    """
    moved: list[tuple[int, int]] = []
    before, room_before = -1, TICKS
    for index, (start, end) in enumerate(spans):
        room = (spans[index + 1][0] if index + 1 < len(spans) else end) - start
        most = min(_MOST * per_millisecond[index], _OF_A_NOTE * min(room, room_before))
        off = min(max(chance.gauss(0, _EARLY_OR_LATE) * per_millisecond[index], -most), most)
        before = max(before + 1, start + round(off), 0)
        moved.append((before, max(end, before + 1)))
        room_before = room
    return moved
