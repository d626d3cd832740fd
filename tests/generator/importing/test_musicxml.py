"""MusicXML: Lilt's own comes back as the same melody, and so do keys, meters, names and files of others."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given

from generator.errors import NotationError
from generator.importing.files import read_file
from generator.importing.xml.musicxml import read_musicxml
from generator.notation.form import FormError
from generator.notation.reading.reader import read_abc
from generator.notation.writing.writer import write_abc
from tests.generator.importing.music_files import (
    ATTRIBUTES,
    TUNE,
    form,
    imported,
    measure,
    melody_of,
    note,
    pitches,
    score,
    score_of,
    sounds,
    zipped,
)
from tests.generator.notation.corpus import real_tunes
from tests.generator.notation.strategies import examples, melodies


@pytest.mark.parametrize("abc", [TUNE, *real_tunes(200)])
def test_a_tune_comes_back_from_its_score(abc: str) -> None:
    try:
        melody = read_abc(abc)
        expected = form(melody)
    except (NotationError, FormError):
        pytest.skip("is not read, or has no form")
    if re.search(r'"[^"]*D\.[CS]\.', abc):
        pytest.skip("a jump, which is a word in ABC, is followed in MusicXML")
    found = imported(score_of(abc), "a.musicxml")
    assert sounds(found) == sounds(melody)
    assert form(found) == expected
    assert (found.key.signature, found.meter, found.title) == (
        melody.key.signature,
        melody.meter,
        melody.title,
    )


@examples(8)
@given(melodies().map(lambda melody: write_abc(melody, title="t")))
def test_any_tune_comes_back_from_its_score(abc: str) -> None:
    assert sounds(imported(score_of(abc), "a.xml")) == sounds(read_abc(abc))


def test_the_key_the_meter_and_the_tempo_may_change() -> None:
    change = (
        "<attributes><key><fifths>-1</fifths><mode>dorian</mode></key>"
        "<time><beats>3</beats><beat-type>8</beat-type></time></attributes>"
        "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><beat-unit-dot/>"
        "<per-minute>60</per-minute></metronome></direction-type></direction>"
    )
    notes = note("G4") + note("B4")
    melody, _ = read_musicxml(
        score(measure(1, ATTRIBUTES + notes) + measure(2, change + note("G4", 3))), packed=False
    )
    (changed,) = melody.bars[1].changes
    assert melody.meter.name == "2/4"
    assert changed.meter
    assert changed.key
    assert (changed.meter.name, changed.key.name, changed.tempo) == ("3/8", "G Dorian", (Fraction(3, 8), 60))


def test_rehearsal_marks_name_parts() -> None:
    mark = "<direction><direction-type><rehearsal>{}</rehearsal></direction-type></direction>"
    content = score(
        measure(1, ATTRIBUTES + mark.format("A") + note("G4", 4))
        + measure(2, note("A4", 4))
        + measure(3, mark.format("Trio 2") + note("B4", 4))
    )
    read = read_file("a.musicxml", content)
    assert [bar.part for bar in melody_of(read).bars] == ["A", "", "Trio 2"]
    assert pitches(read) == [67, 69, 71]
    assert read.notices == ()


def test_an_instrument_that_transposes_is_read_as_it_sounds() -> None:
    attributes = ATTRIBUTES.replace(
        "</attributes>",
        "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>",
    )
    found = imported(score(measure(1, attributes + note("G4", 4))), "a.musicxml")
    assert [pitch for _, pitch in sounds(found)] == [65]


def test_measures_of_parts_are_read_as_parts_of_measures() -> None:
    by_part = score(measure(1, ATTRIBUTES + note("G4", 4)) + measure(2, note("A4", 4))).decode()
    by_time = (
        by_part.replace("score-partwise", "score-timewise")
        .replace('<part id="P1">', "")
        .replace("</part>", "")
        .replace('number="1">', 'number="1"><part id="P1">')
        .replace('number="2">', 'number="2"><part id="P1">')
        .replace("</measure>", "</part></measure>")
    )
    assert sounds(imported(by_time.encode(), "a.xml")) == sounds(imported(by_part.encode(), "a.xml"))


def test_a_zipped_file_is_read_as_its_container_says() -> None:
    container = b'<container><rootfiles><rootfile full-path="b.xml"/></rootfiles></container>'
    tune, other = score_of(TUNE), score(measure(1, ATTRIBUTES + note("G4", 4)))
    with_container = zipped({"META-INF/container.xml": container, "a.xml": other, "b.xml": tune})
    assert sounds(imported(with_container, "a.mxl")) == sounds(read_abc(TUNE))
    assert sounds(imported(zipped({"a.xml": tune}), "a.mxl")) == sounds(read_abc(TUNE))
