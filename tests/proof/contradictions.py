"""Whether notes of a melody contradict its chords: they have the letter of a root or a third, but are raised
or lowered against it, as G sharp against G major.

Counted where they last an eighth or more, or begin on a strong beat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from generator.arrangement.chords import Chord
from generator.arrangement.strong_beats import strong_beats
from generator.notation.changes import states
from generator.notation.melody import Bar, Melody, Pitch

Chords = Sequence[tuple[Fraction, Chord | None]]
"""The chords of a bar, each from an onset to the next."""

_LETTERS = "CDEFGAB"
_HEARD = Fraction(1, 8)


def has_contradiction(melody: Melody, bars: Iterable[Chords]) -> bool:
    """Whether any chord of these bars is contradicted."""
    return any(
        _contradicts(pitch, chord)
        for bar, chords, state in zip(melody.bars, bars, states(melody), strict=False)
        for pitch, chord in _heard(bar, chords, strong_beats(state.meter))
    )


def _heard(bar: Bar, chords: Chords, beats: Iterable[Fraction]) -> Iterator[tuple[Pitch, Chord]]:
    """The pitches that are heard well, each with its chord."""
    onset, is_held, strong = Fraction(0), False, set(beats)
    spans = list(pairwise([*chords, (bar.duration, None)]))
    for note in bar.notes:
        if not is_held and (note.duration >= _HEARD or onset in strong):
            for (begin, chord), (end, _) in spans:
                if chord and begin <= onset < end:
                    yield from ((pitch, chord) for pitch in note.pitches)
        onset, is_held = onset + note.duration, note.tied


def _contradicts(pitch: Pitch, chord: Chord) -> bool:
    root = _LETTERS.index(chord.root[0])
    third = next((one for one in chord.classes if (one - chord.root_class) % 12 in (3, 4)), None)
    tones = {_LETTERS[root]: chord.root_class, _LETTERS[(root + 2) % 7]: third}
    tone = tones.get(pitch.step)
    return tone is not None and pitch.midi % 12 != tone
