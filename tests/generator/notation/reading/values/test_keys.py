"""The K: field: key signatures of the standard, clefs, and by how many octaves notes sound higher."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.melody import Clef
from generator.notation.reading.reader import read_abc, read_tune
from generator.notation.reading.values.clefs import Staff, read_staff
from generator.notation.reading.values.keys import read_key
from generator.notation.theory import MODES, Key
from tests.generator.notation.strategies import examples
from tests.generator.notation.test_oracle import abc2midi_sounds, ours, same

HEAD = "X:1\nT:t\nM:4/4\nL:1/4\n"


@pytest.mark.parametrize(
    ("field", "tonic", "mode"),
    [
        ("D", "D", "maj"),
        ("Dm", "D", "min"),
        ("D m", "D", "min"),
        ("DM", "D", "min"),  # capitals do not count (ABC 2.1, 3.1.14)
        ("D Major", "D", "maj"),
        ("Dmin", "D", "min"),
        ("D MINOR", "D", "min"),
        ("Ador", "A", "dor"),
        ("A Dorian", "A", "dor"),
        ("F#m", "F#", "min"),
        ("F#mixolydian", "F#", "mix"),
        ("Bb lydian", "Bb", "lyd"),
        ("B♭", "Bb", "maj"),
        ("EPhr", "E", "phr"),
        ("Bloc", "B", "loc"),
        ("C ionian", "C", "maj"),
        ("A aeolian", "A", "min"),
        ("HP", "D", "maj"),
        ("Hp", "D", "maj"),
        ("none", "C", "maj"),
        ("", "C", "maj"),
        ("Amix =g", "A", "mix"),  # G is natural in it
        ("A =g", "A", "mix"),  # what is altered is the scale that it makes
        ("Am^f", "A", "dor"),
        ("D exp ^f^c", "D", "maj"),
        ("D exp ^F", "D", "mix"),
    ],
)
def test_a_key_is_read(field: str, tonic: str, mode: str) -> None:
    assert read_key(field) == (Key(tonic, mode), "")


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("Dphr ^f", Key("D", "phr", (("F", 1),))),
        ("D phrygian ^F", Key("D", "phr", (("F", 1),))),
        ("Dm^c", Key("D", "min", (("C", 1),))),
        ("D exp _b _e ^f", Key("D", "phr", (("F", 1),))),
        ("Am ^f ^g", Key("A", "min", (("F", 1), ("G", 1)))),
        ("C __b", Key("C", "maj", (("B", -2),))),
        ("none ^f _b", Key("C", "mix", (("F", 1),))),
        ("^f_b", Key("C", "mix", (("F", 1),))),
    ],
)
def test_a_key_may_have_accidentals_of_its_own(field: str, key: Key) -> None:
    assert read_key(field) == (key, "")


def test_nothing_keeps_the_key() -> None:
    assert read_key("", Key("E", "dor")) == (Key("E", "dor"), "")
    assert read_key("none", Key("E", "dor")) == (Key("C", "maj"), "")


@pytest.mark.parametrize(
    ("field", "problem"),
    [("H", "not a key"), ("d", "not a key"), ("Dfoo", "no mode"), ("G#", "seven"), ("Dbmin", "seven"),
     ("Ré", "not a key"), ("D ^/f", "quarter tone"), ("D" * 5000, "no mode")],
)  # fmt: skip
def test_a_key_that_cannot_be_played_is_named(field: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as caught:
        read_key(field)
    assert len(str(caught.value)) < 120


@given(
    st.sampled_from(["D", "A", "Bb", "F#"]),
    st.sampled_from(sorted(MODES)),
    st.dictionaries(st.sampled_from("CDEFGAB"), st.integers(-2, 2)),
)
@examples(200)
def test_every_signature_is_kept(tonic: str, mode: str, altered: dict[str, int]) -> None:
    signs = {-2: "__", -1: "_", 0: "=", 1: "^", 2: "^^"}
    try:
        plain = Key(tonic, mode)
    except ValueError:
        return
    key, rest = read_key(f"{tonic}{mode} {''.join(signs[alter] + step for step, alter in altered.items())}")
    assert key.signature == plain.signature | altered
    assert (key.tonic, rest) == (tonic, "")
    assert read_key(key.field) == (key, "")


@pytest.mark.parametrize(
    ("field", "clef", "octaves", "rest"),
    [
        ("D clef=bass", Clef("bass"), 0, "D"),
        ("D bass", Clef("bass"), 0, "D"),
        ("Am alto", Clef("alto"), 0, "Am"),
        ("clef=tenor", Clef("tenor"), 0, ""),
        ("C clef=C4", Clef("tenor"), 0, "C"),
        ("C clef=treble-8", Clef("treble", -1), -1, "C"),
        ("C treble+8", Clef("treble", 1), 1, "C"),
        ("C clef=bass-15", Clef("bass", -2), -2, "C"),
        ("C clef = treble-8 middle=B stafflines=5", Clef("treble", -1), -1, "C"),
        ("G octave=-1", Clef(), -1, "G"),
        ("G transpose=-12", Clef("treble", -1), -1, "G"),
        ("C clef=treble-8 octave=+1", Clef("treble", -1), 0, "C"),
        ('Amix =g name="Fiddle 1"', Clef(), 0, "Amix =g"),
        ("none", Clef(), 0, "none"),
    ],
)
def test_a_clef_is_read(field: str, clef: Clef, octaves: int, rest: str) -> None:
    notices: list[str] = []
    staff, left = read_staff(field, Staff(), notices.append)
    assert (staff.drawn, staff.octaves, left) == (clef, octaves, rest)
    assert notices == []


@pytest.mark.parametrize(
    ("field", "part"),
    [("D clef=none staffscale=0.85", "none"), ("D clef=perc", "perc"), ("D clef=treble1", "treble1"),
     ("D bass,,", "bass,,"), ("D clef=xyz", "xyz"), ("D transpose=-2", "transpose=-2")],
)  # fmt: skip
def test_what_is_not_drawn_or_followed_is_said(field: str, part: str) -> None:
    notices: list[str] = []
    _, left = read_staff(field, Staff(), notices.append)
    assert left == "D"
    assert len(notices) == 1
    assert part in notices[0]


def test_an_impossible_octave_is_named() -> None:
    with pytest.raises(ValueError, match="octave=99"):
        read_staff("C octave=99", Staff(), print)


@pytest.mark.parametrize(
    "body",
    [
        "K:Dphr ^f\nDCB,C|EFGA|]", "K:Amix =g\nABcd|efga|]", "K:Dm ^c\nABcd|]", "K:D exp ^f ^c\nCDEF|]",
        "K:D exp _b\nABcf|]", "K:HP\nABcf|]", "K:none\nABcf|]", "K:F#m\nFGAB|]", "K:Bb lydian\nBEAc|]",
        "K:C clef=treble-8\nCDEF|]", "K:C clef=treble+8\nCDEF|]", "K:C octave=-1\nCDEF|]",
        "K:C transpose=-12\nCDEF|]", "K:C clef=bass middle=d\nCDEF|]", "K:C bass\nCDEF|]",
        "K:G\nFGAB|\nK:D\nCDEF|]", "K:G\nFC[K:D]FC|[K:Am]FCFC|]", "K:G\n^CC[K:D]CC|]",
        "K:C\nCD[K:clef=treble+8]CD|]",
    ],
)  # fmt: skip
def test_abc2midi_plays_the_same_pitches(body: str) -> None:
    assert same(ours(read_abc(HEAD + body)), abc2midi_sounds(HEAD + body))


def test_a_key_changes_where_it_is_written() -> None:
    melody = read_abc(HEAD + "K:G\nFGAB|[K:D]CDEF|CD[K:Am]EF|GABc|[K:Am]GABc|]")
    assert melody.key == Key("G", "maj")
    assert [[(change.onset, change.key) for change in bar.changes] for bar in melody.bars] == [
        [], [(0, Key("D", "maj"))], [(0.5, Key("A", "min"))], [], [],
    ]  # fmt: skip


def test_a_key_before_the_first_note_is_the_key_of_the_tune() -> None:
    melody = read_abc(HEAD + "K:G\n[K:D]CDEF|]")
    assert melody.key == Key("D", "maj")
    assert melody.bars[0].changes == ()


def test_a_clef_within_the_tune_is_said_to_be_left_out() -> None:
    reading = read_tune(HEAD + "K:G\nFGAB|\n[K:clef=bass]CDEF|]")
    assert [(notice.line, "clef" in notice.text) for notice in reading.notices] == [(7, True)]
    assert reading.melody.clef == Clef()


def test_words_after_the_key_are_said_to_be_left_out() -> None:
    notices = read_tune(HEAD + "K:G capo 2\nFGAB|]").notices
    assert "capo 2" in notices[0].text
