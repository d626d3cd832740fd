"""The practice form's fields as a practice, and a practice in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SeveralMistakes
from bot.requests.practice_form import FIELDS, LENGTH, read_form, suggested
from bot.requests.renditions import HEARD, practised
from generator.errors import BadRequest
from generator.playing import HEARD as PLAYERS
from generator.practice import Practice
from generator.practice_text import read_practice
from generator.request import ComposeRequest
from generator.tune import Tune

ABC = (Path(__file__).parents[3] / "docs" / "tune.abc").read_text()


def tune(**options: Any) -> Tune:
    return Tune(request=ComposeRequest(**options), title="A Tune", abc=ABC, model="tiny")


@pytest.mark.parametrize(
    ("texts", "practice", "heard"),
    [
        ({}, "no count-in", "all"),
        (suggested(("A", "B")), "A x5, 60-100 %, click", "all"),
        (suggested(("A",)), "x5, 60-100 %, click", "all"),
        ({"section": "part b", "loops": "4", "tempo": "60-100 %", "beat": "click", "heard": "split"},
         "B x4, 60-100 %, no count-in, click, split", "all"),
        ({"section": "7", "loops": "2x", "tempo": "80"}, "bar 7 x2, 80 %, no count-in", "all"),
        ({"section": "5 - 8", "tempo": "60 to 100 in steps of 20", "beat": "Count in"},
         "5-8, 60-100 %, steps of 20", "all"),
        ({"tempo": "60 % to 100 %, by 20"}, "x3, 60-100 %, by 20, no count-in", "all"),
        ({"section": "A", "loops": "three"}, "A x3, no count-in", "all"),
        ({"section": "\u200b", "beat": "Count-in and click"}, "click", "all"),
        ({"beat": "click & count-in"}, "click", "all"),
        ({"beat": "A click and a count-in"}, "click", "all"),
        ({"beat": "both"}, "click", "all"),
        ({"beat": "None"}, "no count-in", "all"),
        ({"heard": "Backing  only"}, "no count-in", "backing"),
        ({"heard": "without the backing"}, "no count-in", "melody"),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_as_the_command_line_reads_it(
    texts: dict[str, str], practice: str, heard: str
) -> None:
    assert read_form(texts) == (read_practice(practice), heard)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (
            {"section": "chorus"},
            "Part or bars: chorus is not possible; it may be a part such as B, or bars such as 5-8; "
            "leave it empty for the whole tune.",
        ),
        ({"loops": "400"}, "How often: 400 is not possible; it must be a whole number from 1 to 40."),
        ({"section": "A, B"}, "Part or bars: A, B is not possible; it may be"),
        ({"section": "click"}, "Part or bars: click is not possible; it may be"),
        ({"section": "8-5"}, "Part or bars: 8-5 is not possible; it must be a part such as B, or bars"),
        ({"tempo": "60.5"}, "Tempo: 60.5 is not possible; numbers must be whole, such as x4 or 60 %."),
        ({"loops": "0"}, "How often: 0 is not possible; it must be a whole number from 1 to 40."),
        ({"loops": "\U0001f422"}, "How often: \U0001f422 is not possible; it must be a whole number"),
        (
            {"loops": "5", "tempo": "60-100 by 5"},
            "How often: 5 is not possible; from 60 to 100 % in steps of 5 it must be at least 9.",
        ),
        (
            {"tempo": "60-101 by 1"},
            "Tempo: 60-101 by 1 is not possible; from 60 to 101 % that would be 42 tempos, and the limit is "
            "40; larger steps would fit.",
        ),
        (
            {"tempo": "60 to"},
            "Tempo: 60 to is not possible; it may be percent of the tune's tempo, such as 80,",
        ),
        ({"tempo": "100-60"}, "Tempo: 100-60 is not possible; the slower tempo comes first."),
        ({"tempo": "60-100, step 0"}, "Tempo: 60-100, step 0 is not possible; it may be percent of"),
        (
            {"tempo": "60-100 in steps of 0"},
            "Tempo: 60-100 in steps of 0 is not possible; a step in percent must",
        ),
        (
            {"tempo": "80 in steps of 10"},
            "Tempo: 80 in steps of 10 is not possible; steps need a tempo that rises,",
        ),
        ({"tempo": "x4"}, "Tempo: x4 is not possible; it may be percent of"),
        ({"beat": "split"}, "Count-in and click: split is not possible; it may be"),
        ({"heard": "click"}, "Who is heard: click is not possible; it may be"),
        ({"tempo": "5"}, "Tempo: 5 is not possible; a percentage must be a whole number from 20 to 150."),
        ({"beat": "drum"}, "Count-in and click: drum is not possible; it may be count-in, click or both;"),
        (
            {"heard": "drums"},
            "Who is heard: drums is not possible; it may be melody and backing, melody, backing,",
        ),
        (
            {"section": "A", "loops": "B"},
            "How often: B is not possible; it must be a whole number from 1 to 40.",
        ),
    ],
)
def test_a_wrong_field_is_one_sentence(texts: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read_form(texts)
    assert str(caught.value).startswith(sentence)


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(SeveralMistakes) as caught:
        read_form({"section": "A", "loops": "50", "tempo": "5", "heard": "drums"})
    sentences = str(caught.value).split("\n")
    assert [sentence.split(" is not")[0] for sentence in sentences] == [
        "How often: 50", "Tempo: 5", "Who is heard: drums",
    ]  # fmt: skip


def test_a_tempo_is_not_wrong_by_itself_for_what_is_asked_how_often() -> None:
    with pytest.raises(BadRequest, match=r"^How often: 4 is not possible; from 20 to 100 % in"):
        read_form({"loops": "4", "tempo": "20-100 in steps of 10"})


@given(st.fixed_dictionaries({field.name: st.text(max_size=LENGTH) for field in FIELDS}))
def test_anything_can_be_typed(texts: dict[str, str]) -> None:
    try:
        practice, heard = read_form(texts)
    except (BadRequest, SeveralMistakes):
        return
    assert isinstance(practice, Practice)
    assert heard in PLAYERS


def test_a_form_fits_into_discord() -> None:
    assert len(FIELDS) <= 5
    assert all(len(field.label) <= 45 and len(field.hint) <= 100 for field in FIELDS)


@pytest.mark.parametrize(
    ("text", "heard", "description", "suffix"),
    [
        ("B x4, 60-100 %, click", "all",
         "Part B, four times, from 60 to 100 % of the tune's tempo (67 to 112 beats per minute), with a "
         "count-in and a click.", "practice part B x4 60 to 100 count-in click"),
        ("5-8 x6, 80 %, no count-in, click", "backing",
         "Bars 5-8, 6 times, at 80 % of the tune's tempo (90 beats per minute), with a click, without "
         "the melody.",
         "practice bars 5-8 x6 at 80 click backing"),
        ("A x4, 60-90 %, by 10", "all",
         "Part A, four times, from 60 to 90 % of the tune's tempo in steps of 10 (67 to 101 beats per "
         "minute), with a count-in.", "practice part A x4 60 to 90 by 10 count-in"),
        ("no count-in", "melody",
         "The whole tune, once, at the tune's own tempo (112 beats per minute), without the backing.",
         "practice melody"),
        ("A, split", "all",
         "Part A, once, at the tune's own tempo (112 beats per minute), with a count-in. The melody is on "
         "the left, the backing on the right.", "practice part A count-in split"),
    ],
)  # fmt: skip
def test_a_practice_says_what_it_holds(text: str, heard: str, description: str, suffix: str) -> None:
    rendition = practised(tune(tempo=112), read_practice(text), heard)
    assert (rendition.description, rendition.suffix) == (description, suffix)
    assert rendition.formats == HEARD


def test_a_practice_keeps_the_tune_and_its_players() -> None:
    given = tune(instrument="harp", backing="piano", tempo=90, times=3)
    practice = read_practice("B x2, click")
    made = practised(given, practice, "all").tune
    assert made.request.playing == replace(given.request.playing, times=None, practice=practice)
    assert made.abc == given.abc


@pytest.mark.parametrize(("text", "heard"), [("A, split", "all"), ("A", "backing")])
@pytest.mark.parametrize("options", [{"backing": "none"}, {"plain": True}, {"heard": "melody"}])
def test_a_tune_without_a_backing_gets_one_where_it_is_to_be_heard(
    options: dict[str, Any], text: str, heard: str
) -> None:
    playing = practised(tune(**options), read_practice(text), heard).tune.request.playing
    assert (playing.backing, playing.plain, playing.heard) == (None, False, heard)


@pytest.mark.parametrize("text", ["C", "bars 15-17", "x40, 20 %"])
def test_what_the_tune_does_not_have_is_refused_before_it_is_rendered(text: str) -> None:
    with pytest.raises(BadRequest):
        practised(tune(), read_practice(text), "all")
