"""Where a chord lies on fingerboard and keyboard: what hands can play, and the way from chord to chord.

Pitches are MIDI numbers. Knows nothing of rhythm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from generator.arrangement.chords import Chord
from generator.notation.theory import SEMITONES, Key

DROP_D = (38, 45, 50, 55, 59, 64)
"""D A D G B E: the guitar as many who accompany sessions tune it."""
GUITAR_RANGE = (38, 76)
REACH = 3
"""Frets between the first and the last finger."""
FINGERS = 4
HIGHEST_FRET = 8
RIGHT_HAND_RANGE = (52, 76)
"""Of the piano: chords lie from E3 on, above the bass."""
LOWEST_CEILING = 67
"""With less room there are chords that no right hand can place above E3."""

LEFT_HAND_RANGE = (28, 55)
BASS_RANGE = (28, 43)
"""A double bass: E1 to G2, an octave below the guitar's bass strings."""
GUITAR_IN_A_BAND = 50
"""D3, the fourth string: a guitarist beside a bass leaves the two lower ones."""

_COMFORTABLE_TOP, _CENTRE = 67, 60
_NINTHS = (1, 2)
_FIFTHS = (7, 6, 8)
_MUTED = None


@dataclass(frozen=True, slots=True)
class Shape:
    """`frets` from the lowest string to the highest, 0 open, None muted. `awkward`: the less the better."""

    frets: tuple[int | None, ...]
    awkward: float

    @property
    def pitches(self) -> tuple[int, ...]:
        """The strings that sound, from the lowest."""
        return tuple(
            string + fret for string, fret in zip(DROP_D, self.frets, strict=True) if fret is not None
        )


def beside_a_bass(shape: Sequence[int]) -> tuple[int, ...]:
    """The strings of a guitar's shape that a bass leaves to it: the upper four."""
    return tuple(pitch for pitch in shape[-4:] if pitch >= GUITAR_IN_A_BAND)


def guitar_voicing(chord: Chord, before: Sequence[int] | None) -> tuple[int, ...]:
    """The best shape of a chord, near to the one `before` it."""
    shapes = guitar_shapes(chord)
    if not before:
        return shapes[0].pitches
    top = before[-1]
    return min(shapes, key=lambda shape: shape.awkward + abs(shape.pitches[-1] - top) / 2).pitches


@lru_cache(maxsize=1024)
def guitar_shapes(chord: Chord) -> tuple[Shape, ...]:
    """Shapes that can be fingered, the bass of the chord lowest, the handiest first."""
    found = {
        frets
        for position in range(1, HIGHEST_FRET - REACH + 1)
        for lowest in range(3)
        for frets in _shapes_at(chord, position, lowest)
        if fingers(frets) <= FINGERS
    }
    shapes = [Shape(frets, _awkward(frets, chord)) for frets in found]
    return tuple(sorted(shapes, key=lambda shape: (shape.awkward, shape.pitches))[:5])


def fingers(frets: Sequence[int | None]) -> int:
    """How many fingers a shape takes; one may lie across all strings if none above its fret is open."""
    held = [fret for fret in frets if fret]
    if not held:
        return 0
    lowest = min(held)
    first = frets.index(lowest)
    across = all(fret != 0 for fret in frets[first:])
    return len([fret for fret in held if fret > lowest]) + (1 if across else held.count(lowest))


def _shapes_at(chord: Chord, position: int, lowest: int) -> Iterator[tuple[int | None, ...]]:
    """With the hand at this fret and the bass on this string; every higher string has a tone or is muted."""
    for bass, complete in product(_frets(lowest, position, (chord.bass_class,)), (True, False)):
        frets: list[int | None] = [_MUTED] * lowest + [bass]
        for string in range(lowest + 1, len(DROP_D)):
            frets.append(_choose(string, position, chord, frets, complete))
        yield tuple(frets)


def _frets(string: int, position: int, classes: Sequence[int]) -> list[int]:
    reach = (0, *range(position, position + REACH + 1))
    return [fret for fret in reach if (DROP_D[string] + fret) % 12 in classes]


