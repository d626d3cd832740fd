"""The MusicXML document's structure."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from generator.arrangement.chords import QUALITIES, Chord
from generator.arrangement.harmony import Harmony, harmonise
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.render.musicxml.chord_symbols import KINDS
from generator.render.musicxml.document import LONGEST_FIELD, musicxml
from tests.generator.render.tunes import bar, reel, tune


def document(melody: Melody, title: str = "Tune", harmony: Harmony | None = None) -> ET.Element:
    return ET.fromstring(musicxml(melody, title, harmony))  # noqa: S314 - our own text


def found(root: ET.Element, path: str, attribute: str) -> list[str | None]:
    return [element.get(attribute) for element in root.findall(f".//{path}")]


def texts(root: ET.Element, path: str) -> list[str | None]:
    return [element.text for element in root.findall(f".//{path}")]


def test_repeats_and_endings_have_both_their_ends() -> None:
    root = document(reel())
    assert found(root, "repeat", "direction") == ["forward", "backward", "forward", "backward"]
    endings = [(ending.get("number"), ending.get("type")) for ending in root.findall(".//ending")]
    assert endings == [("1", "start"), ("1", "stop"), ("2", "start"), ("2", "discontinue")]


def test_an_ending_of_two_bars_stops_at_its_second() -> None:
    first = bar("D4:1", ending=(1,))
    last = bar("D4:1", closes_repeat=True, ends_section=True)
    root = document(tune("D4:1", first, last, bar("D4:1", ending=(2,)), "D4:1"))
    kinds = [
        [ending.get("type") for ending in measure.findall(".//ending")] for measure in root.iter("measure")
    ]
    assert kinds == [[], ["start"], ["stop"], ["start"], ["stop"]]


def test_the_last_bar_line_is_heavy_and_a_section_ends_with_a_double_one() -> None:
    assert texts(document(tune(bar("D4:1", ends_section=True), "D4:1")), "bar-style") == [
        "light-light",
        "light-heavy",
    ]


def test_a_pickup_is_not_counted_as_a_bar() -> None:
    root = document(tune(bar("A4"), "D4:1", "D4:1"))
    measures = root.findall(".//measure")
    assert [(one.get("number"), one.get("implicit")) for one in measures] == [
        ("0", "yes"),
        ("1", None),
        ("2", None),
    ]


def test_a_tie_has_both_its_ends() -> None:
    root = document(tune("D4:5/8 A4:3/8-|A4:1"))
    assert found(root, "tied", "type") == ["start", "stop", "start", "stop"]
    assert found(root, "tie", "type") == ["start", "stop", "start", "stop"]


def test_a_triplet_says_three_in_the_time_of_two() -> None:
    root = document(tune("(3 A4:1/8 B4:1/8 A4:1/8 D4"))
    assert found(root, "tuplet", "type") == ["start", "stop"]
    assert texts(root, "actual-notes") == ["3"] * 3
    assert texts(root, "normal-notes") == ["2"] * 3


def test_the_notes_of_a_bar_last_as_long_as_the_bar() -> None:
    root = document(tune("(3 A4:1/8 B4:1/8 A4:1/8 D4 D4:5/16 E4:3/16"))
    divisions = int(root.findtext(".//divisions") or 0)
    assert sum(int(text or 0) for text in texts(root, "duration")) == 4 * divisions


def test_a_chord_is_one_note_with_others_on_it() -> None:
    root = document(tune("D4+F#4+A4:1/2 D4:1/2"))
    assert len(root.findall(".//chord")) == 2
    assert texts(root, "step") == ["D", "F", "A", "D"]


@pytest.mark.parametrize(("key", "fifths"), [(("D", "maj"), "2"), (("G", "dor"), "-1"), (("A", "mix"), "2")])
def test_the_key_signature_is_the_modes(key: tuple[str, str], fifths: str) -> None:
    assert document(tune("D4:1", key=key)).findtext(".//fifths") == fifths


def test_the_time_signature_is_written() -> None:
    root = document(tune("D4:3/8 D4:3/8", meter=(6, 8)))
    assert (root.findtext(".//beats"), root.findtext(".//beat-type")) == ("6", "8")


@pytest.mark.parametrize(
    ("meter", "symbol"), [("C", "common"), ("C|", "cut"), ("4/4", None), ("2/2", None), ("6/8", None)]
)
def test_common_and_cut_time_are_signs_where_they_were_written(meter: str, symbol: str | None) -> None:
    time = document(read_abc(f"M:{meter}\nL:1/8\nK:C\nC8|]")).find(".//time")
    assert time is not None
    assert time.get("symbol") == symbol


def test_simple_lines_look_as_they_were_written() -> None:
    styles = document(read_abc("M:4/4\nL:1/4\nK:C\nCDEF.|GABc[|]CDEF|CDEF|]")).findall(".//bar-style")
    assert [style.text for style in styles] == ["dotted", "none", "light-heavy"]


def test_a_title_stays_a_title_whatever_is_in_it() -> None:
    assert document(tune("D4:1"), "A <b> & \x00\n«c»").findtext(".//work-title") == "A <b> & «c»"


def test_a_long_title_is_kept_and_an_endless_one_is_cut() -> None:
    assert document(tune("D4:1"), "la " * 100).findtext(".//work-title") == " ".join(["la"] * 100)
    title = document(tune("D4:1"), "la " * 1000).findtext(".//work-title") or ""
    assert len(title) <= LONGEST_FIELD
    assert title.endswith("…")


def one_chord(chord: Chord) -> ET.Element:
    harmony = Harmony((((Fraction(0), chord),),))
    found = document(tune(bar("D4 E4 F#4 G4")), harmony=harmony).find(".//harmony")
    assert found is not None
    return found


def test_without_a_harmony_there_are_no_chord_symbols() -> None:
    assert document(reel()).find(".//harmony") is None


def test_a_chord_has_its_root_kind_and_bass_in_the_order_that_musicxml_prescribes() -> None:
    symbol = one_chord(Chord("F#", "m7", "Bb"))
    assert [child.tag for child in symbol] == ["root", "kind", "bass"]
    assert texts(symbol, "root-step") + texts(symbol, "root-alter") == ["F", "1"]
    assert texts(symbol, "bass-step") + texts(symbol, "bass-alter") == ["B", "-1"]
    assert (symbol.findtext("kind"), symbol.find("kind").get("text")) == ("minor-seventh", "m7")  # type: ignore[union-attr]


@pytest.mark.parametrize("quality", QUALITIES)
def test_every_quality_is_printed_as_a_player_writes_it(quality: str) -> None:
    kind = one_chord(Chord("D", quality)).find("kind")
    assert kind is not None
    assert kind.get("text") == quality.replace("b", "♭").replace("#", "♯")
    assert (kind.text == "other") == (quality not in KINDS)


def test_a_chord_that_no_table_has_is_printed_as_it_was_written() -> None:
    kind = one_chord(Chord("D", "m", suffix="m(add9)")).find("kind")
    assert kind is not None
    assert (kind.text, kind.get("text")) == ("minor", "m(add9)")


def test_silence_is_printed() -> None:
    harmony = Harmony((((Fraction(0), Chord("D")), (Fraction(1, 2), None)),))
    kinds = document(tune(bar("D4 E4 F#4 G4")), harmony=harmony).findall(".//kind")
    assert [kind.get("text") for kind in kinds] == ["", "N.C."]


def test_a_chord_stands_before_the_note_that_it_begins_with() -> None:
    half = Fraction(1, 2)
    harmony = Harmony((((Fraction(0), Chord("D")), (half, Chord("A"))),))
    measure = document(tune(bar("D4 E4 F#4 G4")), harmony=harmony).find(".//measure")
    assert measure is not None
    tags = [child.tag for child in measure if child.tag in ("harmony", "note")]
    assert tags == ["harmony", "note", "note", "harmony", "note", "note"]


def test_a_tune_shows_the_changes_and_the_first_chord_of_each_part() -> None:
    melody = reel()
    shown = len(document(melody, harmony=harmonise(melody)).findall(".//harmony"))
    assert shown >= len(list(harmonise(melody).changes()))
