"""D.C., D.S., Fine and Coda in MusicXML: each bar is one whole note, and the tune is what is played."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from generator.importing.files import Imported, read_file
from generator.notation.changes import states
from generator.notation.unfold import played_bars
from tests.generator.importing.music_files import ATTRIBUTES, measure, melody_of, note, score

FORWARD = '<barline location="left"><repeat direction="forward"/></barline>'
BACK = '<barline location="right"><repeat direction="backward"/></barline>'
FIRST = '<barline location="left"><ending number="1" type="start"/></barline>'
FIRST_ENDS = (
    '<barline location="right"><ending number="1" type="stop"/><repeat direction="backward"/></barline>'
)
SECOND = '<barline location="left"><ending number="2" type="start"/></barline>'
SECOND_ENDS = '<barline location="right"><ending number="2" type="stop"/></barline>'
SEGNO = "<direction><direction-type><segno/></direction-type></direction>"
CODA = "<direction><direction-type><coda/></direction-type></direction>"


def words(text: str, sound: str = "") -> str:
    heard = f"<sound {sound}/>" if sound else ""
    return f"<direction><direction-type><words>{text}</words></direction-type>{heard}</direction>"


def tune(*bars: str, parts: str = "") -> Imported:
    """Bars such as "C", each with what stands before and after its note, where its letter stands."""
    made = []
    for number, bar in enumerate(bars):
        before, _, after = bar.partition("@")
        letter, before = before[:1], before[1:]
        content = (ATTRIBUTES if not number else "") + before + note(f"{letter}4", 4) + after
        made.append(measure(number + 1, content))
    return read_file("a.musicxml", score("".join(made), parts=parts))


def played(read: Imported) -> str:
    return "".join(bar.notes[0].pitches[0].step for bar in played_bars(melody_of(read)))


CASES: dict[str, tuple[Sequence[str], str]] = {
    "da capo": (("C", "D@" + words("D.C.")), "CDCD"),
    "da capo al fine": (("C@" + words("Fine"), "D@" + words("D.C. al Fine")), "CDC"),
    "by the sound alone": (("C@<sound fine='yes'/>", "D@<sound dacapo='yes'/>"), "CDC"),
    "no sound of it": (("C@" + words("Fine", "fine='no'"), "D@" + words("D.C. al Fine")), "CDC"),
    "dal segno": (("C", "D" + SEGNO, "E@" + words("Dal Segno")), "CDEDE"),
    "after a repeat it is not repeated": (
        ("C" + FORWARD, "D@" + BACK, "E@" + words("Fine"), "F@" + words("D.C. al Fine")),
        "CDCDEFCDE",
    ),
    "the last ending is played": (
        ("C" + FORWARD, "G" + FIRST + "@" + FIRST_ENDS, "A" + SECOND + "@" + words("Fine") + SECOND_ENDS,
         "E", "B@" + words("D.C. al Fine")),
        "CGCAEBCA",
    ),
    "in a repeat it is followed at last": (
        ("C@" + words("Fine"), "D" + FORWARD, "E@" + words("D.C. al Fine") + BACK),
        "CDEDEC",
    ),
    "in a last ending": (
        ("C" + FORWARD, "G" + FIRST + "@" + FIRST_ENDS, "A" + SECOND + "@" + words("D.C.") + SECOND_ENDS),
        "CGCACA",
    ),
    "to the coda": (
        ("C", "D@" + words("To Coda", "tocoda='x'"), "E@" + words("D.C. al Coda", "dacapo='yes'"),
         "F" + words("Coda", "coda='x'"), "G"),
        "CDECDFG",
    ),
    "to the coda by signs": (
        ("C", "D" + SEGNO, "E@" + CODA, "F@" + words("D.S. al Coda"), "G" + CODA),
        "CDEFDEG",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_jump_is_written_out_as_it_is_played(name: str) -> None:
    bars, expected = CASES[name]
    read = tune(*bars)
    assert played(read) == expected
    assert read.notices == ("Jumps such as D.C. al fine are written out.",)


@pytest.mark.parametrize("jump", ["D.S.", "D.C. al Fine", "D.S. al Coda", "D.C. al Coda"])
def test_a_jump_that_leads_nowhere_is_left_out_and_said(jump: str) -> None:
    read = tune("C", "D@" + words(jump))
    assert played(read) == "CD"
    assert "Jumps such as D.C. al fine are left out: they lead nowhere." in read.notices


def test_of_two_jumps_none_is_followed_and_that_is_said() -> None:
    read = tune("C", "D@" + words("D.C."), "E@" + words("D.C."))
    assert played(read) == "CDE"
    assert any("there is more than one" in notice for notice in read.notices)


@pytest.mark.parametrize("text", ["in D.", "final dance", "codas", "a fine tune", "dc motor", "Capo 2"])
def test_other_words_are_no_jumps(text: str) -> None:
    assert played(tune("C", "D@" + words(text).replace("dc motor", "abdc"))) == "CD"


def test_a_jump_may_stand_in_another_part() -> None:
    rest = "<note><rest/><duration>4</duration></note>"
    other = measure(1, ATTRIBUTES + rest + words("Fine")) + measure(2, rest + words("D.C. al Fine"))
    assert played(tune("C", "D", parts=f'<part id="P2">{other}</part>')) == "CDC"


def test_going_back_only_what_is_different_is_set() -> None:
    key = "<attributes><key><fifths>2</fifths></key></attributes>"
    tempo = (
        "<direction><direction-type><metronome><beat-unit>quarter</beat-unit>"
        "<per-minute>{}</per-minute></metronome></direction-type></direction>"
    )
    same = tune("C@" + words("Fine"), "D@" + words("D.C. al Fine"))
    assert all(not bar.changes for bar in melody_of(same).bars)
    begin, there = tempo.format(90), key + tempo.format(60)
    read = melody_of(tune("C" + begin + "@" + words("Fine"), "D" + there + "@" + words("D.C. al Fine")))
    first, second, third = states(read)
    assert first == third != second
    assert any(one.key for one in read.bars[2].changes)
    assert any(one.tempo for one in read.bars[2].changes)
    assert not any(one.meter for one in read.bars[2].changes)
