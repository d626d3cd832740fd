"""The words around the music."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.notation.melody import Melody
from generator.render.sheet.page import WIDTH
from tests.generator.render.pictures import svg_of
from tests.generator.render.tunes import reel, tune

FIELDS = (("C", "trad."), ("C", "O'Neill"), ("O", "Kerry"))


def heights(melody: Melody) -> tuple[int, int]:
    """Of the picture, and where its first staff begins, in pixels."""
    svg = svg_of(melody, "Tune")
    height = re.search(r'<svg [^>]*height="(\d+)px"', svg)
    top = re.search(r'class="page-margin" transform="translate\(\d+, (\d+)\)', svg)
    assert height is not None
    assert top is not None
    return int(height[1]), int(top[1]) // 10


def words(melody: Melody) -> list[str]:
    """All words that are no words at notes."""
    return re.findall(r'<text x="\d+" y="\d+" text-anchor[^>]*>([^<]*)</text>', svg_of(melody, "Tune"))


def test_a_plain_tune_has_its_title_and_type() -> None:
    assert words(reel()) == ["Tune", "reel"]


def test_composers_stand_with_where_the_tune_comes_from() -> None:
    assert words(replace(reel(), texts=FIELDS)) == ["Tune", "reel", "trad.; O'Neill (Kerry)"]
    assert words(replace(reel(), texts=FIELDS[2:]))[2:] == ["Kerry"]


LONG_NAME = (
    ("C", "Trad. arr. somebody with a really long name indeed from County Leitrim"),
    ("O", "Ireland"),
)


def test_a_long_composer_is_cut_and_can_be_read_beside_the_origin() -> None:
    found = re.search(
        r'font-size="(\d+)"[^>]*>(Trad[^<]*)<', svg_of(replace(reel(), texts=LONG_NAME), "Tune")
    )
    assert found is not None
    assert int(found[1]) * 550 / WIDTH > 10
    assert re.fullmatch(r"Trad\. arr\. somebody with a really.*\u2026 \(Ireland\)", found[2])
    (cut,) = words(replace(reel(), texts=(("O", "the parish of " * 30),)))[2:]
    assert cut.startswith("the parish of the parish")
    assert cut.endswith("\u2026")


def test_the_order_of_the_parts_stands_below() -> None:
    assert words(replace(reel(), order=("A", "B", "A")))[2:] == ["Play: A B A"]


def test_other_titles_stand_below_the_first() -> None:
    texts = (("T", "Another"), ("C", "trad."))
    assert words(replace(tune("D4:1"), texts=texts, order=("A",)))[2:] == ["trad.", "Another", "Play: A"]


def test_every_further_line_of_the_heading_has_room() -> None:
    tops = [
        heights(replace(reel(), **more))[1]
        for more in ({}, {"texts": FIELDS}, {"texts": FIELDS, "order": ("A",)})
    ]
    assert tops[1] - tops[0] >= 30
    assert tops[2] - tops[1] >= 30


def test_words_below_make_the_picture_higher() -> None:
    below = [heights(replace(reel(), texts=(("W", "la la la"),) * count))[0] for count in (0, 1, 2)]
    assert below[0] < below[1] < below[2]


def test_a_long_song_is_cut_and_says_so() -> None:
    shown = words(replace(tune("D4:1"), texts=(("W", "la la la"),) * 5000))
    assert len(shown) < 100
    assert shown[-1] == "…"
    assert heights(replace(tune("D4:1"), texts=(("W", "la"),) * 5000))[0] < 2000


@pytest.mark.parametrize("letter", ["C", "O", "W"])
def test_markup_in_a_field_stays_text(letter: str) -> None:
    assert words(replace(tune("D4:1"), texts=((letter, "<b>\x00&"),)))[-1] == "&lt;b&gt; &amp;"
