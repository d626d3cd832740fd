"""The picture, looked at as pixels."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar
from xml.sax.saxutils import escape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from generator.arrangement.chords import Chord
from generator.arrangement.harmony import Harmony, harmonise
from generator.notation.melody import Melody
from generator.notation.theory import FREE
from generator.render.score import WIDTH, make_score
from generator.render.sheet.fonts import with_fonts
from generator.render.tablature.signs import tablature_of
from tests.generator.notation.strategies import examples
from tests.generator.render.constructs import CONSTRUCTS
from tests.generator.render.pictures import page_of, svg_of
from tests.generator.render.rich_tunes import RICH_TUNES
from tests.generator.render.tunes import bar, reel, tune

TITLE_BOTTOM = 70
_In = ParamSpec("_In")
_Out = TypeVar("_Out")


class Workers:
    """One process, replaced when it has crashed."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, get_context("spawn"))

    def run(self, work: Callable[_In, _Out], *args: _In.args, **kwargs: _In.kwargs) -> _Out:
        """The result of work in the process. Raises BrokenProcessPool after a crash."""
        try:
            return self._pool.submit(work, *args, **kwargs).result(timeout=60)
        except BrokenProcessPool:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"))
            raise

    def close(self) -> None:
        self._pool.shutdown()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers()
    yield made
    made.close()


def ink(melody: Melody, title: str = "The Lilting Reel") -> NDArray[np.bool_]:
    """Where the picture is dark, by row and column."""
    with Image.open(io.BytesIO(page_of(melody, title, None))) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("L")) < 128


def test_a_reel_fills_a_page_of_sensible_size() -> None:
    rows, columns = ink(reel()).shape
    assert columns == WIDTH
    assert 400 < rows < 1400


def test_there_is_ink_on_white() -> None:
    assert 0.01 < ink(reel()).mean() < 0.3


def test_the_background_is_white_and_not_transparent() -> None:
    with Image.open(io.BytesIO(page_of(reel(), "Reel", None))) as picture:
        assert picture.convert("RGBA").getpixel((2, 2)) == (255, 255, 255, 255)


def test_the_title_is_on_top_in_the_middle() -> None:
    top = ink(reel())[:TITLE_BOTTOM]
    columns = np.flatnonzero(top.any(axis=0))
    assert 200 < columns[0] < WIDTH / 2 < columns[-1] < WIDTH - 200
    assert not ink(reel(), title="")[:TITLE_BOTTOM].any()


def test_the_longest_title_keeps_off_the_edge() -> None:
    columns = np.flatnonzero(ink(reel(), "WOMEN & MEN " * 20)[:TITLE_BOTTOM].any(axis=0))
    assert 20 < columns[0] < columns[-1] < WIDTH - 20


def test_a_title_with_markup_stays_text() -> None:
    assert "A &lt;b&gt; &amp; c</text>" in svg_of(reel(), "A <b> & c")


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_every_construct_is_in_the_picture(name: str) -> None:
    construct = CONSTRUCTS[name]
    svg = svg_of(construct.melody, name)
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", svg))
    assert [one for one in construct.classes if f'class="{one}' not in svg] == []
    assert [words for words in construct.words if escape(words) not in shown] == []


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("key change", "keyAccid", 6),
        ("key change within a bar", "keyAccid", 4),
        ("key with its own accidentals", "keyAccid", 3),
        ("from a key with its own accidentals", "keyAccid", 3 + 3 + 1 + 1),
        ("meter change", "meterSig", 2),
        ("no meter", "meterSig", 0),
        ("grace notes", "notehead", 9),
        ("slurs", "slur", 4),
        ("tie into a part of a chord", "tie", 2),
        ("ornaments", "mordent", 2),
        ("articulation", "artic", 4),
        ("wedges", "hairpin", 2),
        ("dynamics", "dynam", 4),
        ("lyrics", "verse", 16),
        ("order of parts", "reh", 2),
        ("long bar", "system", 4),
    ],
)
def test_as_many_signs_are_drawn_as_there_are(name: str, kind: str, count: int) -> None:
    svg = svg_of(CONSTRUCTS[name].melody, name)
    assert len(re.findall(rf'class="{kind}"', svg)) == count


