"""Chord names over the staff: each is a word of its own, and on the page."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from PIL import ImageFont

from generator.arrangement.harmony import harmonise
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.render.score import EDGE_ON_PAPER, EDGE_ON_SCREEN, engraved, make_svgs
from generator.render.score_layout import SCREEN, line_starts
from generator.render.sheet.chord_names import apart
from generator.render.sheet.fonts import shipped

FULL = '"Gm7"A2 "F#dim"^F2 "Bb/D"D2 "C7sus4"E2|'
SIZE = 405
Names = list[tuple[int, str, int]]


def melody(body: str) -> Melody:
    return read_abc(f"X:1\nM:4/4\nL:1/8\nK:Gm\n{body}]")


def lines_in(svg: str) -> list[Names]:
    """Place, text and size of the names of each line of music."""
    found = []
    for line in svg.split('class="system"')[1:]:
        texts = re.findall(r'class="harm">\s*<text x="(-?\d+)"[^>]*>(.*?)</text>', line, re.DOTALL)
        found.append(
            [
                (int(x), re.sub(r"<[^>]*>\s*", "", text).strip(), int(re.findall(r'"([1-9]\d*)px"', text)[0]))
                for x, text in texts
            ]
        )
    return found


def width_of(text: str, size: int) -> float:
    return ImageFont.truetype(str(shipped("DejaVuSerif.ttf")), 100).getlength(text) * size / 100


def gaps(names: Names) -> list[float]:
    """Between each name and the next, in ems."""
    return [(after[0] - x - width_of(text, size)) / size for (x, text, size), after in pairwise(names)]


@pytest.mark.parametrize(
    "body",
    [
        FULL * 8,
        '"Gm7"A "F#dim"^F "Bb/D"D "C7sus4"E "Gm7"A "F#dim"^F "Bb/D"D "C7sus4"E|' * 2,
        ('"Gm"A8|' * 3 + '"Gm"A2 D2 "F#dim"^F2 "Bb/D"E2|') * 2,
        'D2 E2 F2 "Bbmaj7"G2|"Cm7b5"A2 D2 E2 "Ebmaj7/G"F2|' * 2,
    ],
)
def test_a_space_is_between_any_two_names_and_all_are_on_the_page(body: str) -> None:
    tune = melody(body)
    screen, paper = make_svgs(tune, "Tune", harmonise(tune)), engraved(tune, "Tune", harmonise(tune))
    for svg, edge in [*((one, EDGE_ON_SCREEN) for one in screen), (paper, EDGE_ON_PAPER)]:
        lines = lines_in(svg)
        assert sum(map(len, lines)) > 2
        assert min(gap for line in lines for gap in gaps(line)) > 0.3
        assert all(x + width_of(text, size) <= edge + 1 for line in lines for x, text, size in line)


def test_bars_with_many_names_are_fewer_in_a_line_and_others_are_not() -> None:
    full = harmonise(melody(FULL * 8))
    over = [{onset: chord.name for onset, chord in bar if chord} for bar in full.bars]
    assert line_starts(melody(FULL * 8), SCREEN) == {0, 4}
    assert line_starts(melody(FULL * 8), SCREEN, over) == {0, 2, 4, 6}
    short = [dict.fromkeys(bar, "Gm") for bar in over]
    assert line_starts(melody(FULL * 8), SCREEN, short) == {0, 4}


def test_names_shrink_only_where_they_must() -> None:
    tune = melody('"Gm7"A4 "F#dim"^F4|' * 8)
    lines = [line for svg in make_svgs(tune, "", harmonise(tune)) for line in lines_in(svg)]
    assert {size for line in lines for *_, size in line} == {SIZE}


def test_two_names_over_one_note_stand_side_by_side() -> None:
    name = '<g class="harm">\n<text x="2000" y="3"><tspan font-size="405px">{}</tspan></text></g>'
    svg = f'<g id="a" class="system">{name.format("Gm7")}{name.format("C7")}</g>'
    (line,) = lines_in(apart(svg, EDGE_ON_SCREEN))
    assert [size for *_, size in line] == [SIZE, SIZE]
    assert gaps(line)[0] == pytest.approx(0.4, abs=0.01)
