"""Tunes drawn by hypothesis: correct by construction, with all that our ABC can say."""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from generator.notation.form import Ending, Section, from_sections
from generator.notation.melody import Bar, Melody, Note, Pitch, Tuplet
from generator.notation.reading.structure.ties import with_right_ties
from generator.notation.theory import FIFTHS, MODES, Key, Meter

EIGHTH = Fraction(1, 8)


def examples(count: int) -> settings:
    """So many cases where new ones are looked for, else a third of them, however slow the machine is."""
    if os.environ.get("HYPOTHESIS_PROFILE") != "explore":
        count = max(1, count // 3)
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def all_keys() -> list[Key]:
    """Every key of seven sharps or flats at most, found by trying."""
    found = []
    for mode in MODES:
        for tonic in [letter + sign for letter in FIFTHS for sign in ("", "#", "b")]:
            try:
                found.append(Key(tonic, mode))
            except ValueError:
                continue
    return found


KEYS = all_keys()
METERS = [Meter(2, 4), Meter(3, 4), Meter(4, 4), Meter(6, 8), Meter(9, 8), Meter(12, 8), Meter(3, 2)]
LENGTHS = [EIGHTH * multiple for multiple in (1, 1, 2, 3, 4, Fraction(1, 2), Fraction(3, 4))]
TUPLETS = [(Tuplet(3, 2), 3), (Tuplet(2, 3), 2), (Tuplet(4, 3), 4), (Tuplet(6, 2), 6), (Tuplet(5, 2), 5)]

pitches = st.builds(
    Pitch, st.sampled_from("CDEFGAB"), st.integers(3, 6), st.sampled_from([0, 0, 0, 0, 1, -1, 2, -2])
)
sounds = st.one_of(
    st.tuples(pitches), st.tuples(pitches), st.just(()), st.lists(pitches, min_size=2, max_size=3).map(tuple)
)


@st.composite
def groups(draw: st.DrawFn) -> list[Note]:
    """One note, a dotted pair or a tuplet."""
    kind = draw(st.sampled_from(["note", "note", "note", "pair", "tuplet"]))
    if kind == "pair":
        lengths = draw(st.permutations([EIGHTH / 2, EIGHTH * 3 / 2]))
        return [Note(draw(sounds), length) for length in lengths]
    if kind == "tuplet":
        tuplet, size = draw(st.sampled_from(TUPLETS))
        notes = [Note(draw(sounds), EIGHTH, tuplet) for _ in range(size)]
        return [replace(notes[0], first_of_tuplet=size), *notes[1:]]
    return [Note(draw(sounds), draw(st.sampled_from(LENGTHS)))]


@st.composite
def bars(draw: st.DrawFn, duration: Fraction) -> Bar:
    """A bar of exactly this duration."""
    notes: list[Note] = []
    left = duration
    while left:
        group = draw(groups())
        length = sum((note.duration for note in group), Fraction(0))
        if length > left:
            group, length = [Note(draw(sounds), left)], left
        notes += group
        left -= length
    return Bar(tuple(notes))


@st.composite
def parts(draw: st.DrawFn, full: Fraction, pickup: Fraction, following: Fraction, plain: bool) -> Section:
    """A part that begins with `pickup` and leaves room for the one `following`; `plain`: without endings."""
    count = draw(st.integers(3, 6))
    begin = [draw(bars(pickup))] if pickup else []
    inner = [draw(bars(full)) for _ in range(count)]
    if plain:
        return Section((*begin, *inner, draw(bars(full - following))), draw(st.integers(1, 2)))
    first = [draw(bars(full)) for _ in range(draw(st.integers(0, 1)))]
    second = [draw(bars(full)) for _ in range(draw(st.integers(0, 1)))]
    return Section(
        (*begin, *inner),
        2,
        (
            Ending((1,), (*first, draw(bars(full - pickup)))),
            Ending((2,), (*second, draw(bars(full - following)))),
        ),
    )


@st.composite
def sections(draw: st.DrawFn, full: Fraction) -> list[Section]:
    """Parts whose seams add up: pickups are the tune's own or none, and the end fits the beginning."""
    pickup = draw(st.sampled_from([Fraction(0), EIGHTH, 2 * EIGHTH]))
    pickups = [pickup, *draw(st.lists(st.sampled_from([Fraction(0), pickup]), min_size=2, max_size=3))]
    made: list[Section] = []
    for one, following in pairwise(pickups):
        part = draw(parts(full, one, following, draw(st.booleans())))
        if part.repeated and not part.endings and one != following:
            part = replace(part, times=1)
        made.append(part)
    return made


def tied(melody: Melody, where: set[int]) -> Melody:
    """The notes of these indices tied to the next, which gets the same pitches, if it is ever played next."""
    notes = [note for bar in melody.bars for note in bar.notes]
    for index in sorted(where):
        if index + 1 < len(notes) and notes[index].pitches:
            notes[index + 1] = replace(notes[index + 1], pitches=notes[index].pitches)
            notes[index] = replace(notes[index], tied=True)
    left = iter(notes)
    bars = tuple(replace(bar, notes=tuple(next(left) for _ in bar.notes)) for bar in melody.bars)
    return with_right_ties(replace(melody, bars=bars), {})[0]


@st.composite
def melodies(draw: st.DrawFn) -> Melody:
    """A tune whose bars add up."""
    meter = draw(st.sampled_from(METERS))
    made = Melody(meter, draw(st.sampled_from(KEYS)), (), rhythm="reel", title="A Tune")
    made = from_sections(made, draw(sections(meter.bar)))
    ties = draw(st.sets(st.integers(0, 100), max_size=6))
    return tied(made, ties)


LETTERS = "CDEFGABcdefgab"
ENDINGS = [
    (), (), (), ((1,), (2,)), ((1,), (2,), (3,)), ((1, 3), (2,)), ((1, 2), (3,)), ((1,), (2, 3)), ((1, 2),),
]  # fmt: skip
"""The passes of a part's endings; a single ending is for all that are played."""


@st.composite
def letters(draw: st.DrawFn) -> tuple[Bar, ...]:
    """One to three bars of 4/4, each of one note."""
    names = draw(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=3))
    return tuple(Bar((Note((Pitch(one.upper(), 4 + one.islower()),), Fraction(1)),)) for one in names)


@st.composite
def forms(draw: st.DrawFn) -> list[Section]:
    """Parts played up to four times, with up to three endings and double bars inside repeats."""
    made: list[Section] = []
    for _ in range(draw(st.integers(1, 4))):
        endings = tuple(Ending(passes, draw(letters())) for passes in draw(st.sampled_from(ENDINGS)))
        times = max((number for one in endings for number in one.passes), default=draw(st.integers(1, 4)))
        first, *others = draw(letters())
        if others and times > 1:
            first = replace(first, double_line=draw(st.booleans()))
        made.append(Section((first, *others), times, endings))
    return made


@st.composite
def ordered(draw: st.DrawFn) -> Melody:
    """A tune whose parts are played in an order of its own: A, B … of one or two sections each."""
    names = "ABCD"[: draw(st.integers(2, 4))]
    bars: list[Bar] = []
    for name in names:
        sections = draw(forms())[:2]
        part = from_sections(Melody(Meter(4, 4), Key("C", "maj"), ()), sections).bars
        bars += [replace(part[0], part=name), *part[1:]]
    order = draw(st.lists(st.sampled_from(names), min_size=2, max_size=8))
    return Melody(Meter(4, 4), Key("C", "maj"), tuple(bars), title="Parts", order=tuple(order))
