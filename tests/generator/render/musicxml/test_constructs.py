"""All that can be written beside notes, in MusicXML: valid, and read by music21 as it was meant."""

from __future__ import annotations

import warnings
from dataclasses import replace
from fractions import Fraction
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from music21 import articulations, converter, expressions, harmony, key, meter, repeat, spanner, stream, tempo

from generator.arrangement.harmony import Harmony, harmonise
from generator.notation.melody import Melody
from generator.render.musicxml.document import musicxml
from tests.generator.notation.strategies import examples
from tests.generator.render.constructs import CONSTRUCTS, decorated
from tests.generator.render.musicxml.schema import errors
from tests.generator.render.rich_tunes import RICH_TUNES
from tests.generator.render.tunes import bar, reel, tune


def document(melody: Melody) -> ET.Element:
    return ET.fromstring(musicxml(melody, "Tune", harmonise(melody)))  # noqa: S314 - our own text


@cache
def read(name: str) -> stream.Score:
    """A construct as music21 reads it."""
    return parsed(CONSTRUCTS[name].melody)


def parsed(melody: Melody) -> stream.Score:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # music21's own
        score = converter.parse(musicxml(melody, "Tune", _own_chords(melody)), format="musicxml")
    assert isinstance(score, stream.Score)
    return score


def _own_chords(melody: Melody) -> Harmony | None:
    return harmonise(melody) if any(one.chords for one in melody.bars) else None


def all_of(name: str, kind: type) -> list:  # type: ignore[type-arg]
    return list(read(name).recurse().getElementsByClass(kind))


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_every_element_has_the_children_that_the_schema_wants(name: str) -> None:
    assert errors(document(CONSTRUCTS[name].melody)) == []


@given(RICH_TUNES)
@examples(30)
def test_any_tune_is_valid(melody: Melody) -> None:
    assert errors(document(melody)) == []


def test_the_check_finds_what_is_out_of_order() -> None:
    root = document(reel())
    assert errors(root) == []
    note = root.find(".//note")
    assert note is not None
    note[:] = note[::-1]
    assert len(errors(root)) == 1


def test_a_plain_tune_is_read_with_its_meter_key_and_repeats() -> None:
    score = parsed(reel())
    (signature,) = score.recurse().getElementsByClass(meter.TimeSignature)
    (found,) = score.recurse().getElementsByClass(key.Key)
    assert (signature.ratioString, found.name) == ("4/4", "D major")
    played = score.expandRepeats()
    assert len(played.parts[0].getElementsByClass(stream.Measure)) == 34


@pytest.mark.parametrize(
    ("name", "fifths"),
    [("key change", [2, -1, 0]), ("key change within a bar", [2, 0])],
)
def test_changes_of_key(name: str, fifths: list[int]) -> None:
    assert [one.sharps for one in all_of(name, key.KeySignature)] == fifths


def test_a_key_with_its_own_accidentals() -> None:
    (found,) = all_of("key with its own accidentals", key.KeySignature)
    assert {pitch.name for pitch in found.alteredPitches} == {"B-", "E-", "F#"}


@pytest.mark.parametrize(
    ("name", "meters"),
    [
        ("meter change", ["3/4", "2/4"]),
        ("meter change within a bar", ["3/4", "3/8"]),
        ("grouped meter", ["2/8+2/8+3/8"]),
        ("no meter", []),
    ],
)
def test_meters(name: str, meters: list[str]) -> None:
    found = [
        one
        for one in all_of(name, meter.TimeSignature)
        if not isinstance(one, meter.SenzaMisuraTimeSignature)
    ]
    assert [one.ratioString for one in found] == meters


def test_a_grouped_meter_says_its_groups() -> None:
    assert document(CONSTRUCTS["grouped meter"].melody).findtext(".//beats") == "2+2+3"


def test_tempo_marks() -> None:
    (mark,) = all_of("tempo", tempo.MetronomeMark)
    assert (mark.referent.quarterLength, mark.number) == (1.5, 112)
    (change,) = all_of("tempo change", tempo.MetronomeMark)
    assert (change.referent.quarterLength, change.number, change.offset) == (2.0, 60, 2.0)


def test_a_beat_that_is_no_single_note_is_given_in_quarters() -> None:
    (mark,) = (
        parsed(replace(tune("D4:1"), tempo=(Fraction(5, 8), 60)))
        .recurse()
        .getElementsByClass(tempo.MetronomeMark)
    )
    assert (mark.referent.quarterLength, mark.number) == (1.0, 150)


