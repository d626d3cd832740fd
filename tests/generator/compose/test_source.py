"""What a request takes from the tune that it goes on from."""

from __future__ import annotations

import re

import pytest

from generator.compose.opening import _sounds
from generator.compose.source import apply_source, named_bars, opening_options
from generator.errors import BadRequest
from generator.notation.reading.reader import read_abc
from generator.request import ComposeRequest

TUNE = """X:1
T:A tune
R:jig
M:6/8
L:1/8
K:Dmaj
|:A|dfd AFA|dfd e2f|g2e f2d|1ece d2:|2ecA d3||
|:dfd AFA|Bcd efg|fed cBA|d3 d3:|
"""
"""Indices: pickup 0, bars 1 to 3, first ending 4, second 5, second part 6 to 9."""


@pytest.mark.parametrize(
    ("change", "bars"),
    [
        ("A", {0, 1, 2, 3, 4, 5}),
        ("B", {6, 7, 8, 9}),
        ("ending", {3, 4, 5, 8, 9}),
        ("1", {0, 1}),
        ("2-3", {2, 3}),
        ("4", {4}),
        ("5-6", {5, 6}),
        ("9", {9}),
    ],
)
def test_bars_are_named_as_they_are_written(change: str, bars: set[int]) -> None:
    assert named_bars(read_abc(TUNE), change) == bars


@pytest.mark.parametrize("change", ["C", "10", "8-10", "5-4"])
def test_bars_that_do_not_exist_are_refused(change: str) -> None:
    with pytest.raises(BadRequest, match="parts A to B and bars 1 to 9"):
        named_bars(read_abc(TUNE), change)


def test_the_source_says_what_the_tune_is() -> None:
    request = apply_source(ComposeRequest(source=TUNE, change="B", tempo=90), ["jig", "reel"])
    facts = (request.type, request.key, request.mode, request.meter, request.parts, request.bars)
    assert facts == ("jig", "D", "maj", "6/8", "AABB", 4)
    assert request.tempo == 90
    assert apply_source(request, ["jig", "reel"]) == request


def test_a_type_that_the_model_has_not_learnt_is_left_open() -> None:
    assert apply_source(ComposeRequest(source=TUNE, change="B"), ["reel"]).type is None


@pytest.mark.parametrize(
    ("option", "value"), [("meter", "4/4"), ("key", "G"), ("mode", "dor"), ("bars", 8), ("parts", "AB")]
)
def test_what_contradicts_the_source_is_refused(option: str, value: object) -> None:
    request = ComposeRequest.from_json({"source": TUNE, "change": "A", option: value})
    with pytest.raises(BadRequest, match=f"^{option}: .* the source has .*; leave this option out"):
        apply_source(request, ["jig"])


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("X:1\nM:4/4\nK:C\nz4|z4|]", "there are no notes (line 4, column 6)"),
        ("X:1\nM:4/4\nK:C\n|CCC&C|", "(line 4, column "),
        ("X:1\nM:2/4\nL:1/8\nK:C\nCDEF|CDEF||CDEF|CDEF|CDEF|]", "the same number of bars"),
    ],
)
def test_what_is_no_source_is_refused(source: str, sentence: str) -> None:
    with pytest.raises(BadRequest, match=re.escape(sentence)):
        apply_source(ComposeRequest(source=source, change="A"), ["jig"])


@pytest.mark.parametrize("given", [{"source": TUNE}, {"change": "A"}])
def test_a_source_and_a_change_go_together(given: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match="it needs a"):
        ComposeRequest(**given)  # type: ignore[arg-type]


def test_a_source_with_an_opening_is_refused() -> None:
    with pytest.raises(BadRequest, match="give only one of them"):
        ComposeRequest(source=TUNE, change="A", opening="ABc")


def test_an_opening_is_the_first_two_bars_with_their_pickup() -> None:
    assert opening_options(TUNE) == {"opening": "A|dfdAFA|dfde2f|", "key": "D", "mode": "maj", "meter": "6/8"}


def test_an_opening_is_moved_to_another_key_note_for_note() -> None:
    moved = opening_options(TUNE, key="E")
    notes = _sounds(read_abc("M:6/8\nL:1/8\nK:Emaj\n" + moved["opening"]))
    before = _sounds(read_abc("M:6/8\nL:1/8\nK:Dmaj\n" + opening_options(TUNE)["opening"]))
    assert [(pitch + 2, length) for (pitch,), length in before] == [
        (pitch, length) for (pitch,), length in notes
    ]
