"""The players of a backing: strokes of a groove -> notes with pitch, loudness and a hand's small delays.

Knows nothing of who is chosen for a tune, nor of sound, but for the drum keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from random import Random

from generator.arrangement.accompaniment.course import Course
from generator.arrangement.accompaniment.grooves import Level
from generator.arrangement.accompaniment.strokes import WALK, Stroke, strokes
from generator.arrangement.accompaniment.voicing import (
    BASS_RANGE,
    GUITAR_RANGE,
    LEFT_HAND_RANGE,
    beside_a_bass,
    guitar_voicing,
    nearest,
    other_bass,
    passing,
    piano_voicing,
)
from generator.arrangement.chords import Chord
from generator.arrangement.parts import PlayedNote
from generator.arrangement.timeline import PlayedBar
from generator.notation.tune_types import beat_of

ROOTS = {"guitar": (GUITAR_RANGE[0], 52), "piano": (31, 43), "bass": (BASS_RANGE[0], 39)}
"""Lowest and highest pitch of a chord's bass: the fifth, the octave or passing notes fit above."""
_RANGES = {"piano": LEFT_HAND_RANGE, "bass": BASS_RANGE}
_FIRST_BASS = 40

DRUM = {"l": 43, "m": 47, "h": 50}
"""Three toms sound as one drum that a hand presses from behind: 99, 124 and 164 Hz in TimGM6mb, 20 dB down
after 0.2-0.3 s. Its taiko rings for 0.4-1 s, its melodic tom for 0.4 s, its kick is over in 0.05 s."""

_VELOCITIES = {
    "guitar": {"b": 60, "f": 56, "d": 48, "u": 42, WALK: 56},
    "piano": {"b": 72, "f": 68, "o": 66, "c": 60, WALK: 70},
    "bass": {"b": 52, "f": 48, WALK: 50},
    "bodhrán": {"l": 48, "m": 45, "h": 40},
}
_PICKED = 56
"""Of a string or key struck alone."""
_ACCENT = 8
_SLOW = 8
"""Louder in an air: what is struck seldom dies away."""
_VARIATION = 4
_LEVELS = {Level.SPARSE: -4, Level.STEADY: 0, Level.FULL: 3, Level.CADENCE: 2}
_DRONE_VELOCITY = 44

_EARLY, _LATE = -5, 6
"""Milliseconds a stroke may be off."""
_STRUM, _ROLL = 4, 22
"""Milliseconds from string to string: of a stroke, and of a chord that is rolled slowly."""
_GATES = {"piano": 80, "bass": 90}
"""How many percent of its time a note sounds; in an air, all of it."""


@dataclass(frozen=True)
class Setting:
    """All that a player needs to know.

    `bars`: the timeline. `ceiling`: highest pitch of right-hand chords. `band`: there is a bass.
    """

    rhythm: str
    bars: Sequence[PlayedBar]
    course: Course
    seed: int
    ceiling: int
    band: bool

    @property
    def slow(self) -> bool:
        return self.rhythm == "air"

    def strokes(self, player: str, walks: bool) -> Iterator[Stroke]:
        random = Random(f"{self.seed} {player} pattern")  # noqa: S311 - music
        return strokes(player, self.course, random, walks)


class _Hands:
    """Collects what one player plays."""

    def __init__(self, setting: Setting, player: str) -> None:
        self._setting, self._velocities = setting, _VELOCITIES[player]
        self._gate = None if setting.slow else _GATES.get(player)
        self._random = Random(f"{setting.seed} {player}")  # noqa: S311 - music
        self._notes: list[tuple[int, int, int, int, bool]] = []

    def play(self, stroke: Stroke, pitches: Sequence[int], gap: int = 0, rings: bool = False) -> None:
        """The pitches one after the other, `gap` milliseconds apart. `rings`: until the chord changes."""
        millisecond = stroke.millisecond
        delay, gap = self._delays(stroke, gap * (len(pitches) - 1), gap)
        end = stroke.limit if rings else stroke.end
        if self._gate and not stroke.held:
            end = stroke.onset + (end - stroke.onset) * self._gate // 100
        velocity = self._velocity(stroke)
        for index, pitch in enumerate(pitches):
            onset = stroke.onset + round((delay + gap * index) * millisecond)
            self._notes.append((onset, end, pitch, velocity - index, stroke.kind == WALK))

    def notes(self) -> tuple[PlayedNote, ...]:
        """In order; a string or key that is struck again stops what it sounded before."""
        ticks, played, again = self._setting.course.ticks, [], dict[int, int]()
        for onset, end, pitch, velocity, ornament in sorted(self._notes, reverse=True):
            until = min(end, again.get(pitch, end))
            if until > onset:
                again[pitch] = onset
                times = Fraction(onset, ticks), Fraction(until - onset, ticks)
                played.append(PlayedNote(*times, pitch, velocity, ornament))
        return tuple(reversed(played))

    def _delays(self, stroke: Stroke, spread: int, gap: int) -> tuple[int, int]:
        """When to begin and the gap, in milliseconds: inside the chord and the first half of the stroke."""
        millisecond = stroke.millisecond
        late_only = stroke.held or stroke.onset - stroke.chord_onset < (1 - _EARLY) * millisecond
        delay = self._random.randint(0 if late_only else _EARLY, _LATE)
        if delay + spread > (stroke.end - stroke.onset) / millisecond / 2:
            return 0, 0
        return delay, gap

    def _velocity(self, stroke: Stroke) -> int:
        usual = self._velocities.get(stroke.kind, _PICKED) + _LEVELS[stroke.level]
        return (
            usual
            + _ACCENT * stroke.accent
            + _SLOW * self._setting.slow
            + self._random.randint(-_VARIATION, _VARIATION)
        )


