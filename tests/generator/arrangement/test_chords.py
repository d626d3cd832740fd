"""Chords as values: their names, their tones, and what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.chords import QUALITIES, Chord, spelled
from generator.notation.theory import Key
from tests.generator.notation.strategies import KEYS

NOTES = [letter + sign for letter in "ABCDEFG" for sign in ("", "#", "b")]

chords = st.builds(
    Chord, st.sampled_from(NOTES), st.sampled_from(list(QUALITIES)), st.none() | st.sampled_from(NOTES)
).filter(lambda chord: chord.bass != chord.root)


@given(chords)
def test_a_chord_is_read_as_it_is_printed(chord: Chord) -> None:
    assert Chord.parse(chord.name) == chord


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Em", "Em"), ("F#min7", "F#m7"), ("D/F#", "D/F#"), ("A7/c+", "A7/C#"), ("Gm/bb", "Gm/Bb"),
        ("B♭maj7", "Bbmaj7"), ("C/C", "C"), (" G ", "G"), ("(E7)", "E7"), ("A-", "Am"), ("Dsus", "Dsus4"),
        ("Ed", "Edim"), ("CM7", "Cmaj7"), ("B°", "Bdim"), ("CΔ7", "Cmaj7"), ("(Bm", "Bm"), ("E7)", "E7"),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(text: str, name: str) -> None:
    chord = Chord.parse(text)
    assert chord is not None
    assert chord.name == name


@pytest.mark.parametrize(
    "text",
    ["", "Fine", "1", "H7", "N.C.", "d", "Good", "D.C.", "Am7x", "C/H", "A major", "C*", "hello", "A1", "B,",
     "Dbb", "Add", "D.S.", "A.", "Coda", "A/9", "A6/8"],
)  # fmt: skip
def test_other_text_is_no_chord(text: str) -> None:
    assert Chord.parse(text) is None


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        ("Dm(add9)", "m"), ("A7(b9)", ""), ("A7#11", ""), ("A6/9", ""), ("Cm7b5#9", "m"), ("Cmaj7#11", ""),
        ("Cma9", ""), ("Bdim9", "dim"), ("Gsus4b9", "sus4"), ("Em(maj7)/B", "m"), ("D7♯9", ""),
    ],
)  # fmt: skip
def test_a_chord_that_no_table_has_is_played_as_its_triad_and_written_as_it_was(
    text: str, quality: str
) -> None:
    chord = Chord.parse(text)
    assert chord is not None
    assert (chord.quality, chord.name) == (quality, text)


def test_the_root_comes_first_among_its_tones() -> None:
    assert Chord("F#", "m7").classes == (6, 9, 1, 4)


def test_the_bass_sounds_below_and_is_no_tone_of_the_chord() -> None:
    chord = Chord("D", "", "C")
    assert (chord.root_class, chord.bass_class, chord.classes) == (2, 0, (2, 6, 9))


def test_without_a_bass_the_root_is_the_lowest() -> None:
    assert Chord("Bb").bass_class == 10


@pytest.mark.parametrize("parts", [("H", "", None), ("D", "major", None), ("D##", "", None), ("D", "", "x")])
def test_a_chord_that_does_not_exist_is_refused(parts: tuple[str, str, str | None]) -> None:
    with pytest.raises(ValueError, match="no such chord"):
        Chord(*parts)


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (Key("C", "maj"), "C C# D Eb E F F# G Ab A Bb B"),
        (Key("D", "maj"), "C C# D D# E F F# G G# A Bb B"),
        (Key("A", "min"), "C C# D Eb E F F# G Ab A Bb B"),
        (Key("Eb", "maj"), "C Db D Eb E F Gb G Ab A Bb Cb"),
    ],
)
def test_a_root_is_spelled_as_its_key_would_have_it(key: Key, names: str) -> None:
    assert " ".join(spelled(one, key) for one in range(12)) == names


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.field)
def test_every_spelling_sounds_right(key: Key) -> None:
    assert [Chord(spelled(one, key)).root_class for one in range(12)] == list(range(12))
