"""Grace notes, decorations, slurs and annotations: what is at which note."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.melody import NO_SIGNS, Grace, Note, Pitch, Signs
from generator.notation.reading.reader import read_abc, read_tune
from generator.notation.reading.signs.decorations import DECORATIONS
from tests.generator.notation.strategies import examples
from tests.generator.notation.test_oracle import abc2midi_sounds, ours, same

HEAD = "X:1\nT:t\nM:4/4\nL:1/8\nK:C\n"


def notes(body: str) -> list[Note]:
    return [note for bar in read_abc(HEAD + body).bars for note in bar.notes]


def written(body: str) -> list[dict[str, Any]]:
    """What is at each note beside its pitches and length."""
    plain = asdict(NO_SIGNS)
    return [
        {name: value for name, value in asdict(note.signs).items() if value != plain[name]}
        for note in notes(body)
    ]


def said(body: str) -> list[str]:
    return [notice.text for notice in read_tune(HEAD + body).notices]


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("~", "roll"), (".", "staccato"), ("T", "trill"), ("u", "upbow"), ("v", "downbow"), ("H", "fermata"),
        ("L", "accent"), ("M", "lowermordent"), ("O", "coda"), ("P", "uppermordent"), ("S", "segno"),
        ("J", "slide"), ("!trill!", "trill"), ("+trill+", "trill"), ("!>!", "accent"),
        ("!emphasis!", "accent"),
        ("!mordent!", "lowermordent"), ("!pralltriller!", "uppermordent"), ("!<(!", "crescendo("),
        ("!diminuendo)!", "diminuendo)"), ("!+!", "plus"), ("!4!", "4"), ("!ff!", "ff"),
        ("! trill !", "trill"),
    ],
)  # fmt: skip
def test_a_sign_decorates_the_next_note(sign: str, name: str) -> None:
    assert written(f"C{sign}DE|]") == [{}, {"decorations": (name,)}, {}]
    assert said(f"C{sign}DE|]") == []


@pytest.mark.parametrize("name", sorted(DECORATIONS))
def test_every_decoration_of_the_standard_is_known(name: str) -> None:
    assert written(f"!{name}!C|]") == [{"decorations": (name,)}]


@pytest.mark.parametrize(
    ("body", "decorations"),
    [
        ("Tu.C|]", [("trill", "upbow", "staccato")]),
        ("TTC|]", [("trill",)]),
        ("[.CTE]G|]", [("staccato", "trill"), ()]),
        ("T(3CDE|]", [("trill",), (), ()]),
        ("(3CTDE|]", [(), ("trill",), ()]),
        ('T"Am"C|]', [("trill",)]),
        ("C!fine!|D|]", [("fine",), ()]),  # before a bar line: at the note before it
        ("TC>D|]", [("trill",), ()]),
        ("C>TD|]", [(), ("trill",)]),
        ("Tz|C|]", [("trill",), ()]),
        ("C!\nD|]", [(), ()]),  # a line break of older ABC
    ],
)
def test_decorations_are_where_they_are_written(body: str, decorations: list[tuple[str, ...]]) -> None:
    assert [note.signs.decorations for note in notes(body)] == decorations


@pytest.mark.parametrize(
    ("field", "letter", "decorations"),
    [
        ("U:n=!slide!", "n", ("slide",)), ("U: W = +trill+", "W", ("trill",)), ("U:T=!nil!", "T", ()),
        ("U:T=!none!", "T", ()), ("U:~=roll", "~", ("roll",)), ("U:h=trill", "h", ("trill",)),
    ],
)  # fmt: skip
def test_a_letter_may_be_given_another_meaning(field: str, letter: str, decorations: tuple[str, ...]) -> None:
    melody = read_abc(f"{field}\nL:1/8\nK:C\n{letter}CD|]")
    assert [note.signs.decorations for bar in melody.bars for note in bar.notes] == [decorations, ()]


def test_a_letter_may_stand_for_an_annotation() -> None:
    assert read_abc('U:w="^slow"\nL:1/8\nK:C\nwC|]').bars[0].notes[0].signs.annotations == ("^slow",)


@pytest.mark.parametrize(
    ("body", "part"),
    [("!xyz!C|]", "!xyz!"), ("kC|]", "letter k"), ("!D.S.!C|]", "straight through"),
     ("C{g}|]", "grace notes"),
     ("{[ac]}C|]", "Of grace notes"), ("{~a}C|]", "Of grace notes"), ("(CD|]", "slur"), ("CD)|]", "slur"),
     ("U:?\nC|]", "U:?"), ("m:~n=o\nC|]", "Macros"), ("k:x\nC|]", "k:")],
)  # fmt: skip
def test_what_is_left_out_is_said_once(body: str, part: str) -> None:
    (text,) = said(body)
    assert part in text
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("body", "pitches", "lengths", "slashed"),
    [
        ("{gag}C|]", "G5 A5 G5", "1/8 1/8 1/8", False),
        ("{/g}C|]", "G5", "1/8", True),
        ("{g2a/}C|]", "G5 A5", "1/4 1/16", False),
        ("{g>a}C|]", "G5 A5", "3/16 1/16", False),
        ("{B,c'}C|]", "B3 C6", "1/8 1/8", False),
        ("{g}{a}C|]", "G5 A5", "1/8 1/8", False),
        ("{(g a)}C|]", "G5 A5", "1/8 1/8", False),
        ("{[gb]a}C|]", "G5 B5 A5", "1/8 1/8 1/8", False),
    ],
)
def test_grace_notes_are_at_the_next_note(body: str, pitches: str, lengths: str, slashed: bool) -> None:
    expected = Grace(
        tuple(Pitch(name[0], int(name[1])) for name in pitches.split()),
        tuple(map(Fraction, lengths.split())),
        slashed,
    )
    assert [note.signs.grace for note in notes(body)] == [expected]


def test_grace_notes_have_the_key_and_accidentals_of_their_bar() -> None:
    signs = read_abc("L:1/8\nK:D\n^G{fg}A|{g}A|]").bars
    graces = [note.signs.grace for bar in signs for note in bar.notes if note.signs.grace]
    assert [[pitch.alter for pitch in grace.pitches] for grace in graces] == [[1, 1], [0]]


@pytest.mark.parametrize("body", ["{^f}gf{g}f2|f4|]", "(CDE)F|.(CD)EF|]", "!trill!C.DEF|]", "x2C2E2"])
def test_signs_change_no_note_that_abc2midi_plays(body: str) -> None:
    bare = body.replace("{^f}", "").replace("{g}", "").replace("!trill!", "").replace(".", "")
    if "{" in body:
        bare = bare.replace("gf", "g^f", 1)  # an accidental at a grace note holds for the bar
    assert same(ours(read_abc(HEAD + body)), abc2midi_sounds(HEAD + bare))


@pytest.mark.parametrize(
    ("body", "slurs"),
    [
        ("(CDE)F|]", [(1, 0), (0, 0), (0, 1), (0, 0)]),
        (".(CD)E|]", [(1, 0), (0, 1), (0, 0)]),
        ("(C(DEF)GA)|]", [(1, 0), (1, 0), (0, 0), (0, 1), (0, 0), (0, 1)]),
        ("(CD(E)FG)|]", [(1, 0), (0, 0), (1, 1), (0, 0), (0, 1)]),
        ("((3CDE)F|]", [(1, 0), (0, 0), (0, 1), (0, 0)]),
        ("(C|D)E|]", [(1, 0), (0, 1), (0, 0)]),
        ("([CE][DF])|]", [(1, 0), (0, 1)]),
        ("[(CE]D)|]", [(1, 0), (0, 1)]),
        ("({g}CD)|]", [(1, 0), (0, 1)]),
        ("(C>D)|]", [(1, 0), (0, 1)]),
        ("(C|\nD|\n)E|]", [(1, 0), (0, 1), (0, 0)]),
        ("C)(DE|]", [(0, 0), (0, 0), (0, 0)]),
        ("(C)D|]", [(0, 0), (0, 0)]),
    ],
)
def test_a_slur_goes_from_note_to_note(body: str, slurs: list[tuple[int, int]]) -> None:
    assert [(note.signs.slurs_begin, note.signs.slurs_end) for note in notes(body)] == slurs


@given(st.lists(st.sampled_from(["C", "(", ")", "|", "T", "{g}", '"^a"', "[CE]", "z"]), max_size=30))
@examples(200)
def test_every_slur_has_two_ends(parts: list[str]) -> None:
    depth = 0
    for note in notes("C" + "".join(parts).replace("(|", "|") + "C|]"):
        assert note.signs.slurs_end <= depth
        depth += note.signs.slurs_begin - note.signs.slurs_end
    assert depth == 0


@pytest.mark.parametrize(
    ("body", "annotations", "chords"),
    [
        ('"^slowly"C"Am"D|]', [("^slowly",), ()], ["Am"]),
        ('"_a""^b"C|]', [("_a", "^b")], []),
        ('C"^Fine"|D|]', [("^Fine",), ()], []),
        ('C"^Fine"|]', [("^Fine",)], []),
        (r'"^Caf\'e &amp; more"C|]', [("^Café & more",)], []),
        ('["^low"CE]|]', [("^low",)], []),
        ('C|[Q:"Faster" 1/4=150]D|]', [(), ("^Faster",)], []),
    ],
)
def test_annotations_are_no_chord_symbols(
    body: str, annotations: list[tuple[str, ...]], chords: list[str]
) -> None:
    assert [note.signs.annotations for note in notes(body)] == annotations
    assert [text for bar in read_abc(HEAD + body).bars for _, text in bar.chords] == chords


def test_rests_may_be_hidden() -> None:
    assert [note.signs.hidden for note in notes("CzxZ|X2|]")] == [False, False, True, False, True, True]


def test_a_spacer_and_a_remark_are_nothing() -> None:
    assert [note.signs for note in notes("CyDy4[r:a remark]E|]\nr:another")] == [Signs()] * 3
    assert said("CyD[r:a remark]E|]\nr:another") == []


def test_the_name_of_a_sign_may_have_a_colon() -> None:
    assert said("C!fermat:a!D|]") == ["The sign !fermat:a! is not known and left out."]
    assert said("|:C!D:|!E|]") == []


@pytest.mark.parametrize("body", ["{" + "cd" * 3000 + "}C4|]", "{cdef}" * 1500 + "C4|]"])
def test_more_grace_notes_than_anyone_plays_are_left_out(body: str) -> None:
    (note,) = notes(body)
    assert note.signs.grace
    assert len(note.signs.grace.pitches) == len(note.signs.grace.lengths) == 32
    assert said(body) == ["Only the first 32 grace notes before a note are kept."]


def test_as_many_grace_notes_as_are_kept_are_no_matter() -> None:
    assert said("{" + "cd" * 16 + "}C4|]") == []
