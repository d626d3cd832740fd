"""The melody as a line of tones: repeats played out, ties joined, each tone with its place and neighbours.

Knows nothing of how the line is played. Times are whole numbers of a grid so fine that every usual note
length lies on it: whole numbers are many times faster than fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from generator.arrangement.timeline import PlayedBar
from generator.notation.melody import NO_SIGNS, Bar, Note, Pitch, Signs, Tempo
from generator.notation.theory import SEMITONES, Key

TICKS = 40_320
"""Of a whole note. It is divisible by 128 and by 3, 5, 7 and 9, so tuplets lie on it."""

_STEPS = "CDEFGAB"


@dataclass(frozen=True, slots=True)
class Tone:
    """What sounds from `onset` to `end` as written: one pitch (a MIDI number) or those of a chord, ascending.

    `place`: the bar in which it begins. `position`: of its onset in a full bar.
    `degree`: of its highest pitch, in steps of the staff. `below`, `above`, `third`: the pitches a step below
    that one, a step above and a third above, in the key and with the accidentals in force. `signs`: those of
    the (first) note. `slurred`: under a slur that goes on to the next tone.
    """

    onset: int
    end: int
    pitches: tuple[int, ...]
    place: PlayedBar
    position: int
    degree: int
    below: int
    above: int
    third: int
    signs: Signs = NO_SIGNS
    slurred: bool = False

    @property
    def length(self) -> int:
        return self.end - self.onset


@dataclass(frozen=True, slots=True)
class _Written:
    """A note or rest of a bar, from its beginning."""

    onset: int
    end: int
    pitches: tuple[int, ...]
    tied: bool
    degree: int = 0
    neighbours: tuple[int, int, int] = (0, 0, 0)
    signs: Signs = NO_SIGNS


def ticks(time: Fraction) -> int:
    """The nearest point of the grid."""
    return round(time * TICKS)


def whole_notes(time: int) -> Fraction:
    return Fraction(time, TICKS)


@lru_cache(maxsize=256)
def ticks_per_millisecond(tempo: Tempo) -> float:
    beat, beats_a_minute = tempo
    return float(beat * beats_a_minute * TICKS / 60_000)


def line_of(bars: Sequence[PlayedBar]) -> list[Tone]:
    """Every tone in the order of the onsets. A tie joins notes of the same pitches, over bar lines too."""
    written: dict[int, list[_Written]] = {}
    tones: list[Tone] = []
    tied: tuple[int, ...] = ()
    slurs = _Slurs()
    for place in bars:
        bar = id(place.bar)  # one written bar may be played in full and, before a lead-in, cut short
        if bar not in written:
            written[bar] = list(_read(place.bar, place.key))
        start, offset = ticks(place.onset), ticks(place.offset)
        for note in written[bar]:
            slurred = slurs.after(note.signs, place.written)
            if note.pitches and note.pitches == tied:
                tones[-1] = replace(tones[-1], end=start + note.end, slurred=slurred)
            elif note.pitches:
                tones.append(
                    Tone(
                        start + note.onset, start + note.end, note.pitches,
                        place, offset + note.onset, note.degree, *note.neighbours, note.signs, slurred,
                    )
                )  # fmt: skip
            tied = note.pitches if note.tied else ()
    return tones


class _Slurs:
    """How many slurs are open; none goes on where the players turn back or leap."""

    def __init__(self) -> None:
        self._open, self._bar = 0, 0

    def after(self, signs: Signs, bar: int) -> bool:
        """Whether a slur is open after the next note, which stands in this bar as written."""
        if bar not in (self._bar, self._bar + 1):
            self._open = 0
        self._bar = bar
        self._open = max(0, self._open + signs.slurs_begin - signs.slurs_end)
        return self._open > 0


def _read(bar: Bar, key: Key) -> Iterator[_Written]:
    altered: dict[int, int] = {}
    onset = Fraction(0)
    changes = [change for change in bar.changes if change.key is not None and change.onset > 0]
    for note in bar.notes:
        while changes and changes[0].onset <= onset:
            key = changes.pop(0).key or key
        start, onset = ticks(onset), onset + note.duration
        altered |= {_degree(pitch): pitch.midi for pitch in note.pitches}
        yield _written(note, start, ticks(onset), altered, key)


def _written(note: Note, start: int, end: int, altered: dict[int, int], key: Key) -> _Written:
    if not note.pitches:
        return _Written(start, end, (), note.tied, signs=note.signs)
    highest = _degree(max(note.pitches, key=lambda pitch: pitch.midi))
    below, above, third = (altered.get(highest + step, _in_key(highest + step, key)) for step in (-1, 1, 2))
    pitches = tuple(sorted({pitch.midi for pitch in note.pitches}))  # a unison is one sound
    return _Written(start, end, pitches, note.tied, highest, (below, above, third), note.signs)


def _degree(pitch: Pitch) -> int:
    return 7 * pitch.octave + _STEPS.index(pitch.step)


def _in_key(degree: int, key: Key) -> int:
    """The MIDI number of a step of the staff as the key signature has it."""
    octave, step = divmod(degree, 7)
    return 12 * (octave + 1) + SEMITONES[_STEPS[step]] + key.signature[_STEPS[step]]
