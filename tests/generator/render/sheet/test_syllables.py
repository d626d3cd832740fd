"""Words under the notes, with a space between them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from generator.notation.reading.reader import read_abc
from generator.render.score import make_svgs
from generator.render.score_layout import SCREEN, line_starts
from generator.render.sheet.margins import width_of

_SYLLABLE = re.compile(r'class="syl">\s*<text x="(-?\d+)"[^>]*>.*?font-size="(\d+)px">([^<]*)<', re.DOTALL)
HEAD = "X:1\nM:4/4\nL:1/8\nK:D\n"
BARS = [
    "A2{gag}a2 e2 dc|(3ABc (3cde f2 g2|a4 z4|[Ace]4 G4|\nw: la la la lo-ng word here we go",
    "A3B c3d|A4 B4|A3B c3d|A4 B4|\nw: we through long love go night la strength here a-way la Christ-mas",
    "A2 B2 c2 d2|A2 B2 c2 d2|A4 B4|AB c2 d4|\nw: here long a la my lo-ng la long we a-way my through night",
    "(3ABc (3cde f2 g2|A3B c3d|(3ABc (3cde f2 g2|a4 z4|\nw: strength la through go far word here un-der the",
]


def gaps(svg: str) -> list[float]:
    """Between each syllable and the next of its line, in ems."""
    found = []
    for line in re.split(r'(?=<g [^>]*class="system")', svg):
        sung = [(int(x), int(size), text) for x, size, text in _SYLLABLE.findall(line)]
        found += [
            (after[0] - x - width_of(text, size, "")) / size for (x, size, text), after in pairwise(sung)
        ]
    return found


@pytest.mark.parametrize("body", BARS)
def test_a_space_is_between_any_two_words(body: str) -> None:
    found = [gap for svg in make_svgs(read_abc(HEAD + body), "Tune") for gap in gaps(svg)]
    assert len(found) >= 5
    assert min(found) > 0.15


def test_short_words_do_not_make_lines_shorter() -> None:
    body = "A2 B2 c2 d2|" * 4 + "\nw: " + "la la a o " * 4
    assert line_starts(read_abc(HEAD + body), SCREEN) == {0}
