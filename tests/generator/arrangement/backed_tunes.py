"""Tunes with chords: drawn by hypothesis, in every type and many meters, or written by hand."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from generator.arrangement.chords import QUALITIES, Chord
from generator.arrangement.harmony import Harmony
from generator.notation.form import from_sections
from generator.notation.melody import Bar, Melody
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Meter
from generator.notation.tune_types import TUNE_TYPES
from tests.generator.notation.strategies import KEYS, METERS, sections

ROOTS = [letter + sign for letter in "CDEFGAB" for sign in ("", "#", "b")]
ODD_METERS = [Meter(6, 4), Meter(5, 4), Meter(7, 8), Meter(3, 8), Meter(5, 8), Meter(15, 8), Meter(7, 4)]

chords = st.builds(
    Chord, st.sampled_from(ROOTS), st.sampled_from(list(QUALITIES)), st.none() | st.sampled_from(ROOTS)
)


@st.composite
def harmonies(draw: st.DrawFn, bars: tuple[Bar, ...]) -> Harmony:
    """One to three chords or silences a bar, anywhere."""
    made = []
    for bar in bars:
        eighths = draw(st.sets(st.integers(1, 7), max_size=2))
        onsets = [Fraction(0), *(bar.duration * eighth / 8 for eighth in sorted(eighths))]
        made.append(tuple((onset, draw(chords | st.none())) for onset in onsets))
    return Harmony(tuple(made))


@st.composite
def backed_tunes(draw: st.DrawFn) -> tuple[Melody, Harmony]:
    meter = draw(st.sampled_from(METERS + ODD_METERS))
    rhythm = draw(st.sampled_from([*TUNE_TYPES, "", "two-step"]))
    empty = Melody(meter, draw(st.sampled_from(KEYS)), (), rhythm=rhythm)
    melody = from_sections(empty, draw(sections(meter.bar)))
    return melody, draw(harmonies(melody.bars))


def backed_tune(
    rhythm: str, meter: str, body: str, chord_names: str, key: str = "D"
) -> tuple[Melody, Harmony]:
    """Written by hand. Chords: bars apart by `|`, two in a bar are half a bar each, `.` is silence."""
    melody = read_abc(f"X:1\nR:{rhythm}\nM:{meter}\nL:1/8\nK:{key}\n{body}")
    made = []
    for bar, names in zip(melody.bars, chord_names.split("|"), strict=True):
        parsed = [Chord.parse(name) for name in names.split()]
        made.append(tuple((bar.duration * index / len(parsed), chord) for index, chord in enumerate(parsed)))
    return melody, Harmony(tuple(made))
