"""Lines with as much on them as one may have: no sign touches a bar line or the dots of a repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.render.pdf.shapes import Box, Outline, Shape
from generator.render.pdf.systems import systems_of
from generator.render.score import make_svgs
from tests.generator.notation.corpus import real_tunes
from tests.generator.render.pictures import DOTS, FLAGS, HEADS, signs_of, touch

JIG = """M:6/8
L:1/8
K:Ador
E|:A2B cBA|B2G GAB|cBA BGE|1 DEG A2E:|2 DEG A3||
|:e2d e/f/g e|d2B g2d|ecA BGE|1 DEG A3:|2 DEG A2|]
"""
PIPES = """M:2/4
L:1/16
K:HP
{g}A2|:{gcd}c3d {g}e2A2|{gef}e3d c2A2|{g}f3e {gf}g2a2|{g}e2{A}e2 {g}c2A2:|
|:{ag}a3g {fg}f2e2|{g}c3d e2f2|{g}a2e2 c2d2|{g}B2{d}B2 A4:|
"""
SHORT = {
    "march": "M:4/4\nL:1/8\nK:A\nE2|:A2 c2 e2 c2|B2 A2 F2 E2|A2 A2 c2 B2|1 A4 A2 E2:|2 A4 A2|]\n",
    "hornpipe": "M:4/4\nL:1/8\nK:D\nA|:d2 f>d A2 F>A|d4 f3 e|d2 B2 A2 F2|1 E4 D3A:|2 E4 D4|]\n",
}
NEAR = 30
"""Two pixels of a page and a half, in the units of the picture; nearer signs seem to touch."""
LONG, THICK = 600, 200
"""In the units of the picture: no ledger line is as long, no bar line as wide."""


def lines_of(melody: Melody) -> list[tuple[Shape, ...]]:
    return [system.shapes for page in make_svgs(melody, "Tune") for system in systems_of(page).systems]


def bar_lines(shapes: tuple[Shape, ...]) -> Iterator[Box]:
    """What reaches from the first line of the staff to the last one, also the thick ones of repeats."""
    boxes = [shape.box for shape in shapes if isinstance(shape, Outline) and shape.box]
    staff = Box.around(box for box in boxes if box.height == 0 and box.right - box.left > LONG)
    for box in boxes:
        ends = abs(box.top - staff.top), abs(box.bottom - staff.bottom)
        if max(ends) <= 10 and box.right - box.left < THICK:
            yield box


def around(box: Box) -> Box:
    return replace(box, left=box.left - NEAR, right=box.right + NEAR)


def collisions(melody: Melody) -> list[tuple[Box, Box]]:
    found = []
    for shapes in lines_of(melody):
        upright = [around(box) for box in (*bar_lines(shapes), *signs_of(shapes, DOTS))]
        notes = signs_of(shapes, HEADS, FLAGS)
        found += [(note, line) for note in notes for line in upright if touch(note, line)]
    return found


@pytest.mark.parametrize("text", [JIG, PIPES])
def test_flags_heads_and_grace_notes_keep_off_the_bar_lines(text: str) -> None:
    assert collisions(read_abc(text)) == []


def test_so_they_do_in_real_tunes() -> None:
    assert [text for text in real_tunes(48) if collisions(read_abc(text))] == []


@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT)
def test_four_bars_with_a_pickup_and_a_second_ending_are_one_line(text: str) -> None:
    assert len(lines_of(read_abc(text))) == 1
