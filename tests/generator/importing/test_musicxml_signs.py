"""Signs, words, chord symbols and small notes of MusicXML."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.importing.files import read_file
from generator.importing.xml.musicxml import read_musicxml
from tests.generator.importing.music_files import (
    ATTRIBUTES,
    imported,
    measure,
    melody_of,
    note,
    pitches,
    score,
)


def test_chord_symbols_words_signs_and_grace_notes_are_read() -> None:
    harmony = (
        "<harmony><root><root-step>B</root-step><root-alter>-1</root-alter></root><kind>minor</kind>"
        "<bass><bass-step>D</bass-step></bass></harmony>"
    )
    grace = note("A4", 1, "<type>eighth</type>", '<grace slash="yes"/>').replace("<duration>1</duration>", "")
    words = (
        '<lyric number="1"><syllabic>begin</syllabic><text>Kit</text></lyric>'
        '<lyric number="2"><syllabic>single</syllabic><text>Jack</text></lyric>'
    )
    bow = "<notations><slur type='start' number='1'/><technical><up-bow/></technical></notations>"
    last = "<notations><slur type='stop' number='1'/></notations>"
    melody, _ = read_musicxml(
        score(measure(1, ATTRIBUTES + harmony + grace + note("G4", 2, bow + words) + note("B4", 2, last))),
        packed=False,
    )
    (bar,) = melody.bars
    first, second = bar.notes
    assert bar.chords == ((Fraction(0), "Bbm/D"),)
    assert first.signs.grace is not None
    assert first.signs.grace.slashed
    assert first.signs.syllables == ("Kit-", "Jack")
    assert (first.signs.decorations, first.signs.slurs_begin, second.signs.slurs_end) == (("upbow",), 1, 1)


@pytest.mark.parametrize(
    ("kind", "sign", "names"),
    [
        ("articulations", "staccato", ("staccato",)),
        ("articulations", "staccatissimo", ("wedge",)),
        ("articulations", "spiccato", ("wedge",)),
        ("articulations", "strong-accent", ("marcato",)),
        ("articulations", "accent", ("accent",)),
        ("articulations", "detached-legato", ("tenuto", "staccato")),
        ("articulations", "tenuto", ("tenuto",)),
        ("articulations", "breath-mark", ("breath",)),
        ("technical", "down-bow", ("downbow",)),
        ("technical", "open-string", ("open",)),
        ("technical", "thumb-position", ("thumb",)),
        ("technical", "snap-pizzicato", ("snap",)),
        ("technical", "stopped", ("plus",)),
        ("ornaments", "trill-mark", ("trill",)),
        ("ornaments", "mordent", ("lowermordent",)),
        ("ornaments", "inverted-mordent", ("uppermordent",)),
        ("ornaments", "turn", ("turn",)),
        ("ornaments", "inverted-turn", ("invertedturn",)),
        ("ornaments", "schleifer", ("slide",)),
    ],
)
def test_signs_at_notes_are_kept(kind: str, sign: str, names: tuple[str, ...]) -> None:
    signs = f"<notations><{kind}><{sign}/></{kind}></notations>"
    read = read_file("a.xml", score(measure(1, ATTRIBUTES + note("G4", 4, signs))))
    assert melody_of(read).bars[0].notes[0].signs.decorations == names
    assert read.notices == ()


def test_fingers_fermatas_and_arpeggios_are_kept() -> None:
    signs = (
        "<notations><technical><fingering>3</fingering></technical><fermata type='inverted'/>"
        "<arpeggiate/></notations>"
    )
    found = imported(score(measure(1, ATTRIBUTES + note("G4", 4, signs))), "a.xml")
    assert set(found.bars[0].notes[0].signs.decorations) == {"3", "invertedfermata", "arpeggio"}


def test_signs_that_abc_does_not_have_are_counted() -> None:
    signs = (
        "<notations><articulations><doit/><staccato/></articulations><technical><double-tongue/>"
        "<fingering>9</fingering></technical></notations>"
    )
    fermata = "<note><rest/><duration>2</duration><notations><fermata/></notations></note>"
    read = read_file("a.xml", score(measure(1, ATTRIBUTES + note("G4", 2, signs) + fermata)))
    assert len(read.notices) == 1
    assert read.notices[0].startswith("4 signs at notes are left out: ")
    assert all(name in read.notices[0] for name in ("doit", "double tongue", "fingering", "fermata"))


def test_cue_notes_are_left_out_and_said() -> None:
    cue = note("C4", 2, before="<cue/>") + note("D4", 2, before="<cue/>")
    read = read_file("a.musicxml", score(measure(1, ATTRIBUTES + cue) + measure(2, note("G4", 4))))
    assert melody_of(read).bars[0].notes[0].pitches == ()
    assert pitches(read) == [67]
    assert read.notices == ("2 cue notes are left out.",)


def test_a_fermata_is_upright_unless_it_says_otherwise() -> None:
    sign = "<notations><fermata{}/></notations>"
    content = score(
        measure(
            1, ATTRIBUTES + note("G4", 2, sign.format("")) + note("A4", 2, sign.format(" type='inverted'"))
        )
    )
    notes = melody_of(read_file("a.musicxml", content)).bars[0].notes
    assert [one.signs.decorations for one in notes] == [("fermata",), ("invertedfermata",)]
