"""Real scores at the size at which Discord shows them: large staves, pages not too high, no line cut.

With LILT_PICTURES set to docs, `docs/scores` gets the pictures of docs/scores.md.
"""

from __future__ import annotations

import math
import os
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from generator.arrangement.harmony import harmonise
from generator.notation.melody import Pitch
from generator.playing import Playing
from generator.render.abc import render_abc
from generator.render.png import MARGIN
from generator.render.score import WIDTH, make_score, make_svgs
from generator.render.score_layout import SCREEN, line_starts
from generator.render.sheet.margins import width_of
from tests.generator.render.constructs import graced, signed, sung
from tests.generator.render.pictures import ink_of, page_of, staves_of, svg_of
from tests.generator.render.tunes import bar, reel, tune

SCORES = Path(__file__).parents[3] / "docs/scores"
PAGES = {"16-bars": 1, "32-bars": 2, "64-bars": 4, "set": 3}
SHOWN = 550
"""Discord shows an attached picture so many pixels wide."""
STAFF = 30
RUNNING = "D4:1/8 E4:1/8 F#4:1/8 G4:1/8 A4:1/8 B4:1/8 A4:1/8 G4:1/8"
Score = tuple[str, tuple[bytes, ...]]


@pytest.fixture(scope="module", params=PAGES)
def score(request: pytest.FixtureRequest) -> Score:
    """A score of `docs/scores`: its name and its pages."""
    name: str = request.param
    made = render_abc((SCORES / f"{name}.abc").read_text(), Playing(), formats=frozenset({"png"}))
    if folder := os.environ.get("LILT_PICTURES"):
        for file, content in made.named(name).items():
            (Path(folder) / "scores" / file).write_bytes(content)
    return name, made.pages


def test_every_staff_is_large_enough_to_be_read(score: Score) -> None:
    heights = [bottom - top for page in score[1] for top, bottom in staves_of(page)]
    assert min(heights) * SHOWN / WIDTH >= STAFF
    assert len(heights) == 8 * PAGES[score[0]]


def test_no_page_is_too_high(score: Score) -> None:
    shapes = [ink_of(page).shape for page in score[1]]
    assert len(shapes) == PAGES[score[0]]
    assert all(width == WIDTH and height <= 1.5 * width for height, width in shapes)


def test_no_line_of_music_is_cut(score: Score) -> None:
    """Every page is white at its edges, and its staves keep off them."""
    for page in score[1]:
        ink, staves = ink_of(page), staves_of(page)
        edges = (ink[:10], ink[-10:], ink[:, :5], ink[:, -5:])
        assert not any(edge.any() for edge in edges)
        assert 60 < staves[0][0] < staves[-1][1] < len(ink) - 40


def test_the_pictures_of_the_documentation_are_these(score: Score) -> None:
    files = sorted(SCORES.glob(f"{score[0]}*.png"))
    assert len(files) == len(score[1])
    for file, page in zip(files, score[1], strict=True):
        assert np.array_equal(ink_of(file.read_bytes()), ink_of(page))


def test_the_documentation_shows_every_page_at_this_size() -> None:
    text = (SCORES.parent / "scores.md").read_text()
    shown = re.findall(rf'<img src="scores/([^"]+)" width="{SHOWN}"', text)
    assert sorted(shown) == sorted(file.name for file in SCORES.glob("*.png"))


def test_the_lines_are_shared_out_among_the_pages() -> None:
    long = tune(*[RUNNING] * 34)
    staves = [len(staves_of(page)) for page in make_score([(long, "Tune", None)])]
    assert sum(staves) == len(line_starts(long, SCREEN)) == 17
    assert max(staves) - min(staves) <= 1


