"""Which decorations are drawn."""

from __future__ import annotations

import re

from generator.notation.reading.reader import read_abc
from generator.notation.reading.signs.decorations import DECORATIONS
from generator.render.musicxml.sign_tables import DRAWN
from tests.generator.render.pictures import svg_of

PHRASE_MARKS = {"shortphrase", "mediumphrase", "longphrase"}
SONG = """X:1
T:The Water Is Wide
C:Trad.
M:4/4
L:1/4
Q:1/4=84
K:G
D|"G"G2 TAB|"C"A ({c}G E)E|"G"D2 .GA|G4|[K:D][M:2/4]!fermata!B2:|
w:The wat-er is wide, I can-not get o'er,
"""


def test_all_that_the_reader_knows_is_drawn_but_phrase_marks() -> None:
    assert DECORATIONS - DRAWN == PHRASE_MARKS


def test_no_sign_is_drawn_that_the_reader_never_gives() -> None:
    assert DRAWN <= DECORATIONS


def test_what_abc_says_is_in_the_picture() -> None:
    svg = svg_of(read_abc(SONG), "The Water Is Wide")
    counts = {
        kind: len(re.findall(f'class="{kind}"', svg))
        for kind in ("trill", "slur", "fermata", "tempo", "meterSig")
    }
    assert counts == {"trill": 1, "slur": 1, "fermata": 1, "tempo": 1, "meterSig": 3}, (
        "the change of meter begins a line; a sign at the end of the line before warns of it"
    )
    assert len(re.findall('class="verse"', svg)) == 10
