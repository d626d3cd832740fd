"""Words at the end of a line stay on the page."""

from __future__ import annotations

import re
from pathlib import Path
from string import ascii_letters

import pytest
import verovio

from generator.notation.melody import Signs
from generator.render.score import EDGE_ON_SCREEN
from generator.render.sheet.margins import width_of
from tests.generator.render.constructs import signed
from tests.generator.render.pictures import svg_of
from tests.generator.render.tunes import bar, tune


def place(text: str, note: int) -> tuple[int, int]:
    """Where an annotation begins that is written at a note of four full bars, and its font's size."""
    words = bar("D4 E4 F#4 G4")
    signs = [Signs(annotations=(f"^{text}",)) if at == note else Signs() for at in range(4)]
    svg = svg_of(tune(words, words, words, signed(words, *signs)), "Tune")
    found = re.search(r'class="dir".*?<text x="(\d+)".*?font-size="([1-9]\d*)px"', svg, re.DOTALL)
    assert found is not None
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("text", ["slowly, and with much feeling, the second time only", "w" * 60, "慢" * 40])
def test_long_words_end_on_the_page(text: str) -> None:
    x, size = place(text, 3)
    assert x + width_of(text, size, "Italic") <= EDGE_ON_SCREEN + 1


def test_only_words_that_are_longer_than_a_line_are_made_smaller() -> None:
    sizes = [place(text, 3)[1] for text in ("rit.", "slowly, and with much feeling", "w" * 60)]
    assert sizes[0] == sizes[1] > sizes[2]


def test_short_words_stay_at_their_note() -> None:
    assert place("rit.", 2)[0] < place("rit.", 3)[0]


@pytest.mark.parametrize(
    ("style", "table"), [("", "Times"), ("Bol", "Times-bold"), ("Italic", "Times-italic")]
)
def test_the_font_is_as_wide_as_the_one_that_verovio_makes_room_for(style: str, table: str) -> None:
    metrics = (Path(verovio.__file__).parent / "data" / "text" / f"{table}.xml").read_text()
    widths = {
        chr(int(code, 16)): float(width)
        for code, width in re.findall(r'c="(\w+)".*h-a-x="([\d.]+)"', metrics)
    }
    known = [letter for letter in ascii_letters if letter in widths]
    assert len(known) > 30
    expected = sum(widths[letter] for letter in known)
    assert width_of("".join(known), 2048, style) == pytest.approx(expected, rel=0.02)
