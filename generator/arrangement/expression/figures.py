"""Figures: how each ornament is played in the time of its note. Knows nothing of where ornaments stand.

A cut falls on the beat, and a roll divides a long note by a cut and a tap: Larsen, The Essential Guide to
Irish Flute and Tin Whistle (2003). So a cut takes the onset of its note, which comes that much later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from generator.arrangement.expression.line import Tone
from generator.instruments import Instrument


class Kind(StrEnum):
    """Of an ornament."""

    CUT = "cut"
    GRACE = "grace"
    ROLL = "roll"
    SHORT_ROLL = "short roll"
    TREBLE = "treble"
    PASSING = "passing"
    OCTAVE = "octave"


_CUT, _SLOW_CUT, _TAP = 36, 60, 30
"""Milliseconds. In airs a cut is slower."""
_SLOW = ("air", "waltz")


@dataclass(frozen=True, slots=True)
class Sound:
    """A note as played, on the grid of the line."""

    onset: int
    end: int
    pitch: int
    velocity: int
    ornament: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What ornaments depend on beside their note. Times on the grid of the line.

    `unit`: the running note, of which a pulse has two or three that get these `shares` of it; one share: it
    is played as written. `beats`: where they begin in a `bar`.
    """

    tune_type: str
    instrument: Instrument
    unit: int
    beats: tuple[int, ...]
    bar: int
    shares: tuple[float, ...]
    per_millisecond: float

    def on_beat(self, tone: Tone) -> bool:
        return tone.position % self.bar in self.beats

    @property
    def cut(self) -> int:
        """How long a short grace note lasts."""
        return round((_SLOW_CUT if self.tune_type in _SLOW else _CUT) * self.per_millisecond)

    def has(self, pitch: int) -> bool:
        """Whether the instrument plays this pitch."""
        return self.instrument.lowest <= pitch <= self.instrument.highest


_THIRDS = (0.36, 0.32)
_EVEN, _SHORT_SHORT_LONG = (1 / 3, 2 / 3), (0.27, 0.54)


def between(tone: Tone, after: Tone) -> int:
    """The pitch of the key between two tones a third apart."""
    return tone.above if after.degree > tone.degree else tone.below


def ornamented(
    kind: Kind, sound: Sound, tone: Tone, after: Tone, scene: Scene, chance: Random
) -> list[Sound]:
    """The notes that are played instead of this one; the one that is no ornament is the written note."""
    return _PLAYED[kind](Spot(sound, tone, after, scene, chance))


@dataclass(frozen=True, slots=True)
class Spot:
    """A note that gets an ornament, and what follows it."""

    sound: Sound
    tone: Tone
    after: Tone
    scene: Scene
    chance: Random

    @property
    def span(self) -> int:
        return self.sound.end - self.sound.onset

    @property
    def cut(self) -> int:
        """How long a cut lasts; never more than a quarter of the note."""
        return max(1, min(self.scene.cut, self.span // 4))

    @property
    def tap(self) -> int:
        return max(1, min(round(_TAP * self.scene.per_millisecond), self.span // 6))

    def at(self, part: float) -> int:
        return self.sound.onset + round(part * self.span)

    def note(self, onset: int, end: int, pitch: int | None = None, *, softer: int = 6) -> Sound:
        """An added note, of the written pitch if no other is given."""
        velocity = max(1, self.sound.velocity - softer)
        return Sound(onset, end, self.sound.pitch if pitch is None else pitch, velocity, ornament=True)

    def written(self, onset: int, end: int) -> Sound:
        return Sound(onset, end, self.sound.pitch, self.sound.velocity)


def _cut(site: Spot) -> list[Sound]:
    third = site.scene.has(site.tone.third) and site.chance.random() < 0.4
    start, main = site.sound.onset, site.sound.onset + site.cut
    return [
        site.note(start, main, site.tone.third if third else site.tone.above, softer=10),
        site.written(main, site.sound.end),
    ]


def _grace(site: Spot) -> list[Sound]:
    """What separates two notes of one pitch where the sound cannot stop: a step above, or else below."""
    above = site.sound.pitch < site.tone.above and site.scene.has(site.tone.above)
    main = site.sound.onset + site.cut
    pitch = site.tone.above if above else site.tone.below
    return [site.note(site.sound.onset, main, pitch, softer=10), site.written(main, site.sound.end)]


def _roll(site: Spot) -> list[Sound]:
    """Note, cut, note, tap, note, in the places of three running notes."""
    first, second = _THIRDS if len(site.scene.shares) != 3 else site.scene.shares[:2]
    cut, tap = site.at(first), site.at(first + second)
    again = cut + max(1, min(site.cut, (tap - cut) // 3))
    return [
        site.written(site.sound.onset, cut),
        site.note(cut, again, site.tone.above, softer=8),
        site.note(again, tap),
        site.note(tap, tap + site.tap, site.tone.below, softer=12),
        site.note(tap + site.tap, site.sound.end, softer=3),
    ]


def _short_roll(site: Spot) -> list[Sound]:
    """Cut, note, tap, note."""
    main, tap = site.sound.onset + site.cut, site.at(0.55)
    return [
        site.note(site.sound.onset, main, site.tone.above, softer=8),
        site.written(main, tap),
        site.note(tap, tap + site.tap, site.tone.below, softer=12),
        site.note(tap + site.tap, site.sound.end, softer=4),
    ]


def _treble(site: Spot) -> list[Sound]:
    """Three strokes on one pitch: an even triplet in a hornpipe, elsewhere the last one is longest."""
    second, third = _EVEN if site.scene.tune_type == "hornpipe" else _SHORT_SHORT_LONG
    gap = max(1, site.span // 24)
    return [
        site.written(site.sound.onset, site.at(second) - gap),
        site.note(site.at(second), site.at(third) - gap, softer=8),
        site.note(site.at(third), site.sound.end, softer=2),
    ]


def _passing(site: Spot) -> list[Sound]:
    """The step between two notes a third apart: in the last running note, or in half of a single one."""
    start = site.at(_before_the_last(site.tone, site.scene))
    return [
        site.written(site.sound.onset, start),
        site.note(start, site.sound.end, between(site.tone, site.after), softer=5),
    ]


def _before_the_last(tone: Tone, scene: Scene) -> float:
    """The part of a tone that lies before its last running note."""
    if tone.length == 3 * scene.unit:
        return sum(scene.shares[:2]) if len(scene.shares) == 3 else 2 / 3
    if tone.length == 2 * scene.unit and scene.on_beat(tone) and len(scene.shares) > 1:
        return scene.shares[0] / sum(scene.shares[:2])
    return 1 / 2


def _octave(site: Spot) -> list[Sound]:
    sound = site.sound
    return [site.note(sound.onset, sound.end, sound.pitch - 12, softer=8), sound]


_PLAYED: dict[Kind, Callable[[Spot], list[Sound]]] = {
    Kind.CUT: _cut,
    Kind.GRACE: _grace,
    Kind.ROLL: _roll,
    Kind.SHORT_ROLL: _short_roll,
    Kind.TREBLE: _treble,
    Kind.PASSING: _passing,
    Kind.OCTAVE: _octave,
}
ADDED = {
    Kind.CUT: 1, Kind.GRACE: 1, Kind.ROLL: 4, Kind.SHORT_ROLL: 3, Kind.TREBLE: 2, Kind.PASSING: 1,
    Kind.OCTAVE: 1,
}  # fmt: skip
"""Notes that each kind adds."""
