"""D.C., D.S., Fine and coda: what can be read in one way is followed, anything else is said."""

from __future__ import annotations

import pytest

from generator.notation.bare import without_words
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc, read_tune
from generator.notation.transpose import to_tonic
from generator.notation.unfold import played_order
from generator.notation.writing.writer import write_abc

HEAD = "X:1\nT:t\nM:4/4\nL:1/4\nK:C\n"

FOLLOWED = {
    "D.C.": ("CDEF|GAB!D.C.!c|]", "12 12"),
    "D.C. with repeats": ("CDEF:|GAB!D.C.!c:|", "1122 12"),
    "after the last bar line": ("CDEF:|GABc:|!D.C.!", "1122 12"),
    "in words after the last bar line": ('CDEF:|GABc:|"D.C."', "1122 12"),
    "before the last bar line": ('CDEF|GABc"^D.C."|]', "12 12"),
    "at the first note of the last bar": ('CDEF|"^D.C."GABc|]', "12 12"),
    "both as a sign and in words": ('CDE!fine!F|GAB"^D.C. al Fine"!D.C.!c|]', "12 1"),
    "D.C. al Fine": ("CDE!fine!F|GAB!D.C.alfine!c|]", "12 1"),
    "Fine at the end of a repeat": ("|:CDE!fine!F:||:GAB!dacapo!c:|", "1122 1"),
    "Fine after the repeat sign": ('|:CDEF:|"Fine"|:GAB!dacapo!c:|', "1122 1"),
    "Fine before the bar line": ('CDEF"Fine"||GAB!D.C.!c|]', "12 1"),
    "Fine over the last bar of a part": ('CDEF|"^Fine"GABc||C4!D.C.!|]', "123 12"),
    "Fine in the second ending": ("|:C4|1D4:|2E4!fine!||F4!D.C.!|]", "12134 13"),
    "Fine over the second ending": ('|:C4|1D4:|2"^Fine"E2E2||F4!D.C.!|]', "12134 13"),
    "Fine in both endings": ("|:C4|1D4!fine!:|2E4!fine!||F4!D.C.!|]", "12134 13"),
    "Fine at the very end": ("CDEF|GABc!fine!!D.C.!|]", "12 12"),
    "D.S.": ("CDEF|!segno!GABc|C4!D.S.!|]", "123 23"),
    "D.S. al Fine": ("CDEF|!segno!GABc|C4!fine!||D4!D.S.alfine!|]", "1234 23"),
    "segno before the bar line": ("CDEF!segno!|GABc|C4!D.S.!|]", "123 23"),
    "segno before the repeat sign": ("CDEF|\n!segno!|:GABc:|C4!D.S.!|]", "1223 23"),
    "segno at D.S. too": ('"^Segno"CDEF|GABc"^Segno""_D.S."|]', "12 12"),
    "segno at the beginning of a repeat": ("|:CDEF:|!segno!|:GABc:|C4!D.S.!|]", "11223 23"),
    "D.S. al Coda": ("CDEF|!segno!GABc!dacoda!|C4!D.S.alcoda!||!coda!F4|]", "123 2 4"),
    "D.C. al Coda in words": ('CDEF"^To Coda"|GABc"^D.C. al Coda"|"^Coda"F4|]', "12 1 3"),
    "two coda signs": ("CDE!coda!F|GAB!D.C.alcoda!c||!coda!F4|]", "12 1 3"),
    "a coda with a repeat": ("CDE!dacoda!F|GAB!D.C.!c||!coda!F4:|", "12 1 33"),
    "small letters": ('CDEF"^fine"|GABc"^d.c. al fine"|]', "12 1"),
    "without dots": ('CDEF"^FINE"|GABc"^DC al FINE"|]', "12 1"),
    "spelt out": ('CDEF"^Fine."|GABc"^Da Capo al Fine"|]', "12 1"),
    "a symbol line": ("CDEF|GABc|]\ns:* * * !fine! * * * !D.C.!", "12 1"),
    "signs with capital letters": ("!Segno!CDEF|GABc!D.S.!|]", "12 12"),
}
NOT_FOLLOWED = {
    "two jumps": ("CDE!D.C.!F|GAB!D.C.!c|]", "more than one such sign"),
    "inside the tune": ("CDE!D.C.!F|GABc|]", "does not stand at the end of the tune"),
    "in a first ending": ("C4|1D4!D.C.!:|2E4|]", "does not stand at the end of the tune"),
    "al Fine without one": ("CDEF|GAB!D.C.alfine!c|]", "no Fine is marked"),
    "Fine inside a bar": ("CD!fine!EF|GABc|C4!D.C.!|]", "Fine stands within a bar"),
    "two Fines": ("C4!fine!|D4!fine!|E4!D.C.!|]", "more than one Fine"),
    "Fine in the first ending": ("C4|1D4!fine!:|2E4||F4!D.C.!|]", "does not lead to the Fine"),
    "Fine before the segno": ("C4!fine!|!segno!D4|E4!D.S.!|]", "does not lead to the Fine"),
    "no segno": ("CDEF|GAB!D.S.!c|]", "no segno"),
    "two segnos": ("!segno!C4|!segno!D4|E4!D.S.!|]", "more than one segno"),
    "segno inside a bar": ("CD!segno!EF|GAB!D.S.!c|]", "the segno stands within a bar"),
    "segno in a first ending": ("C4|1!segno!D4:|2E4|F4!D.S.!|]", "the segno is in an ending"),
    "no coda": ("CDEF|GAB!D.C.alcoda!c|]", "needs one coda"),
    "nowhere to leave": ("CDEF|GAB!D.C.alcoda!c||!coda!C4|]", "needs one place marked To Coda"),
    "to coda without a jump": ("CDE!dacoda!F|GABc|]", "there is no D.C. or D.S."),
    "other words": ('CDEF|GABc"^D.C. al 2nd ending"|]', "it is none of D.C., D.S., al Fine, al Coda"),
    "Fine and coda": ("C4!fine!|D4!dacoda!|E4!D.C.!||!coda!F4|]", "both a Fine and a coda"),
}


