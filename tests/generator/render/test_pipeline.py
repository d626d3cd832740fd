"""The whole chain, as a worker process calls it."""

from __future__ import annotations

import io
import pickle
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from mutagen.mp3 import MP3
from PIL import Image
from pypdf import PdfReader

from generator.errors import BadRequest, RenderError
from generator.notation.melody import Change, Melody
from generator.playing import Playing
from generator.render.pipeline import render
from generator.tune import FORMATS, Rendering
from tests.generator.render.tunes import SCALE, reel, tune


def made(melody: Melody, *formats: str, **options: Any) -> Rendering:
    abc = options.pop("abc", "")
    playing = Playing(**{"tempo": 100, "times": 1, **options})
    return render([melody], playing, formats=frozenset(formats), abc=abc)


def test_every_format_is_made() -> None:
    rendering = made(tune(SCALE), *FORMATS, abc="X:1")
    assert set(rendering.files) == set(FORMATS)
    assert rendering.files["abc"] == b"X:1"
    stages = {"arrange", "midi", "synth", "mix", "mp3", "score", "pdf", "musicxml"}
    assert set(rendering.timings) == stages


@pytest.mark.parametrize(
    ("form", "stages"),
    [
        ("abc", set()),
        ("mid", {"arrange", "midi"}),
        ("png", {"score"}),
        ("pdf", {"pdf"}),
        ("musicxml", {"musicxml"}),
        ("wav", {"arrange", "midi", "synth", "mix"}),
    ],
)
def test_only_what_was_asked_for_is_made(form: str, stages: set[str]) -> None:
    rendering = made(tune(SCALE), form)
    assert set(rendering.files) == {form}
    assert set(rendering.timings) == stages


@pytest.mark.parametrize("book", [None, "Tunes"])
def test_a_pdf_has_the_tablature_and_says_what_it_leaves_out(book: str | None) -> None:
    melody = tune("G3 D4 E4 F#4")
    rendering = render([melody], Playing(tab="guitar DADGAD", book=book), formats=frozenset({"pdf"}))
    text = PdfReader(io.BytesIO(rendering.files["pdf"])).pages[-1].extract_text()
    assert re.findall(r"\b\d\b", text)[:4] == ["5", "0", "2", "4"]
    assert rendering.notices == ()
    whistle = render([melody], Playing(tab="whistle", book=book), formats=frozenset({"pdf"}))
    said = "The tablature (whistle D) has nothing for G3: the instrument does not reach it."
    assert whistle.notices == ((f"Untitled: {said}",) if book else (said,))


def test_a_set_is_one_pdf_but_no_file_of_musicxml() -> None:
    tunes = [replace(tune(SCALE), title=title) for title in ("One", "One", "Two")]
    printed = render(tunes, Playing(), formats=frozenset({"pdf"})).files["pdf"]
    (page,) = PdfReader(io.BytesIO(printed)).pages
    assert [line in page.extract_text() for line in ("One (twice)", "Two")] == [True, True]
    with pytest.raises(BadRequest, match="a file of MusicXML holds one tune"):
        render(tunes, Playing(), formats=frozenset({"musicxml"}))


def test_seconds_count_the_beats_with_their_repeats() -> None:
    assert made(reel(), "abc").seconds == pytest.approx(32 * 2 * 60 / 100, abs=2)
    assert made(replace(tune(SCALE), tempo=(Fraction(1, 4), 120)), "abc", tempo=None).seconds == 4


def test_a_short_tune_is_played_twice_unless_it_is_said_how_often() -> None:
    assert made(tune(SCALE), "abc", times=None).seconds == 2 * made(tune(SCALE), "abc").seconds
    assert made(reel(), "abc", times=None).seconds == made(reel(), "abc").seconds
    assert made(reel(), "abc", times=3).seconds == pytest.approx(3 * made(reel(), "abc").seconds)


def test_the_first_page_is_the_mp3s_cover_and_small() -> None:
    rendering = made(reel(), "mp3", "png")
    cover = MP3(io.BytesIO(rendering.files["mp3"]))["APIC:"].data
    assert len(cover) < 30_000
    with Image.open(io.BytesIO(cover)) as small, Image.open(io.BytesIO(rendering.files["png"])) as page:
        assert (2 * small.width, small.mode) == (page.width, page.mode)
        shown = np.asarray(page.convert("L").reduce(2), dtype=int)
        assert abs(np.asarray(small.convert("L")) - shown).max() <= 9


def test_a_long_tune_has_further_pages() -> None:
    rendering = made(tune(*["D4:1/8 E4:1/8 F#4:1/8 G4:1/8 A4:1/8 B4:1/8 A4:1/8 G4:1/8"] * 32), "abc", "png")
    assert len(rendering.pages) == 2
    assert list(rendering.named("tune")) == ["tune.abc", "tune-1.png", "tune-2.png"]


def test_the_same_request_gives_the_same_files() -> None:
    assert made(reel(), *FORMATS).files == made(reel(), *FORMATS).files


def test_it_can_be_sent_to_a_worker_and_back() -> None:
    assert pickle.loads(pickle.dumps(render)) is render  # noqa: S301 - our own
    rendering = made(reel(), "mid")
    assert pickle.loads(pickle.dumps(rendering)) == rendering  # noqa: S301 - our own


def test_an_unknown_instrument_or_format_says_what_can_be_chosen() -> None:
    with pytest.raises(BadRequest, match="fiddle, flute"):
        made(tune(SCALE), "mid", instrument="kazoo")
    with pytest.raises(BadRequest, match="mp3, wav"):
        made(tune(SCALE), "mid", "ogg")


def test_a_note_that_never_ends_is_refused() -> None:
    with pytest.raises(RenderError, match="minutes"):
        made(tune("D4:99999/8"), "mid")


def test_a_tune_that_slows_down_for_ever_is_refused_by_how_long_it_lasts() -> None:
    first, *others = tune(SCALE, SCALE).bars
    slow = replace(others[0], changes=(Change(Fraction(0), tempo=(Fraction(1, 4), 1)),))
    with pytest.raises(RenderError, match="minutes"):
        made(replace(tune(SCALE), bars=(first, slow) * 3), "mid")


def test_what_is_just_too_long_is_named_with_seconds_and_a_set_as_a_set() -> None:
    long = replace(tune("D4:1/4"), tempo=(Fraction(1, 4), 60), bars=tune(" ".join(["D4:1"] * 76)).bars)
    with pytest.raises(RenderError, match=r"^This set would last 10:\d\d minutes; the limit is 10\.$"):
        render([long, replace(long, title="Another")], Playing(), formats=frozenset({"mid"}))
    with pytest.raises(RenderError, match=r"^This tune would last 20 minutes; the limit is 10\.$"):
        render([long], Playing(times=4), formats=frozenset({"mid"}))


def test_more_notes_than_can_be_held_are_refused() -> None:
    bar = tune(" ".join(["D4:1/64"] * 200)).bars[0]
    with pytest.raises(RenderError, match="notes"):
        made(replace(tune(SCALE), bars=(bar,) * 30), "mid")
