"""The tablature in the picture: under each staff, at the notes, on pages that are not too high."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from generator.arrangement.harmony import harmonise
from generator.notation.melody import Melody
from generator.playing import Playing
from generator.render.abc import render_abc
from generator.render.pdf.shapes import Box, Outline, Shape, Words
from generator.render.pdf.systems import systems_of
from generator.render.pipeline import render
from generator.render.score import WIDTH, engraved, make_score, make_svgs
from generator.render.tablature.instruments import FRETTED
from generator.render.tablature.signs import tablature_of
from tests.generator.render.constructs import sung
from tests.generator.render.pictures import HEADS, TUPLETS, ink_of, signs_of, staves_of, touch
from tests.generator.render.tunes import bar, reel, tune

TABS = ("whistle D", "mandolin", "guitar DADGAD")
HALF_A_SPACE = 90
"""Between two lines of the staff of the notes, in the units of the picture."""
TRIPLETS = "(3 D5:1/8 F#5:1/8 A5:1/8 (3 D5:1/8 E5:1/8 C#5:1/8 (3 A5 D5 B4"
GRIPPING = (("Sing-", "Grip-"), ("ing", "ping"), ("gyp", "gyp"), ("sy", "sy"))

DOCS = Path(__file__).parents[4] / "docs"


@pytest.mark.parametrize("tab", ["whistle D", "guitar"])
def test_the_pictures_of_the_documentation_are_these(tab: str) -> None:
    """With LILT_PICTURES set to docs, they are taken again."""
    made = render_abc((DOCS / "tune.abc").read_text(), Playing(tab=tab), formats=frozenset({"png"}))
    file = DOCS / "scores" / f"tablature-{tab.split()[0]}.png"
    if folder := os.environ.get("LILT_PICTURES"):
        (Path(folder) / "scores" / file.name).write_bytes(made.files["png"])
    assert len(made.pages) == 1
    assert np.array_equal(ink_of(file.read_bytes()), ink_of(made.files["png"]))


def svg(melody: Melody, tab: str) -> str:
    return "".join(make_svgs(melody, "Tune", harmonise(melody), tablature_of(melody, tab)))


def heads(text: str) -> list[int]:
    """Where the noteheads stand, from left to right in each line."""
    found = re.findall(r'class="notehead">\s*<use [^>]*translate\((\d+),', text)
    return [int(x) + 108 for x in found]


@pytest.mark.parametrize("tab", ["mandolin", "guitar"])
def test_a_number_stands_under_each_note(tab: str) -> None:
    text = svg(tune("D4 E4 F#4 G4|A4 B4 C#5 D5"), tab)
    numbers = re.findall(r'<text x="(\d+)" y="\d+" font-size="270px" text-anchor="middle">(\d+)<', text)
    assert [int(x) for x, _ in numbers] == heads(text)
    expected = ["0", "2", "4", "5", "0", "2", "4", "5"] if tab == "mandolin" else list("02402023")
    assert [fret for _, fret in numbers] == expected


@pytest.mark.parametrize("tab", ["mandolin", "banjo", "guitar", "guitar DADGAD"])
def test_a_low_note_keeps_off_the_number_on_the_first_string(tab: str) -> None:
    """On the screen and on paper."""
    melody = tune("G3+D4+B4+G5:1/2 D4+B4:1/2|G5 G3 G3+G5:1/2")
    below = tablature_of(melody, tab)
    for drawn in (*make_svgs(melody, "Tune", None, below), engraved(melody, "Tune", None, below)):
        for system in systems_of(drawn).systems:
            numbers = [one.box for one in system.shapes if isinstance(one, Outline) and one.white and one.box]
            heads = signs_of(system.shapes, HEADS)
            assert heads
            assert [(head, number) for head in heads for number in numbers if touch(head, number)] == []


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(
    "melody",
    [tune(TRIPLETS), tune(sung("D4 E4 A5 E5", *GRIPPING)), tune("E5 E5 G3 E5")],
    ids=["tuplets", "verses", "a low note"],
)
def test_a_gap_is_below_the_lowest_thing_on_the_staff(melody: Melody, tab: str) -> None:
    """On the screen and on paper; the tablature touched numbers of triplets and the second verse."""
    below = tablature_of(melody, tab)
    for drawn in (*make_svgs(melody, "Tune", None, below), engraved(melody, "Tune", None, below)):
        for system in systems_of(drawn).systems:
            tops = [box.top for box in signs_of_tablature(system.shapes)]
            others = (one for one in system.shapes if not (isinstance(one, Words) and one.font == "serif"))
            boxes = [shape.box for shape in others if shape.box]
            joining = max(tops)  # so far reaches the line at the left, which both have
            lowest = max(box.bottom for box in boxes if box.top < min(tops) and box.bottom < joining)
            assert min(tops) - lowest >= HALF_A_SPACE


def signs_of_tablature(shapes: Iterable[Shape]) -> list[Box]:
    """The white places of numbers and letters, or the holes."""
    outlines = [(one.white, one.box) for one in shapes if isinstance(one, Outline) and one.box]
    return [
        box for white, box in outlines if white or {round(box.height), round(box.right - box.left)} == {150}
    ]


def test_numbers_of_triplets_stand_below_the_staff_too() -> None:
    """So that the gap is measured."""
    (system,) = systems_of(engraved(tune(TRIPLETS), "Tune")).systems
    lowest = max(box.bottom for box in signs_of(system.shapes, HEADS))
    assert all(number.top > lowest for number in signs_of(system.shapes, TUPLETS))


@pytest.mark.parametrize("tab", FRETTED)
def test_bar_lines_reach_from_the_first_string_to_the_last(tab: str) -> None:
    text = svg(tune(*["D4 E4 F#4 G4"] * 3, bar("D4:1", closes_repeat=True)), tab)
    strings = [int(y) for y in re.findall(r'L\d+ (\d+)" stroke-width="10" stroke="#888"', text)]
    upright = re.findall(r'd="M(\d+) (\d+) L\1 (\d+)"', text)
    drawn = {(int(top), int(bottom)) for _, top, bottom in upright if int(bottom) == max(strings)}
    joining = min(drawn)
    assert drawn - {joining} == {(min(strings), max(strings))}


def test_verses_are_as_close_to_each_other_over_a_tablature() -> None:
    def between(tablature: str | None) -> int:
        below = tablature_of(song, tablature) if tablature else None
        verses = re.findall(r'class="syl">\s*<text x="\d+" y="(\d+)"', engraved(song, "Tune", None, below))
        return int(verses[1]) - int(verses[0])

    song = tune(sung("D4 E4 F#4 G4", *GRIPPING))
    assert {between(tab) for tab in TABS} == {between(None)}


@pytest.mark.parametrize(("tab", "letters"), [("mandolin", "GDAE"), ("guitar DADGAD", "DADGAD")])
def test_the_first_strings_have_their_letters(tab: str, letters: str) -> None:
    text = svg(reel(), tab)
    found = re.findall(r'<text x="\d+" y="(\d+)" font-size="240px" text-anchor="middle">([A-G])<', text)
    assert "".join(letter for _, letter in found) == letters
    heights = [int(y) for y, _ in found]
    assert heights == sorted(heights, reverse=True), "the lowest string is the lowest line"


@pytest.mark.parametrize(
    ("tab", "words"),
    [("mandolin", "Tablature: mandolin"), ("banjo", "Tablature: tenor banjo, GDAE"),
     ("guitar", "Tablature: guitar, EADGBE"), ("guitar DADGAD", "Tablature: guitar, DADGAD"),
     ("whistle Bb", "Tablature: tin whistle in B♭")],
)  # fmt: skip
def test_a_page_says_what_its_tablature_is_for(tab: str, words: str) -> None:
    assert f">{words}</text>" in svg(tune("D4 E4 F#4 G4"), tab)
    assert "Tablature" not in "".join(make_svgs(tune("D4 E4 F#4 G4"), "Tune"))


def test_six_holes_stand_under_each_note_of_a_whistle() -> None:
    text = svg(tune("D4 F4 D5 A4"), "whistle D")
    holes = re.findall(r'<circle cx="(\d+)" cy="(\d+)" r="75" fill="(\w+)"', text)
    assert [int(x) for x, _, _ in holes[::6]] == heads(text)
    assert [fill for _, _, fill in holes[:6]] == ["black"] * 6
    assert text.count('stroke-width="28" stroke="black"') == 1, "the + of the second octave"
    assert text.count(' Z" fill="black"/>') == 1, "the half of a hole"


@pytest.mark.parametrize("tab", TABS)
def test_a_page_keeps_its_shape_and_the_staves_their_size(tab: str) -> None:
    melody = reel()
    pages = make_score([(melody, "Reel", harmonise(melody))], [tablature_of(melody, tab)])
    plain = make_score([(melody, "Reel", harmonise(melody))])
    assert all(len(ink_of(page)) <= 1.5 * WIDTH for page in pages)
    heights = [bottom - top for page in pages for top, bottom in staves_of(page)]
    lines = sum(len(staves_of(page)) for page in plain)
    if tab not in FRETTED:
        assert len(heights) == lines
    assert max(heights) >= 55


def test_grace_notes_and_chords_do_not_shift_the_numbers() -> None:
    text = svg(tune(bar("D4+A4 E4 F#4 G4")), "mandolin")
    numbers = re.findall(r'font-size="270px" text-anchor="middle">(\d+)<', text)
    assert sorted(numbers[:2]) == ["0", "0"]
    assert numbers[2:] == ["2", "4", "5"]


def test_a_repeat_has_its_dots_at_the_notes_only() -> None:
    def dots(text: str) -> int:
        return len(re.findall(r'<use xlink:href="#E044-', text))

    repeated = tune(bar("D4 E4 F#4 G4", opens_repeat=True, closes_repeat=True))
    assert dots(svg(repeated, "mandolin")) == dots("".join(make_svgs(repeated, "Tune"))) > 0


def test_a_rendering_says_what_its_tablature_leaves_out() -> None:
    made = render([tune("C3 D4 E4 F#4")], Playing(tab="whistle", times=1), formats=frozenset({"png"}))
    assert made.notices == (
        "The tablature (whistle D) has nothing for C3: the instrument does not reach it.",
    )
    assert render([tune("C3:1")], Playing(times=1), formats=frozenset({"png"})).notices == ()
