"""Metronome marks, as outlines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from generator.arrangement.harmony import harmonise
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.render.pdf.shapes import Box, Outline, Shape, Words
from generator.render.pdf.systems import systems_of
from generator.render.score import engraved, make_svgs
from tests.generator.render.pictures import HEADS, METERS, signs_of, svg_of
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


HALF_A_SPACE = 90
"""Between two lines of the staff, in units of the page."""


def lines(abc: str) -> Iterator[tuple[Shape, ...]]:
    """On the screen and on paper."""
    melody = read_abc(abc)
    harmony = harmonise(melody)
    for svg in (*make_svgs(melody, "Tune", harmony), engraved(melody, "Tune", harmony)):
        yield from (system.shapes for system in systems_of(svg).systems)


def parts(shapes: Sequence[Shape]) -> tuple[list[Box], list[Box]]:
    """The words and the notes of the tempo marks of a line."""
    words = [one.box for one in shapes if isinstance(one, Words) and one.font == "narrow-bold" and one.box]
    places = [shape for shape in shapes if isinstance(shape, Outline) and shape.filled and not shape.line]
    lowest = max(box.bottom for box in words)
    boxes = [one.box for one in places if one.box and one.box.height > 2 * HALF_A_SPACE]
    return words, [box for box in boxes if box.bottom < lowest]


@pytest.mark.parametrize("beat", ["1/2", "1/4", "1/8"])
@pytest.mark.parametrize("first", ["e'2e'2", "[ae']2e'2", "(3e'e'e' d'2", "b2e'2"])
def test_a_mark_clears_high_notes_and_chord_names(first: str, beat: str) -> None:
    """Its note stood against the first notehead."""
    for shapes in lines(f'X:1\nM:4/4\nL:1/8\nQ:"Lively" {beat}=96\nK:D\n{first} d\'2b2|a4 f4|]\n'):
        words, (note,) = parts(shapes)
        highest = min(head.top for head in signs_of(shapes, HEADS))
        assert highest - max(box.bottom for box in (*words, note)) >= HALF_A_SPACE
        names = [one.y for one in shapes if isinstance(one, Words) and one.font == "serif"]
        assert note.top - max(names) >= HALF_A_SPACE


def test_a_mark_clears_a_sum_of_beats() -> None:
    """Its note touched the numbers."""
    for shapes in lines("X:1\nM:3+2+2/8\nL:1/8\nQ:3/8=80\nK:Am\n|:ABc de fe|dcB AB cB:|\n"):
        words, (note,) = parts(shapes)
        highest = min(sign.top for sign in signs_of(shapes, METERS))
        assert highest - max(box.bottom for box in (*words, note)) >= HALF_A_SPACE
