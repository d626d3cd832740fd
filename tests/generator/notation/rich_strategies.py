"""Tunes drawn by hypothesis with all that can stand at notes, in heads and between bars."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from hypothesis import strategies as st

from generator.notation.melody import Bar, Change, Clef, Grace, Melody, Note, Signs
from generator.notation.theory import FIFTHS, FREE, Key, Meter
from tests.generator.notation.strategies import EIGHTH, KEYS, METERS, bars, melodies, pitches

UNEVEN = [Meter(5, 4), Meter(7, 8), Meter(7, 8, (2, 2, 3)), Meter(9, 8, (2, 2, 2, 3)), Meter(2, 2)]
DECORATIONS = ["trill", "roll", "staccato", "upbow", "fermata", "segno", "mf", "crescendo(", "4"]
WORDS = ["Oh", "the", "hel-", "lo", "of the", "rock-a-bye", "é", "50%", "a\\b", "R&amp;B;", "_", "", ""]
TEXTS = ["trad.", "Café  noir", "50% & more", "back\\slash \\'e", "&eacute;", "[r: x] K:C", '№ 2 "q"']

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple)
texts = st.sampled_from(TEXTS)
remarks = st.tuples(st.sampled_from("^_<>@"), texts).map("".join)
grace_notes = st.tuples(pitches, st.sampled_from([EIGHTH, EIGHTH / 2, 2 * EIGHTH]))
graces = st.lists(grace_notes, min_size=1, max_size=3).map(
    lambda notes: Grace(tuple(pitch for pitch, _ in notes), tuple(length for _, length in notes))
)
decorations = st.lists(st.sampled_from(DECORATIONS), max_size=2, unique=True).map(tuple)
tempi = st.tuples(st.just(Fraction(3, 8)), st.integers(40, 200))


@st.composite
def keys(draw: st.DrawFn) -> Key:
    """A key, sometimes with letters of its own."""
    key = draw(st.sampled_from(KEYS))
    letters = draw(st.sets(st.sampled_from(FIFTHS), max_size=1))
    altered = [(on, key.signature[on] + draw(st.sampled_from([-1, 1]))) for on in FIFTHS if on in letters]
    made = replace(key, altered=tuple(altered))
    usual = any(one.signature == made.signature for one in KEYS if one.tonic == key.tonic)
    return key if usual else made  # the signature of a mode is read as that mode


@st.composite
def signs(draw: st.DrawFn, note: Note) -> Signs:
    """What a note may have beside its pitches; slurs are added to the tune as a whole."""
    if not note.pitches:
        return Signs(hidden=draw(st.booleans()))
    kinds = draw(st.sets(st.sampled_from(["grace", "decorations", "annotations"]), max_size=2))
    grace = draw(graces) if "grace" in kinds else None
    return Signs(
        replace(grace, slashed=draw(st.booleans())) if grace else None,
        draw(decorations) if "decorations" in kinds else (),
        annotations=tuple(draw(st.lists(remarks, max_size=2))) if "annotations" in kinds else (),
    )  # fmt: skip


def with_slur(notes: list[Note], begin: int, length: int) -> list[Note]:
    """The notes with a slur from one to another."""
    end = begin + length
    if end < len(notes):
        first, last = notes[begin].signs, notes[end].signs
        notes[begin] = replace(notes[begin], signs=replace(first, slurs_begin=first.slurs_begin + 1))
        notes[end] = replace(notes[end], signs=replace(last, slurs_end=last.slurs_end + 1))
    return notes


def without_trailing_blanks(syllables: tuple[str, ...]) -> tuple[str, ...]:
    while syllables and not syllables[-1]:
        syllables = syllables[:-1]
    return syllables


@st.composite
def sung(draw: st.DrawFn, notes: list[Note]) -> list[Note]:
    """The notes with words in one or two verses; a word is held after another one only."""
    held = False
    found: list[Note] = []
    for note in notes:
        if not note.pitches:
            found.append(note)
            continue
        verses = without_trailing_blanks(tuple(text for text in draw(words) if held or text != "_"))
        held = len(verses) > 0
        found.append(replace(note, signs=replace(note.signs, syllables=verses)))
    return found


@st.composite
def changes(draw: st.DrawFn, bar: Bar, before: Melody) -> tuple[tuple[Change, ...], Melody]:
    """Changes at some onsets of a bar, and a tune in what is in force after them."""
    onsets = sorted(draw(st.sets(st.sampled_from(list(_onsets(bar))), max_size=2)))
    found: list[Change] = []
    for onset in onsets:
        change = draw(
            st.one_of(
                st.builds(Change, st.just(onset), key=keys()),
                st.builds(Change, st.just(onset), meter=st.sampled_from([*METERS, *UNEVEN, FREE])),
                st.builds(Change, st.just(onset), tempo=tempi),
            )
        )  # fmt: skip
        if change.key != before.key and change.meter != before.meter:
            found.append(change)
            before = replace(before, key=change.key or before.key, meter=change.meter or before.meter)
    return tuple(found), before


def _onsets(bar: Bar) -> list[Fraction]:
    return [Fraction(0), *accumulate(note.duration for note in bar.notes[:-1])]


@st.composite
def rich_melodies(draw: st.DrawFn) -> Melody:
    """A tune with everything that one voice can have."""
    melody = draw(with_lead_in(draw(melodies())))
    flat = [replace(note, signs=draw(signs(note))) for bar in melody.bars for note in bar.notes]
    for begin in draw(st.sets(st.integers(0, 60), max_size=4)):
        flat = with_slur(flat, begin, draw(st.integers(1, 6)))
    if draw(st.booleans()):
        flat = draw(sung(flat))
    left = iter(flat)
    melody = replace(
        melody,
        key=draw(keys()),
        tempo=draw(st.sampled_from([None, (Fraction(1, 4), 90)])),
        texts=draw(heads),
        clef=draw(st.builds(Clef, st.sampled_from(["treble", "alto", "tenor", "bass"]), st.integers(-3, 2))),
        bars=tuple(replace(bar, notes=tuple(next(left) for _ in bar.notes)) for bar in melody.bars),
    )
    return draw(with_changes(melody))


@st.composite
def with_lead_in(draw: st.DrawFn, melody: Melody) -> Melody:
    """The tune, if it begins with a repeat sometimes with a pickup before that."""
    if not melody.bars[0].opens_repeat or not draw(st.booleans()):
        return melody
    lead_in = draw(bars(draw(st.sampled_from([EIGHTH, 2 * EIGHTH]))))
    notes = tuple(replace(note, tied=False) for note in lead_in.notes)
    return replace(melody, bars=(replace(lead_in, notes=notes, ends_section=True), *melody.bars))


heads = st.lists(st.tuples(st.sampled_from("TCOZNHRQ"), texts), max_size=4).map(tuple)


@st.composite
def with_changes(draw: st.DrawFn, melody: Melody) -> Melody:
    """The tune with changes of key, meter and tempo and chord symbols after its first bar."""
    now, changed = melody, [melody.bars[0]]
    for bar in melody.bars[1:]:
        found, now = draw(changes(bar, now)) if draw(st.integers(0, 3)) == 0 else ((), now)
        onset = draw(st.sampled_from(_onsets(bar)))
        symbols = draw(st.sampled_from([(), ((onset, "Em"),), ((onset, "Fine"), (onset, "A7/C#"))]))
        changed.append(replace(bar, changes=found, chords=symbols))
    return replace(melody, bars=tuple(changed))
