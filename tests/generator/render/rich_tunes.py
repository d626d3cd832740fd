"""Random tunes with everything that can be written at notes and bars, sensible or not."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from generator.notation.melody import (
    NO_SIGNS,
    Bar,
    Change,
    Clef,
    Grace,
    Melody,
    Note,
    Pitch,
    Signs,
    Tuplet,
)
from generator.notation.theory import FREE, Key, Meter
from generator.render.musicxml.sign_tables import DRAWN

PITCHES = st.builds(Pitch, st.sampled_from("CDEFGAB"), st.integers(2, 7), st.integers(-2, 2))
LENGTHS = st.sampled_from(
    [Fraction(n, d) for n, d in ((1, 16), (1, 8), (3, 16), (1, 4), (3, 8), (5, 8), (1, 1))]
)
TEXTS = st.sampled_from(["", "a", "_", "la-", "strength", "<&>", "好", "-", "\x00", "é_"])
KEYS = st.builds(
    Key,
    st.sampled_from(["C", "D", "F", "Bb", "A"]),
    st.sampled_from(["maj", "dor", "phr"]),
    st.lists(
        st.tuples(st.sampled_from("FCGDAEB"), st.integers(-1, 1)), max_size=3, unique_by=lambda one: one[0]
    ).map(tuple),
)
METERS = st.sampled_from([Meter(4, 4), Meter(6, 8), Meter(7, 8), Meter(5, 4), Meter(8, 8, (3, 3, 2)), FREE])
TEMPI = st.tuples(
    st.sampled_from([Fraction(1, 4), Fraction(3, 8), Fraction(5, 8), Fraction(1, 300)]), st.integers(1, 999)
)
GRACES = st.lists(PITCHES, min_size=1, max_size=4).flatmap(
    lambda pitches: st.builds(
        Grace,
        st.just(tuple(pitches)),
        st.lists(LENGTHS, min_size=len(pitches), max_size=len(pitches)).map(tuple),
        st.booleans(),
    )
)
SIGNS = st.just(NO_SIGNS) | st.builds(
    Signs,
    grace=st.none() | GRACES,
    decorations=st.lists(st.sampled_from([*sorted(DRAWN), "unheard-of"]), max_size=3).map(tuple),
    slurs_begin=st.integers(0, 8),
    slurs_end=st.integers(0, 8),
    annotations=st.lists(
        st.sampled_from(["^up", "_down", "<l", ">r", "@f", "^", "^" + "long " * 30]), max_size=2
    ).map(tuple),
    syllables=st.lists(TEXTS, max_size=3).map(tuple),
    hidden=st.booleans(),
)
TUPLETS = st.none() | st.just(Tuplet(3, 2)) | st.just(Tuplet(5, 4))
NOTES = st.builds(
    Note,
    st.lists(PITCHES, max_size=3).map(tuple),
    LENGTHS,
    TUPLETS,
    st.sampled_from([0, 3]),
    st.booleans(),
    SIGNS,
)


@st.composite
def bars(draw: st.DrawFn) -> Bar:
    notes = tuple(draw(st.lists(NOTES, min_size=1, max_size=8)))
    onsets = [sum((note.duration for note in notes[:at]), Fraction(0)) for at in range(len(notes) + 1)]
    places = sorted(draw(st.lists(st.sampled_from(onsets), max_size=2, unique=True)))
    changes = [
        Change(onset, draw(st.none() | METERS), draw(st.none() | KEYS), draw(st.none() | TEMPI))
        for onset in places
    ]
    texts = draw(
        st.lists(
            st.tuples(st.sampled_from(onsets), st.sampled_from(["D", "F#m7", "N.C.", "what"])), max_size=2
        )
    )
    closes = draw(st.booleans())
    return Bar(
        notes,
        opens_repeat=draw(st.booleans()),
        closes_repeat=closes,
        ending=draw(st.sampled_from([(), (), (1,), (2,), (1, 3)])),
        ends_section=closes or draw(st.booleans()),
        chords=tuple(sorted(texts)),
        double_line=draw(st.booleans()),
        times=draw(st.sampled_from([2, 3, 4])),
        changes=tuple(changes),
        part=draw(st.sampled_from(["", "A", "Chorus & <b>"])),
    )


FIELDS = st.sampled_from(
    [("C", "Trad."), ("O", "中国"), ("W", "words"), ("Q", "Slow"), ("N", "note"), ("Z", "\x01")]
)
RICH_TUNES = st.builds(
    Melody,
    METERS,
    KEYS,
    st.lists(bars(), min_size=1, max_size=6).map(tuple),
    tempo=st.none() | TEMPI,
    order=st.sampled_from([(), ("A", "B", "A")]),
    clef=st.builds(Clef, st.sampled_from(["treble", "alto", "tenor", "bass"]), st.integers(-1, 1)),
    texts=st.lists(FIELDS, max_size=4).map(tuple),
)