def order(melody: Melody) -> str:
    return "".join(str(index + 1) for index in played_order(melody))


@pytest.mark.parametrize(("music", "bars"), FOLLOWED.values(), ids=FOLLOWED)
def test_a_plain_jump_is_followed(music: str, bars: str) -> None:
    reading = read_tune(HEAD + music)
    assert order(reading.melody) == bars.replace(" ", "")
    assert reading.notices == ()


@pytest.mark.parametrize(("music", "why"), NOT_FOLLOWED.values(), ids=NOT_FOLLOWED)
def test_what_can_be_read_in_several_ways_is_said(music: str, why: str) -> None:
    reading = read_tune(HEAD + music)
    straight = read_abc(HEAD + write_abc(without_words(reading.melody), title="").partition("K:Cmaj\n")[2])
    assert len(order(reading.melody)) == len(order(straight)) == len(set(order(straight))) + (":|" in music)
    (notice,) = reading.notices
    assert why in notice.text
    assert "is not followed, the tune is played straight through" in notice.text
    assert notice.line == 6


def test_a_notice_names_the_line_of_the_jump() -> None:
    (notice,) = read_tune(HEAD + "CDEF|\nGABc|\nGAB!D.S.!c|]").notices
    assert notice.line == 8


def test_an_order_of_parts_counts_and_that_is_said() -> None:
    reading = read_tune("X:1\nM:4/4\nL:1/4\nP:ABA\nK:C\nP:A\nC4|\nP:B\nD4!D.C.!|]")
    assert order(reading.melody) == "121"
    assert [notice.text for notice in reading.notices] == [
        "D.C. is not followed: the parts are played in the order P:ABA."
    ]


@pytest.mark.parametrize(
    "text", ["Dm", "D", "DC3", "F", "Dsus4", "fingering", "Fine fellow", "coda 2", "slow"]
)
def test_other_words_and_chords_are_no_marks(text: str) -> None:
    reading = read_tune(HEAD + f'C4!fine!|"{text}"D4"^{text}"|]')
    assert order(reading.melody) == "12"
    assert not any("followed" in notice.text for notice in reading.notices)


@pytest.mark.parametrize(("music", "bars"), FOLLOWED.values(), ids=FOLLOWED)
def test_it_is_followed_in_what_lilt_writes_again(music: str, bars: str) -> None:
    melody = read_abc(HEAD + music)
    expected = bars.replace(" ", "")
    for changed in (melody, to_tonic(melody, "D"), without_words(melody)):
        for chords in (True, False):
            assert order(read_abc(write_abc(changed, title="t", chords=chords))) == expected


def test_a_text_after_the_last_bar_line_is_kept() -> None:
    bar = read_abc(HEAD + 'CDEF|]"^slowly""last time"').bars[-1]
    assert bar.notes[-1].signs.annotations == ("^slowly",)
    assert [text for _, text in bar.chords] == ["last time"]