@given(RICH_TUNES)
@examples(15)
def test_any_tune_is_drawn(workers: Workers, melody: Melody) -> None:
    """In a process of its own, since verovio can crash."""
    pages = workers.run(make_score, [(melody, "Tune", None)])
    assert pages
    assert all(page.startswith(b"\x89PNG") for page in pages)


@given(RICH_TUNES, st.sampled_from(["whistle D", "guitar"]))
@examples(15)
def test_any_tune_is_drawn_with_a_tablature(workers: Workers, melody: Melody, tab: str) -> None:
    pages = workers.run(make_score, [(melody, "Tune", None)], [tablature_of(melody, tab)])
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_a_free_meter_is_drawn_with_a_tablature(workers: Workers) -> None:
    """The engraving library crashes where a rest has a free meter."""
    free = replace(tune("D4 E4 F#4 G4 A4"), meter=FREE)
    assert workers.run(make_score, [(free, "Free", None)], [tablature_of(free, "guitar")])


def test_a_plain_tune_needs_no_further_fonts() -> None:
    _, fonts = with_fonts(svg_of(reel(), "Reel", harmonise(reel())))
    assert {Path(font).name[:11] for font in fonts} == {"DejaVuSerif"}


def test_a_longer_tune_makes_a_higher_picture() -> None:
    assert ink(tune(*["A4:1"] * 32)).shape[0] > 1.5 * ink(tune(*["A4:1"] * 16)).shape[0]


def test_endings_triplets_and_ties_are_drawn() -> None:
    svg = svg_of(reel(), "Reel")
    for kind in ("ending", "tuplet", "beam", "accid"):
        assert f'class="{kind}' in svg


def test_the_same_tune_is_the_same_picture() -> None:
    assert page_of(reel(), "Reel", None) == page_of(reel(), "Reel", None)


def test_odd_tunes_are_engraved() -> None:
    odd = [
        tune("z:1"),
        tune(bar("")),
        tune("A4:1/3 A4:11/7 A4:1/300"),
        tune(" ".join(["A4:1/64"] * 300)),
        tune("C0 B9 Cb4 A#4", meter=(99, 32), key=("C#", "maj")),
        tune(*[bar("A4:1", opens_repeat=True, closes_repeat=True, ending=(1, 2), ends_section=True)] * 3),
    ]
    assert all(make_score([(melody, "Odd", None)]) for melody in odd)


def test_the_picture_is_in_greys_and_small() -> None:
    """In colours the same page has 120 kB."""
    picture = page_of(reel(), "The Lilting Reel", None)
    assert len(picture) < 50_000
    with Image.open(io.BytesIO(picture)) as image:
        red, green, blue = np.moveaxis(np.asarray(image.convert("RGB")), 2, 0)
    assert np.array_equal(red, green)
    assert np.array_equal(red, blue)
    assert (red == 255).mean() > 0.8


def test_a_page_is_compressed_better_than_usual() -> None:
    page, usual = page_of(reel(), "Tune"), io.BytesIO()
    with Image.open(io.BytesIO(page)) as picture:
        picture.save(usual, "PNG", bits=4)
    assert len(page) < len(usual.getvalue())


def test_only_what_has_a_width_is_stroked_and_no_font_is_carried_along() -> None:
    """The rest would take time and not be seen."""
    svg = svg_of(reel(), "Tune")
    assert svg.count("[stroke-width]{stroke:currentColor}") == svg.count("{stroke:currentColor}") == 1
    assert "@font-face" not in svg


def test_chord_symbols_stand_between_the_title_and_the_staff() -> None:
    with_chords, without = (svg_of(reel(), "Reel", harmony) for harmony in (harmonise(reel()), None))
    assert ('class="harm"' in with_chords, 'class="harm"' in without) == (True, False)
    assert page_of(reel(), "Reel", harmonise(reel())) != page_of(reel(), "Reel", None)


def test_flats_and_sharps_of_chords_are_in_the_font_of_the_text() -> None:
    chords = Harmony((((Fraction(0), Chord("Bb", "m7b5", "F#")),),))
    svg = svg_of(tune(bar("D4 E4 F#4 G4")), "Tune", chords)
    assert re.sub(r"<[^>]*>|\s", "", svg).count("B♭m7♭5/F♯") == 1
    assert re.search(r'font-family="Leipzig"', svg) is None
