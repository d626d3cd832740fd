"""Metronome marks, as outlines."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.render.score import make_svgs
from tests.generator.render.pictures import svg_of
from tests.generator.render.tunes import tune


def mark(beat: Fraction, words: str = "") -> str:
    """The part of the picture that has the tempo."""
    melody: Melody = replace(tune("D4 E4 F#4 G4"), tempo=(beat, 120), texts=(("Q", words),) if words else ())
    found = re.search(r'class="tempo".*?</g>', svg_of(melody, "Tune"), re.DOTALL)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(("beat", "glyphs"), [(Fraction(1, 4), 1), (Fraction(3, 8), 2), (Fraction(1, 2), 1)])
def test_notes_and_dots_are_outlines(beat: Fraction, glyphs: int) -> None:
    svg = mark(beat)
    assert len(re.findall(r'<path [^>]*d="M', svg)) == glyphs
    assert "Leipzig" not in svg


def test_beats_have_outlines_of_their_own() -> None:
    outlines = {re.findall(r' d="([^"]*)"', mark(Fraction(1, length)))[0] for length in (1, 2, 4, 8)}
    assert len(outlines) == 4


def places(svg: str) -> list[float]:
    """Where the parts of a mark begin, from left to right."""
    return [float(one or other) for one, other in re.findall(r'<text x="(\d+)"|translate\((\d+),', svg)]


@pytest.mark.parametrize("words", ["", "Allegro", "快板", "Very, very slowly & <softly>"])
def test_the_parts_follow_one_another(words: str) -> None:
    svg = mark(Fraction(3, 8), words)
    assert places(svg) == sorted(places(svg))
    assert len(places(svg)) == 4 + bool(words)
    assert svg.index(">=<") < svg.index(">120<")


def test_words_alone_are_a_mark_too() -> None:
    melody = replace(tune("D4:1"), texts=(("Q", "Slow"),))
    assert "Slow" in svg_of(melody, "Tune")


def heights(meter: str) -> tuple[list[int], list[int]]:
    """Of two tempo marks, and of the signs of the meter, in units of the page."""
    abc = f"X:1\nM:{meter}\nL:1/8\nQ:3/8=80\nK:Am\n|:ABc de fe|[Q:1/4=90]dcB AB cB:|\n"
    (svg,) = make_svgs(read_abc(abc), "Tune")
    marks = re.findall(r'class="tempo".*?</g>', svg, re.DOTALL)
    (sign,) = re.findall(r'class="meterSig">.*?</g>', svg, re.DOTALL)
    numbers = [int(y) for y in re.findall(r"translate\(-?\d+, (\d+)\)", sign)]
    return [int(re.findall(r"translate\(\d+,(\d+)\)", one)[0]) for one in marks], numbers


def test_a_mark_over_a_sum_of_beats_stands_higher() -> None:
    """Its note touched the numbers."""
    (first, second), numbers = heights("3+2+2/8")
    (usual, later), _ = heights("7/8")
    assert len(numbers) == 6
    assert usual - first == 120
    assert second == later
