"""The picture, looked at as pixels."""

from __future__ import annotations

import io
import re
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from generator.arrangement.chords import Chord
from generator.arrangement.harmony import Harmony, harmonise
from generator.notation.melody import Melody
from generator.render.score import WIDTH, make_score, make_svg
from tests.generator.render.tunes import bar, reel, tune

TITLE_BOTTOM = 70


def ink(melody: Melody, title: str = "The Lilting Reel") -> NDArray[np.bool_]:
    """Where the picture is dark, by row and column."""
    with Image.open(io.BytesIO(make_score([(melody, title, None)]))) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("L")) < 128


def test_a_reel_fills_a_page_of_sensible_size() -> None:
    rows, columns = ink(reel()).shape
    assert columns == WIDTH
    assert 400 < rows < 1400


def test_there_is_ink_on_white() -> None:
    assert 0.01 < ink(reel()).mean() < 0.3


def test_the_background_is_white_and_not_transparent() -> None:
    with Image.open(io.BytesIO(make_score([(reel(), "Reel", None)]))) as picture:
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
    assert "A &lt;b&gt; &amp; c</text>" in make_svg(reel(), "A <b> & c")


def test_a_longer_tune_makes_a_higher_picture() -> None:
    assert ink(tune(*["A4:1"] * 64)).shape[0] > 2 * ink(tune(*["A4:1"] * 16)).shape[0]


def test_endings_triplets_and_ties_are_drawn() -> None:
    svg = make_svg(reel(), "Reel")
    for kind in ("ending", "tuplet", "beam", "accid"):
        assert f'class="{kind}' in svg


def test_the_same_tune_is_the_same_picture() -> None:
    assert make_score([(reel(), "Reel", None)]) == make_score([(reel(), "Reel", None)])


def test_odd_tunes_are_engraved() -> None:
    odd = [
        tune("z:1"),
        tune(bar("")),
        tune("A4:1/3 A4:11/7 A4:1/300"),
        tune(" ".join(["A4:1/64"] * 300)),
        tune("C0 B9 Cb4 A#4", meter=(99, 32), key=("C#", "maj")),
        tune(*[bar("A4:1", opens_repeat=True, closes_repeat=True, ending=(1, 2), ends_section=True)] * 3),
    ]
    assert all(ink(melody).any() for melody in odd)


def test_the_picture_is_small_enough_for_a_cover() -> None:
    """In colours the same page has 60 kB; an MP3 of it has about 500."""
    picture = make_score([(reel(), "The Lilting Reel", None)])
    assert len(picture) < 30_000
    with Image.open(io.BytesIO(picture)) as image:
        red, green, blue = np.moveaxis(np.asarray(image.convert("RGB")), 2, 0)
    assert np.array_equal(red, green)
    assert np.array_equal(red, blue)
    assert (red == 255).mean() > 0.8


def test_chord_symbols_stand_between_the_title_and_the_staff() -> None:
    with_chords, without = (make_svg(reel(), "Reel", harmony) for harmony in (harmonise(reel()), None))
    assert ('class="harm"' in with_chords, 'class="harm"' in without) == (True, False)
    assert make_score([(reel(), "Reel", harmonise(reel()))]) != make_score([(reel(), "Reel", None)])


def test_flats_and_sharps_of_chords_are_in_the_font_of_the_text() -> None:
    chords = Harmony((((Fraction(0), Chord("Bb", "m7b5", "F#")),),))
    svg = make_svg(tune(bar("D4 E4 F#4 G4")), "Tune", chords)
    assert re.sub(r"<[^>]*>|\s", "", svg).count("B♭m7♭5/F♯") == 1
    assert re.search(r'font-family="Leipzig"', svg) is None
