"""Bars of MusicXML that are played again, and which voice of a bar is the melody."""

from __future__ import annotations

import pytest

from generator.errors import BadRequest
from generator.importing.files import read_file
from tests.generator.importing.music_files import (
    ATTRIBUTES,
    form,
    measure,
    melody_of,
    note,
    pitches,
    score,
    sounds,
)


def test_repeats_and_endings_are_read() -> None:
    forward = '<barline location="left"><repeat direction="forward"/></barline>'
    one = '<barline location="left"><ending number="1" type="start"/></barline>'
    back = (
        '<barline location="right"><ending number="1" type="stop"/><repeat direction="backward"/></barline>'
    )
    two = '<barline location="left"><ending number="2" type="start"/></barline>'
    end = '<barline location="right"><ending number="2" type="stop"/></barline>'
    bar = note("G4") + note("A4")
    content = score(
        measure(1, ATTRIBUTES + forward + bar)
        + measure(2, one + note("B4", 4) + back)
        + measure(3, two + note("D5", 4) + end)
    )
    read = read_file("a.musicxml", content)
    assert read.notices == ()
    assert [pitch for _, pitch in sounds(melody_of(read))] == [67, 69, 71, 67, 69, 74]
    assert form(melody_of(read))[0][:2] == (2, [(1,), (2,)])  # type: ignore[index]


def test_a_first_ending_alone_goes_back() -> None:
    forward = '<barline location="left"><repeat direction="forward"/></barline>'
    ending = '<barline location="left"><ending number="1" type="start"/></barline>'
    bar = note("G4") + note("A4")
    content = score(measure(1, ATTRIBUTES + forward + bar) + measure(2, ending + bar))
    read = read_file("a.musicxml", content)
    assert [pitch for _, pitch in sounds(melody_of(read))] == [67, 69] * 3


def test_one_part_and_voice_and_the_top_of_chords_are_kept_and_the_rest_is_named() -> None:
    chord = note("B4", 4) + note("D5", 4, before="<chord/>")
    guitar = "".join(measure(number, ATTRIBUTES + note("G3", 4)) for number in (1, 2))
    back = "<backup><duration>4</duration></backup>"
    second = measure(2, note("G4") + note("A4") + back + note("D4", 4, "<voice>2</voice>"))
    content = score(measure(1, ATTRIBUTES + chord) + second, parts=f'<part id="P2">{guitar}</part>')
    read = read_file("a.musicxml", content)
    assert [pitch for _, pitch in sounds(melody_of(read))] == [74, 67, 69]
    assert read.notices == (
        "The melody is “Fiddle”; 1 other part is left out.",
        "Only one of the voices of this part is kept.",
        "Only the top notes of its chords are kept.",
    )


BACK = "<backup><duration>4</duration></backup>"


def test_the_only_voice_of_a_bar_is_the_melody_there_and_that_is_said() -> None:
    two = note("B4", 2, "<voice>2</voice>") * 2 + BACK + note("G4", 4, "<voice>1</voice>")
    low_and_high = note("D4", 4, "<voice>3</voice>") + BACK + note("D5", 4, "<voice>4</voice>")
    content = score(measure(1, ATTRIBUTES + two) + measure(2, note("A4", 4)) + measure(3, low_and_high))
    read = read_file("a.musicxml", content)
    assert pitches(read) == [71, 71, 69, 74]
    assert "2 bars have nothing in the voice of the melody; another voice is taken there." in read.notices


def test_where_the_melody_rests_no_other_voice_is_taken() -> None:
    rest = "<note><rest/><duration>4</duration><voice>1</voice></note>"
    left = note("D4", 4, "<voice>5</voice><staff>2</staff>")
    first = note("G4") + note("A4")
    both_left = left.replace("duration>4", "duration>2")
    content = score(
        measure(1, ATTRIBUTES + first)
        + measure(2, rest + BACK + left)
        + measure(3, both_left + both_left.replace("D", "E"))
        + measure(4, note("B4", 4))
    )
    assert pitches(read_file("a.musicxml", content)) == [67, 69, 62, 64, 71]


SIMILE = (
    "<attributes><measure-style><measure-repeat type='start'>1</measure-repeat></measure-style></attributes>"
)


@pytest.mark.parametrize(("count", "expected"), [("1", [67, 69, 69, 69, 71]), ("2", [67, 69, 67, 69, 71])])
def test_a_sign_for_the_bars_before_is_played(count: str, expected: list[int]) -> None:
    style = SIMILE.replace(">1<", ">{}<").replace("start", "{}")
    rest = "<note><rest measure='yes'/><duration>4</duration></note>"
    content = score(
        measure(1, ATTRIBUTES + note("G4", 4))
        + measure(2, note("A4", 4, "<lyric><text>la</text></lyric>"))
        + measure(3, style.format("start", count) + rest)
        + measure(4, rest)
        + measure(5, style.format("stop", "") + note("B4", 4))
    )
    read = read_file("a.musicxml", content)
    assert pitches(read) == expected
    assert read.abc.count("la") == 1


def test_signs_for_the_bars_before_make_no_more_notes_than_a_tune_may_have() -> None:
    content = score(measure(1, ATTRIBUTES + note("G4", 1) * 600) + measure(2, SIMILE) + measure(3, "") * 20)
    with pytest.raises(BadRequest, match="more than 5000 notes"):
        read_file("a.musicxml", content)