def _choose(
    string: int, position: int, chord: Chord, frets: Sequence[int | None], complete: bool
) -> int | None:
    """An open string, or the nearest fret; `complete`: rather a tone that is missing still."""
    sounding = [DROP_D[index] + fret for index, fret in enumerate(frets) if fret is not None]
    classes = {pitch % 12 for pitch in sounding}
    options = [
        fret for fret in _frets(string, position, chord.classes) if DROP_D[string] + fret > sounding[-1]
    ]
    if not options:
        return _MUTED
    return min(options, key=lambda fret: (complete and (DROP_D[string] + fret) % 12 in classes, fret))


def _awkward(frets: Sequence[int | None], chord: Chord) -> float:
    pitches = Shape(tuple(frets), 0).pitches
    missing = len(set(chord.classes) - {pitch % 12 for pitch in pitches})
    first = next(index for index, fret in enumerate(frets) if fret is not None)
    inner = sum(fret is None for fret in frets[first:])
    held = [fret for fret in frets if fret]
    height = min(held, default=0) - 1 if held else 0
    above = max(0, pitches[-1] - _COMFORTABLE_TOP)
    return (
        5 * missing + 4 * inner + first + height + 1.5 * above + 3 * (len(pitches) < 4) + fingers(frets) / 2
    )


def piano_voicing(chord: Chord, before: Sequence[int] | None, ceiling: int) -> tuple[int, ...]:
    """The inversion nearest to the chord `before`, below the ceiling if there is one."""
    voicings = _closed(chord)
    below = [pitches for pitches in voicings if pitches[-1] <= ceiling] or voicings

    def distance(pitches: tuple[int, ...]) -> float:
        centre = sum(pitches) / len(pitches)
        moved = 0 if not before else sum(min(abs(pitch - old) for old in before) for pitch in pitches)
        return moved + abs(centre - _CENTRE) / 3

    return min(below, key=distance)


@lru_cache(maxsize=1024)
def _closed(chord: Chord) -> tuple[tuple[int, ...], ...]:
    """Every inversion in close position in the right hand's range."""
    classes = chord.classes
    if len(classes) > 4:  # a hand has root, third, seventh and the highest tension
        classes = (*classes[:2], classes[3], classes[-1])
    ordered = sorted({(one - classes[0]) % 12 for one in classes})
    if chord.bass_class == chord.root_class and len(ordered) > 3 and ordered[1] in _NINTHS:
        ordered = ordered[1:]  # the left hand has the root; beside the ninth it would be a cluster
    steps = [*ordered, *(one + 12 for one in ordered)]
    size = max(3, len(ordered))
    low, high = RIGHT_HAND_RANGE
    stacks = (
        tuple(root + step for step in [*steps, 24][start : start + size])
        for root in range(low - 24, high + 1)
        if root % 12 == classes[0]
        for start in range(len(ordered))
    )
    return tuple(stack for stack in stacks if low <= stack[0] and stack[-1] <= high)


def other_bass(chord: Chord) -> int:
    """Pitch class of the note that takes turns with the bass: the fifth, or the root of an inversion."""
    if chord.bass_class != chord.root_class:
        return chord.root_class
    above = {(one - chord.root_class) % 12: one for one in chord.classes}
    return next((above[fifth] for fifth in _FIFTHS if fifth in above), chord.root_class)


def nearest(pitch_class: int, before: int, low: int, high: int) -> int:
    """The pitch of this class nearest to the note `before`, from `low` to `high`; the lower one of two."""
    first = low + (pitch_class - low) % 12
    return min(range(first, high + 1, 12), key=lambda pitch: abs(pitch - before))


def passing(before: int, target: int, steps: int, key: Key, low: int) -> int:
    """The `steps`-th note of the scale before `target`, on the way from the note `before`.

    From below if there is no way; from above where the instrument has no such note.
    """
    pitch = _beyond(target, steps, 1 if target < before else -1, key)
    return pitch if pitch >= low else _beyond(target, steps, 1, key)


def _beyond(pitch: int, steps: int, direction: int, key: Key) -> int:
    scale = _scale(key)
    while steps:
        pitch += direction
        steps -= pitch % 12 in scale
    return pitch


@lru_cache(maxsize=256)
def _scale(key: Key) -> frozenset[int]:
    return frozenset((SEMITONES[step] + alter) % 12 for step, alter in key.signature.items())