def guitar(setting: Setting) -> tuple[PlayedNote, ...]:
    """Bass strings ring until the chord changes; strummed ones are damped by the next stroke.

    In a band the bass has the low notes: the guitar strums the upper strings where it would play them.
    """
    hands = _Hands(setting, "guitar")
    chord: Chord | None = None
    shape = strings = tuple[int, ...]()
    bass = _FIRST_BASS
    for stroke in setting.strokes("guitar", walks=not setting.band):
        if stroke.chord != chord:
            chord, shape = stroke.chord, guitar_voicing(stroke.chord, shape)
            bass, strings = shape[0], beside_a_bass(shape) if setting.band else shape
        if stroke.kind == WALK:
            bass = _walk("guitar", stroke, bass)
            hands.play(stroke, (bass,))
        elif stroke.kind == "d" or (stroke.kind in "bf" and setting.band and not setting.slow):
            gap = _ROLL if stroke.held or setting.slow else _STRUM
            hands.play(stroke, strings if stroke.accent else strings[-4:], gap)
        elif stroke.kind == "u":
            hands.play(stroke, strings[:-4:-1], _STRUM)
        else:
            hands.play(stroke, (_string(stroke, strings),), rings=True)
    return hands.notes()


def _string(stroke: Stroke, shape: tuple[int, ...]) -> int:
    if stroke.kind == "b":
        return shape[0]
    if stroke.kind == "f":
        other = other_bass(stroke.chord)
        return next((pitch for pitch in shape[1:3] if pitch % 12 == other), shape[0])
    return shape[min(int(stroke.kind), len(shape)) - 1]


def piano(setting: Setting) -> tuple[PlayedNote, ...]:
    """The left hand plays the bass, the right hand chords above it."""
    hands = _Hands(setting, "piano")
    chord: Chord | None = None
    voicing: tuple[int, ...] = ()
    root = last = _FIRST_BASS
    for stroke in setting.strokes("piano", walks=True):
        if stroke.chord != chord:
            chord, voicing = stroke.chord, piano_voicing(stroke.chord, voicing, setting.ceiling)
            root = last = nearest(chord.bass_class, last, *ROOTS["piano"])
        if stroke.kind == "c":
            hands.play(stroke, voicing, _ROLL if stroke.held else 0)
        elif stroke.kind == "o":
            hands.play(stroke, (root, root + 12))
        elif stroke.kind.isdigit():
            hands.play(stroke, (voicing[int(stroke.kind) - 1],), rings=True)
        else:
            last = _bass_note("piano", stroke, root, last)
            hands.play(stroke, (last,))
    return hands.notes()


def bass(setting: Setting) -> tuple[PlayedNote, ...]:
    hands = _Hands(setting, "bass")
    chord: Chord | None = None
    root = last = _FIRST_BASS
    for stroke in setting.strokes("bass", walks=True):
        if stroke.chord != chord:
            chord = stroke.chord
            root = last = nearest(chord.bass_class, last, *ROOTS["bass"])
        last = _bass_note("bass", stroke, root, last)
        hands.play(stroke, (last,))
    return hands.notes()


def _bass_note(player: str, stroke: Stroke, root: int, before: int) -> int:
    if stroke.kind == WALK:
        return _walk(player, stroke, before)
    return nearest(other_bass(stroke.chord), root, *_RANGES[player]) if stroke.kind == "f" else root


def _walk(player: str, stroke: Stroke, before: int) -> int:
    target = nearest(stroke.toward.bass_class, before, *ROOTS[player])
    return passing(before, target, stroke.steps, stroke.key, ROOTS[player][0])


def bodhran(setting: Setting) -> tuple[PlayedNote, ...]:
    hands = _Hands(setting, "bodhrán")
    for stroke in setting.strokes("bodhrán", walks=False):
        hands.play(stroke, (DRUM[stroke.kind],))
    return hands.notes()


def drone(setting: Setting) -> tuple[PlayedNote, ...]:
    """Bass drone, fifth and tenor drone, from the first note until the last one has ended.

    They sound on through all bars on one tonic.
    """
    if not setting.course.bars:
        return ()
    tonics = [list(same) for _, same in groupby(setting.bars, key=lambda bar: bar.key.tonic_class)]
    beat, _ = beat_of(setting.rhythm, setting.bars[-1].meter)
    ends = [*(bars[0].onset for bars in tonics[1:]), setting.bars[-1].end + beat]
    return tuple(
        PlayedNote(bars[0].onset, end - bars[0].onset, 36 + bars[0].key.tonic_class + step, _DRONE_VELOCITY)
        for bars, end in zip(tonics, ends, strict=True)
        for step in (0, 7, 12)
    )


PLAYS: dict[str, Callable[[Setting], tuple[PlayedNote, ...]]] = {
    "guitar": guitar,
    "piano": piano,
    "bass": bass,
    "bodhrán": bodhran,
    "drone": drone,
}
