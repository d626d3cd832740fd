"""Medleys: what is played in which order, without a gap."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from symusic import Score

from generator.compose.medley import medley
from generator.errors import BadRequest, RenderError
from generator.notation.reading.books.book import split_tunes
from generator.notation.reading.reader import read_abc
from generator.notation.writing.abc_tools import tune_of_link
from generator.notation.writing.writer import write_abc
from generator.playing import Playing
from generator.render.abc import render_abc
from generator.render.pipeline import render
from generator.render.score import WIDTH
from generator.request import ComposeRequest
from generator.tune import Rendering, Tune
from tests.generator.audio.measures import RATE, decibels, decode

JIG = "X:7\nT:The Jig\nR:jig\nM:6/8\nL:1/8\nQ:3/8=120\nK:D\n|:dfa afd|gfe d3:|\n"
REEL = "T:The Reel & Co\nR:reel\nM:4/4\nL:1/8\n\nQ:1/2=100\nK:G\ngfga bgag|gfga g4|]\n"
JIG_SECONDS, REEL_SECONDS = 4.0, 2.4


def tune(abc: str, instrument: str = "fiddle") -> Tune:
    title = abc.partition("T:")[2].partition("\n")[0]
    return Tune(request=ComposeRequest(instrument=instrument), title=title, abc=abc, model="tiny")


def rendered(made: Tune, *formats: str) -> Rendering:
    wanted = frozenset(formats)
    return render_abc(made.abc, replace(made.request.playing, plain=True), formats=wanted)


def score(rendering: Rendering) -> Any:
    return Score.from_midi(rendering.files["mid"], ttype="second")


@pytest.mark.parametrize(("times", "book"), [(1, None), (2, None), (1, "Tunes")])
def test_each_link_in_the_pdf_opens_a_tune_as_the_abc_file_has_it(times: int, book: str | None) -> None:
    """With the chords that are played; a tune that is played twice has one link."""
    melodies = [read_abc(one) for one in (JIG, REEL)]
    written = [write_abc(one, title=one.title, number=at) for at, one in enumerate(melodies, 1)]
    abc = "\n".join(one for one in written for _ in range(times))
    files = render_abc(abc, Playing(book=book), formats=frozenset({"abc", "pdf"})).files
    found = [
        note.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(files["pdf"])).pages
        for note in page.annotations or ()
        if "/A" in note.get_object() and "/URI" in note.get_object()["/A"]
    ]
    tunes = [tune_of_link(link) for link in found]
    in_file = [one.text for one in split_tunes(files["abc"].decode())]
    assert tunes == in_file[::times]
    assert all('"' in one for one in tunes)


def test_each_tune_is_written_as_often_as_it_is_played() -> None:
    made = medley([tune(JIG), tune(REEL)], times=2)
    titles = [read_abc(tune.text).title for tune in split_tunes(made.abc)]
    assert titles == ["The Jig", "The Jig", "The Reel & Co", "The Reel & Co"]
    assert made.title == "The Jig / The Reel & Co"


def test_the_first_tunes_instrument_plays_unless_another_is_asked_for() -> None:
    tunes = [tune(JIG, "harp"), tune(REEL)]
    assert medley(tunes, times=1).request.instrument == "harp"
    assert medley(tunes, times=1, instrument="flute").request.instrument == "flute"


@pytest.mark.parametrize(("count", "times"), [(0, 1), (4, 1), (1, 0), (1, 4)])
def test_too_few_or_too_many_tunes_or_times_are_refused(count: int, times: int) -> None:
    with pytest.raises(BadRequest):
        medley([tune(JIG)] * count, times=times)


def test_the_tunes_follow_each_other_with_their_repeats_and_without_a_gap() -> None:
    made = rendered(medley([tune(JIG), tune(REEL)], times=2), "mid")
    (track,) = score(made).tracks
    notes = sorted((note.time, note.end, note.pitch) for note in track.notes)
    jig, reel = [74, 78, 81, 81, 78, 74, 79, 78, 76, 74], [79, 78, 79, 81, 83, 79, 81, 79, 79, 78, 79, 81, 79]
    assert [pitch for *_, pitch in notes] == jig * 4 + reel * 2
    assert all(after[0] == pytest.approx(before[1], abs=1e-3) for before, after in pairwise(notes))
    assert made.seconds == pytest.approx(2 * JIG_SECONDS + 2 * REEL_SECONDS)
    assert notes[-1][1] == pytest.approx(made.seconds, abs=1e-3)


def test_each_tune_keeps_its_tempo() -> None:
    made = rendered(medley([tune(JIG), tune(REEL)], times=2), "mid")
    paces = [(round(pace.time, 3), round(pace.qpm, 3)) for pace in score(made).tempos]
    assert paces == [(0, 180), (round(2 * JIG_SECONDS, 3), 200)]


def test_the_mp3_lasts_as_long_as_its_tunes() -> None:
    made = rendered(medley([tune(JIG), tune(REEL)], times=2), "mp3")
    sound = decode(made.files["mp3"])
    assert made.seconds < len(sound) / RATE < made.seconds + 1.6
    change = round(2 * JIG_SECONDS * RATE)
    assert decibels(sound[change - RATE // 10 : change + RATE // 10]) > -30


def test_every_tune_is_printed_once_below_the_other() -> None:
    def height(*tunes: Tune, times: int = 1) -> int:
        picture = rendered(medley(tunes, times=times), "png").files["png"]
        assert int.from_bytes(picture[16:20], "big") == WIDTH
        return int.from_bytes(picture[20:24], "big")

    one = height(tune(JIG), times=2)
    both, alone = height(tune(JIG), tune(REEL), times=2), one + height(tune(REEL), times=2)
    assert alone <= both < alone + 60  # the end of a page is cut closely, the end of a tune on it is not
    assert one == pytest.approx(height(tune(JIG), times=3), abs=2)


def test_a_medley_that_lasts_too_long_is_refused() -> None:
    long = read_abc("X:1\nM:4/4\nL:1/1\nQ:1/4=30\nK:C\n" + "c|" * 30)
    with pytest.raises(RenderError, match="12 minutes"):
        render([long] * 3, Playing(), formats=frozenset({"mid"}))


def test_a_tempo_that_is_asked_for_is_used_for_all_tunes() -> None:
    both = [read_abc(JIG), read_abc(REEL)]
    made = render(both, Playing(tempo=60, plain=True), formats=frozenset({"mid"}))
    assert made.seconds == pytest.approx(float(Fraction(8 + 4)))
