"""All that a tune can say is written, and read again as it was."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from generator.notation.bare import bare
from generator.notation.melody import Bar, Melody, Note, Pitch
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key, Meter
from generator.notation.unfold import played_order
from generator.notation.writing.writer import write_abc, write_body
from tests.generator.notation.rich_strategies import rich_melodies
from tests.generator.notation.strategies import examples
from tests.generator.notation.test_oracle import abc2midi_sounds, one_voice, ours, same

HEAD = "X:1\nT:A Tune\nM:4/4\nL:1/8\nK:C\n"


def bar(letters: str, **lines: object) -> Bar:
    notes = tuple(Note((Pitch(letter, 4),), Fraction(1, 4)) for letter in letters)
    return replace(Bar(notes), **lines)  # type: ignore[arg-type]  # any field of a bar


def body(*bars: Bar, order: tuple[str, ...] = ()) -> str:
    return write_body(Melody(Meter(4, 4), Key("C", "maj"), bars, order=order))


@given(rich_melodies())
@examples(25)
def test_everything_is_read_as_it_was_written(melody: Melody) -> None:
    assert read_abc(write_abc(melody, title=melody.title, chords=True)) == melody


@pytest.mark.parametrize(
    "line",
    [
        "CDEF GABc|[K:D]cdef g2c2|[K:Eb]ABcd eABc|]",
        "C2DE [K:A]F2GA|[K:F]B^cde f4|[Q:1/4=90][K:G]F8|]",
        "^C2DE [K:D]C2=CA|[K:C]F4- [K:G]=F2F2|]",
        "^FGAB c4-|[K:G]=c2f2 F4-|[K:C]^F2F2 F4|]",
        "CDEF GABc|[M:3/4]cdef g2|[M:6/8]ABc dAB|[M:5/4]c4 d6|]",
        '{cd}C2"^slowly".DE (FGAB c2)|!trill!c4 x4|]',
        "|:CDEF GABc|1[K:D]cdef g4:|2[K:C]cdef g4|]",
    ],
)
def test_abc2midi_plays_changes_where_they_are_written(line: str) -> None:
    melody = read_abc(HEAD + line)
    written = write_abc(one_voice(melody), title="A Tune")
    assert same(ours(one_voice(melody)), abc2midi_sounds(written)), written
    assert read_abc(write_abc(melody, title="A Tune", chords=True)) == melody


@pytest.mark.parametrize(
    ("bars", "written"),
    [
        ([bar("CDEF", opens_repeat=True), bar("GABC")], "|:C2D2E2F2|G2A2B2C2|"),
        ([bar("CDEF"), bar("GABC", ending=(2,), ends_section=True)], "C2D2E2F2|2G2A2B2C2|]"),
        (
            [bar("CDEF", opens_repeat=True), bar("GABC", closes_repeat=True, ends_section=True, times=3)],
            "|::C2D2E2F2|G2A2B2C2::|",
        ),
        (
            [
                bar("CDEF", opens_repeat=True, double_line=True),
                bar("GABC", closes_repeat=True, ends_section=True),
            ],
            "|:C2D2E2F2||G2A2B2C2:|",
        ),
        (
            [
                bar("CDEF", opens_repeat=True),
                bar("G", ending=(1, 3), closes_repeat=True, ends_section=True),
                bar("A", ending=(2,), closes_repeat=True, ends_section=True),
                bar("B", ending=(4,), ends_section=True),
            ],
            "|:C2D2E2F2|1,3G2:|2A2:|4B2|]",
        ),
    ],
)
def test_bar_lines_are_written_though_no_form_can_be_told(bars: list[Bar], written: str) -> None:
    assert body(*bars) == written


def test_parts_begin_lines_with_their_names() -> None:
    bars = (bar("CDEF", part="A"), bar("GABC", ends_section=True), bar("FFFF", part="B", ends_section=True))
    assert body(*bars) == "P:A\nC2D2E2F2|G2A2B2C2||\nP:B\nF2F2F2F2|]"
    tune = Melody(Meter(4, 4), Key("C", "maj"), bars, order=("A", "B", "A"))
    assert "L:1/8\nP:ABA\nK:Cmaj\nP:A\n" in write_abc(tune, title="A Tune")


def test_a_change_where_a_part_begins_has_a_line_of_its_own() -> None:
    tune = read_abc(HEAD + "|:CDEF GABc:|\nM:3/4\nK:G\n|:cdef g2|[K:D]f6:|")
    assert write_body(tune) == "|:CDEFGABc:|\nM:3/4\nK:Gmaj\n|:cdefg2|[K:Dmaj]f6:|"


@pytest.mark.parametrize(
    ("tune", "written"),
    [
        ("G2|:CDEF GABc:|", "G2|:CDEF GABc:|"),
        ("G2||:CDEF GABc:|", "G2|:CDEF GABc:|"),
        ("G2|::CDEF GABc::|", "G2|::CDEF GABc::|"),
        ("G2|:[K:G]CDEF GABc:|", "G2|:[K:Gmaj]CDEF GABc:|"),
        ("|:CDEF GABc:|d2|:cdef gabc':|", "|:CDEF GABc:|\nd2|:cdef gabc':|"),
        ("P:A\nG2|:CDEF GABc:|", "P:A\nG2|:CDEF GABc:|"),
        ("G2|\nP:A\n|:CDEF GABc:|", "G2|\nP:A\n|:CDEF GABc:|"),
        ("EFG|:c8|c8|c8|c8|d8:|", "EFG|:c8|c8|c8|c8|\nd8:|"),
        ("CDEF GABc|:cdef gabc':|", "CDEF GABc||\n|:cdef gabc':|"),
        ("G2:|CDEF GABc:|", "|:G2:|\n|:CDEF GABc:|"),
    ],
)
def test_a_pickup_before_a_repeat_is_on_its_line(tune: str, written: str) -> None:
    melody = read_abc(HEAD + tune)
    assert write_body(melody, spaced=True) == written
    assert [one.notes for one in read_abc(HEAD + written).bars] == [one.notes for one in melody.bars]
    assert played_order(read_abc(HEAD + written)) == played_order(melody)


def test_the_model_has_a_pickup_before_a_repeat_on_a_line_of_its_own() -> None:
    assert write_body(read_abc(HEAD + "G2|:CDEF GABc:|")) == "G2||\n|:CDEFGABc:|"


def test_a_pickup_before_a_repeat_needs_no_words() -> None:
    tune = read_abc(HEAD + "G2|:CDEF GABc:|\nw:* one two")
    assert write_body(tune, spaced=True) == "G2|:CDEF GABc:|\nw:* one two"


@pytest.mark.parametrize(
    ("music", "words"),
    [
        ("CDE|", ["w:syll-a-ble"]),
        ("CDEF|", ["w:time__ of~the"]),
        ("CzDE|", ["w:rock\\-a * bye"]),
        ("CDEF|", ["w:a-_ble *", "w:* b"]),
    ],
)
def test_words_stand_under_their_notes(music: str, words: list[str]) -> None:
    tune = read_abc(HEAD + "\n".join([music, *words]))
    lines = [line.removesuffix(" *") for line in words]
    assert write_body(tune).split("\n")[1:] == lines


def test_a_line_without_words_takes_none_from_the_next() -> None:
    tune = read_abc(HEAD + "|:C4 D4:|\nw:one two\n|:E4 F4:|\nw:\n|:G4 A4:|\nw:three four")
    assert write_body(tune).split("\n")[1::2] == ["w:one two", "w:", "w:three four"]
    assert read_abc(write_abc(tune, title="A Tune")) == tune


@pytest.mark.parametrize(
    "title", ["50% off", "R&amp;B", "Tom & Jerry", r"back\slash", r"Caf\'e", "%% &eacute;"]
)
def test_a_title_is_read_as_it_was(title: str) -> None:
    tune = read_abc(HEAD + "CDEF|]")
    assert read_abc(write_abc(tune, title=title)).title == title


@pytest.mark.parametrize("lines", ["CDEF.|GABc[|]CDEF|]", "|:CDEF.|GABc[|]1CDEF:|2GABc|]"])
def test_dotted_and_invisible_lines_are_written_again(lines: str) -> None:
    melody = read_abc(f"M:4/4\nL:1/4\nK:C\n{lines}")
    assert [one.line for one in melody.bars[:2]] == ["dotted", "invisible"]
    written = write_abc(melody, title="t")
    assert ".|" in written
    assert "[|]" in written
    assert [one.line for one in read_abc(written).bars] == [one.line for one in melody.bars]
    assert ".|" not in write_body(bare(melody))


@pytest.mark.parametrize(("meter", "again"), [("C", "C"), ("c|", "C|"), ("4/4", "4/4"), ("2/2", "2/2")])
def test_a_meter_is_written_as_it_was(meter: str, again: str) -> None:
    melody = read_abc(f"M:{meter}\nL:1/4\nK:C\nCDEF|[M:3/4]CDE|[M:{meter}]CDEF|]")
    written = write_abc(melody, title="t")
    assert written.count(f"M:{again}\n") + written.count(f"M:{again}]") == 2