def test_lyrics() -> None:
    verses = {1: "", 2: ""}
    for note in read("lyrics").recurse().notes:
        for lyric in note.lyrics:
            if lyric.text:
                verses[lyric.number] += lyric.text + ("" if lyric.syllabic in ("begin", "middle") else " ")
    assert verses == {
        1: "Sweetest songs are wonderful I ",
        2: "2. The strength through things that were so great ",
    }


def slurred(name: str) -> set[tuple[int, int]]:
    """The first and the last note of each slur, by their places in the tune."""
    places = {note.id: at for at, note in enumerate(read(name).recurse().notes)}
    pairs = [sorted(places[note.id] for note in slur) for slur in all_of(name, spanner.Slur)]
    return {(first, last) for first, last in pairs}


def test_slurs() -> None:
    assert slurred("slurs") == {(0, 2), (0, 4), (5, 6), (6, 7)}


def test_a_slur_into_a_later_ending_starts_there() -> None:
    assert slurred("slur into endings") == {(3, 5), (8, 9)}


def test_grace_notes() -> None:
    graces = [note for note in read("grace notes").recurse().notes if note.duration.isGrace]
    assert [note.nameWithOctave for note in graces] == ["C#5", "B4", "C#5", "D5", "B4"]
    assert [note.duration.slash for note in graces] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        (("trill", "lowermordent", "uppermordent", "turn"), "Trill Mordent InvertedMordent Turn"),
        (("roll", "turnx", "invertedturn", "trill("), "Turn Turn InvertedTurn Trill"),
        (("fermata", "invertedfermata"), "Fermata Fermata"),
    ],
)
def test_ornaments(names: tuple[str, ...], kinds: str) -> None:
    found = [one for note in parsed(decorated(*names)).recurse().notes for one in note.expressions]
    assert [type(one).__name__ for one in found] == kinds.split()
    assert all(isinstance(one, expressions.Expression) for one in found)


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        (("staccato", "tenuto", "accent", "marcato"), "Staccato Tenuto Accent StrongAccent"),
        (("upbow", "downbow", "3", "0"), "UpBow DownBow Fingering Fingering"),
        (("open", "thumb", "snap", "wedge"), "OpenString StringThumbPosition SnapPizzicato Staccatissimo"),
    ],
)
def test_articulations(names: tuple[str, ...], kinds: str) -> None:
    found = [one for note in parsed(decorated(*names)).recurse().notes for one in note.articulations]
    assert [type(one).__name__ for one in found] == kinds.split()
    assert all(isinstance(one, articulations.Articulation) for one in found)


def test_an_unknown_decoration_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    musicxml(decorated("xyz", "xyz", "trill"), "Tune")
    assert [record.getMessage() for record in caplog.records] == ["Decorations that are not drawn: xyz"]


def test_a_part_that_is_played_three_times() -> None:
    (back,) = [
        mark for mark in all_of("three times", repeat.RepeatMark) if getattr(mark, "direction", "") == "end"
    ]
    assert back.times == 3


def test_three_endings() -> None:
    brackets = list(read("three endings").recurse().getElementsByClass("RepeatBracket"))
    assert [bracket.numberRange for bracket in brackets] == [[1, 2], [3]]


def test_the_pitches_under_an_octave_clef_are_those_that_sound() -> None:
    notes = read("treble clef, an octave lower").recurse().notes
    assert [note.nameWithOctave for note in notes] == ["D3", "E3", "F#3", "G3"]


def test_a_tie_joins_only_the_pitches_that_both_chords_have() -> None:
    first, second = read("tie into a part of a chord").recurse().notes
    ties = [{note.pitch.name: note.tie.type for note in one.notes if note.tie} for one in (first, second)]
    assert ties == [{"D": "start", "A": "start"}, {"D": "stop", "A": "stop"}]


def test_chords_and_other_text_over_the_notes() -> None:
    one = replace(bar("D4 E4 F#4 G4"), chords=((Fraction(0), "D"), (Fraction(1, 2), "fade out")))
    root = document(tune(one))
    assert [found.text for found in root.iter("words")] == ["fade out"]
    assert [
        found.figure for found in parsed(tune(one)).recurse().getElementsByClass(harmony.ChordSymbol)
    ] == ["D"]


def test_a_hidden_rest_is_not_printed() -> None:
    root = document(CONSTRUCTS["hidden rest"].melody)
    assert [note.get("print-object") for note in root.iter("note")] == ["no", None, None, None]


def test_composer_origin_and_order_of_parts() -> None:
    assert read("composer").metadata.composer == "Turlough O'Carolan"
    fields = {
        one.get("name"): one.text
        for one in document(CONSTRUCTS["order of parts"].melody).iter("miscellaneous-field")
    }
    assert fields == {"order of parts": "Play: A B B A"}