@pytest.mark.parametrize("bars", [66, 75, 90])
def test_pages_that_turn_out_too_high_are_as_few_as_possible_and_even(bars: int) -> None:
    """High notes under chord names make these lines higher than is reckoned with."""
    long = tune(*["D4:1/8 E4:1/8 F#4:1/8 G4:1/8 D6:1/8 B4:1/8 A4:1/8 G4:1/8"] * bars)
    pages = make_score([(long, "Tune", harmonise(long))])
    staves = [len(staves_of(page)) for page in pages]
    assert sum(staves) == math.ceil(bars / 2)
    assert max(staves) - min(staves) <= 1
    highest = max(len(ink_of(page)) for page in pages)
    fewer = math.ceil(sum(staves) / (len(staves) - 1))
    assert highest * fewer / max(staves) > 1.5 * WIDTH, "fewer pages would be too high"


def test_a_bar_that_is_cut_counts_as_its_lines() -> None:
    long = tune(*[RUNNING] * 4, " ".join(["A4:1/16"] * 64), *[RUNNING] * 24)
    lines = [page.count('class="system"') for page in make_svgs(long, "Tune", None)]
    assert sum(lines) == len(line_starts(long, SCREEN)) + 2
    assert max(lines) - min(lines) <= 1


def test_every_page_has_its_title_and_number() -> None:
    first, second = map(ink_of, make_score([(tune(*[RUNNING] * 32), "Tune", None)]))
    assert np.array_equal(first[:60], second[:60])
    assert first[:60].any()
    assert not np.array_equal(first[-50:, WIDTH // 2 :], second[-50:, WIDTH // 2 :])


def test_a_page_alone_has_no_number() -> None:
    (page,) = make_score([(reel(), "Tune", None)])
    assert not ink_of(page)[-MARGIN:].any()


def test_there_is_as_much_room_below_the_music_as_over_the_title() -> None:
    ink = ink_of(page_of(reel(), "Tune"))
    rows = np.flatnonzero(ink.any(axis=1))
    assert abs(rows[0] - (len(ink) - 1 - rows[-1])) <= 2


def test_short_tunes_of_a_set_share_a_page() -> None:
    short = (tune(*["D4 E4 F#4 G4"] * 8), "Tune", None)
    pages = make_score([short] * 5)
    assert sum(len(staves_of(page)) for page in pages) == 10
    assert 1 < len(pages) < 5


def test_many_verses_at_the_notes_make_more_pages() -> None:
    song = tune(*[sung("D4 E4 F#4 G4", *[("la",) * 6] * 4)] * 32)
    pages = make_score([(song, "Song", None)])
    assert all(len(ink_of(page)) <= 1.5 * WIDTH for page in pages)
    assert sum(len(staves_of(page)) for page in pages) == 8


def test_verses_that_have_no_room_below_the_music_get_a_page() -> None:
    song = replace(tune(*["D4 E4 F#4 G4"] * 16), texts=(("W", "la la la"),) * 60)
    music, words = make_score([(song, "Song", None)])
    assert (len(staves_of(music)), len(staves_of(words))) == (4, 0)
    assert len(ink_of(words)) <= 1.5 * WIDTH


def test_grace_notes_need_room_on_a_line() -> None:
    """With one at every note, bars that would stand four on a line stand two."""
    plain = "D4:1/8 E4:1/8 F#4:1/8 G4:1/8 A4 B4"
    graces = graced(Pitch("D", 5))
    assert line_starts(tune(*[plain] * 8), SCREEN) == {0, 4}
    assert line_starts(tune(*[signed(bar(plain), *[graces] * 6)] * 8), SCREEN) == {0, 2, 4, 6}


def test_a_chord_symbol_is_not_set_right_behind_the_tempo() -> None:
    melody = replace(
        tune(bar("A4:1/8"), *["D4:1/8 E4:1/8 F#4:1/8 G4:1/8 A4 B4"] * 8), tempo=(Fraction(1, 2), 112)
    )
    svg = svg_of(melody, "Tune", harmonise(melody))
    tempo = re.search(r'<text x="(\d+)" y="(\d+)" font-size="([\d.]+)px">112<', svg)
    chord = re.search(r'class="harm">\s*<text x="(\d+)" y="(\d+)"', svg)
    assert tempo is not None
    assert chord is not None
    end = float(tempo[1]) + width_of("112", float(tempo[3]), "Bol")
    assert float(chord[1]) > end + 100 or abs(float(chord[2]) - float(tempo[2])) > 250
