"""Chord symbols: read where they stand, moved with the tune, kept by what changes it, written when asked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.notation.form import form_of, from_sections, sections
from generator.notation.melody import Melody
from generator.notation.model_text import write_model_text
from generator.notation.reading.reader import read_abc
from generator.notation.simplify import simplify
from generator.notation.transpose import to_tonic
from generator.notation.unfold import played_bars
from generator.notation.writing.writer import write_abc, write_body

HEAD = "X:1\nM:4/4\nL:1/8\nK:D\n"


def chords(body: str) -> list[dict[float, str]]:
    """Onset in eighths -> text, by bar."""
    return [{float(8 * onset): text for onset, text in bar.chords} for bar in read_abc(HEAD + body).bars]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('"D"D4 "A7/C#"E4|', {0: "D", 4: "A7/C#"}),
        ('D2>"G"E2 F4|', {3: "G"}),
        ('(3D"Em"EF "A"G6|', {Fraction(2, 3): "Em", 2: "A"}),
        ('D4 "A"z4|', {4: "A"}),
        ('["Bm"DFA]4 "^slow""_x""@1,2y""<a"">b"E4|', {0: "Bm"}),
        ('"Fine"D8|', {0: "Fine"}),
        ('" Em "D8|', {0: "Em"}),
        ('""D8|', {}),
    ],
)  # fmt: skip
def test_a_symbol_stands_over_the_note_after_it(body: str, expected: dict[float, str]) -> None:
    assert chords(body) == [{float(onset): text for onset, text in expected.items()}]


def test_a_symbol_before_a_bar_line_belongs_to_the_next_bar() -> None:
    assert chords('D8 "A"|E8|') == [{}, {0: "A"}]


def test_a_symbol_after_the_last_note_is_over_nothing() -> None:
    assert chords('D8|E8 "A"|]') == [{}, {}]


BODY = '|:"D"D4 "F#m/C#"E4|1"Bb"F8:|2"slowly"G8|]'
TUNE = read_abc(HEAD + BODY)


def symbols(melody: Melody) -> list[str]:
    return [text for bar in melody.bars for _, text in bar.chords]


@pytest.mark.parametrize(
    ("tonic", "moved"),
    [
        ("E", ["E", "G#m/D#", "C"]),
        ("Eb", ["Eb", "Gm/D", "Cb"]),
        ("C", ["C", "Em/B", "Ab"]),
        ("F#", ["F#", "A#m/E#", "D"]),
    ],
)
def test_symbols_move_with_the_tune(tonic: str, moved: list[str]) -> None:
    assert symbols(to_tonic(TUNE, tonic)) == [*moved, "slowly"]


def test_sections_keep_the_symbols() -> None:
    assert symbols(from_sections(TUNE, sections(TUNE))) == symbols(TUNE)


def test_an_easier_tune_keeps_them() -> None:
    assert symbols(simplify(TUNE)) == symbols(TUNE)


def test_they_are_played_on_every_pass() -> None:
    assert [bar.chords[0][1] for bar in played_bars(TUNE)] == ["D", "Bb", "D", "slowly"]


def test_they_are_written_only_when_asked() -> None:
    assert '"' not in write_abc(TUNE, title="A Tune") + write_body(TUNE)


def test_model_text_never_has_them() -> None:
    assert '"' not in write_model_text(to_tonic(TUNE, "C"), form_of(TUNE))


@pytest.mark.parametrize(
    "bar", ['"D"D>E "G"F>"A"G A4', '"D"(3DEF (3G"Em"AB A4', 'D2 "A"[EG]2 "Bm"z4', '"G"D4- "Em"D4']
)
def test_what_is_written_is_read_again(bar: str) -> None:
    melody = read_abc(f"{HEAD}{bar}|{bar}|]")
    again = read_abc(write_abc(melody, title="A Tune", chords=True))
    assert [one.chords for one in again.bars] == [one.chords for one in melody.bars]
    assert symbols(again)


def test_a_chord_that_no_table_has_moves_with_its_text() -> None:
    melody = read_abc(HEAD + '"Dm(add9)"D4 "A6/9/E"E4|"N.C."D8|]')
    assert symbols(to_tonic(melody, "E")) == ["Em(add9)", "B6/9/F#", "N.C."]


def test_silence_is_written() -> None:
    assert '"NC"' in write_abc(read_abc(HEAD + '"D"D8|"NC"D8|]'), title="A Tune", chords=True)


def test_text_that_is_no_chord_is_written_with_them() -> None:
    assert '|2"slowly"' in write_abc(TUNE, title="A Tune", chords=True)
