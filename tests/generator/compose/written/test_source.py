"""What a request takes from the tune that it changes, and which bars it names."""

from __future__ import annotations

import re

import pytest

from generator.compose.written.source import apply_source, named_bars, part_names
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

REEL = (
    "X:1\nR:reel\nM:4/4\nL:1/8\nK:G\n|:G2BG d2BG|A2cA e2cA|G2BG d2BG|A2FA G4:|\n"
    "g2fg e2dB|c2Bc A2GF|g2fg e2dB|A2FA G4|g2fg e2dB|c2Bc A2GF|G2BG d2BG|A2FA G4|]\n"
)
"""A single reel: the second part is twice as long as the first."""

HEAD = "X:1\nM:4/4\nL:1/4\nK:G\n"


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
    with pytest.raises(BadRequest, match="parts A and B, and bars 1 to 9"):
        named_bars(read_abc(TUNE), change)


@pytest.mark.parametrize(
    ("body", "change", "bars"),
    [
        ("D|:GABc|dBGD:|", "A", {0, 1, 2}),
        ("D|:GABc|dBGD:|", "1", {0, 1}),
        ("D||GABc|dBGD||gabg|dBG2|]", "B", {3, 4}),
        ("|:D|GABc|1dBG:|2dBGD||D|gabg|G3|]", "B", {4, 5, 6}),
        ("|:D|GABc|1dBG|D:|2dBG2||gabg|G4|]", "3", {4}),  # the short bar completes the one before it
        ("GABc|dB||GD|:GABc|dBGD:|", "3", {2, 3}),
    ],
)
def test_a_lead_in_and_a_pickup_are_no_bars_of_their_own(body: str, change: str, bars: set[int]) -> None:
    assert named_bars(read_abc(HEAD + body), change) == bars


def test_the_source_says_what_the_tune_is() -> None:
    request = apply_source(ComposeRequest(source=TUNE, change="B", tempo=90), ["jig", "reel"])
    facts = (request.type, request.key, request.mode, request.meter, request.parts, request.bars)
    assert facts == ("jig", "D", "maj", "6/8", "AABB", 4)
    assert request.tempo == 90
    assert apply_source(request, ["jig", "reel"]) == request


def test_the_form_of_parts_of_different_lengths_is_left_to_the_source() -> None:
    request = apply_source(ComposeRequest(source=REEL, change="B"), ["reel"])
    assert (request.type, request.parts, request.bars) == ("reel", None, None)
    assert apply_source(request, ["reel"]) == request
    with pytest.raises(BadRequest, match="bars: 8 is not possible; the source has AAB 4 8; leave"):
        apply_source(ComposeRequest(source=REEL, change="B", bars=8), ["reel"])


def test_the_type_is_the_sources_also_if_the_model_has_not_learnt_it() -> None:
    assert apply_source(ComposeRequest(source=TUNE, change="B"), ["reel"]).type == "jig"


def test_a_type_that_is_asked_for_counts_if_the_sources_is_not_known() -> None:
    applied = apply_source(ComposeRequest(source=TUNE, change="B", type="reel"), ["reel"])
    assert applied.type == "reel"
    assert apply_source(applied, ["reel"]) == applied
    with pytest.raises(BadRequest, match="type: tango is not possible; this model knows only reel"):
        apply_source(ComposeRequest(source=TUNE, change="B", type="tango"), ["reel"])


@pytest.mark.parametrize(
    ("tempo", "asked", "resolved"),
    [("", None, 112), ("Q:3/8=90\n", None, 90), ("Q:1/8=300\n", None, None), ("Q:3/8=90\n", 60, 60)],
)
def test_the_tempo_is_that_of_the_source(tempo: str, asked: int | None, resolved: int | None) -> None:
    source = TUNE.replace("K:", tempo + "K:")
    assert apply_source(ComposeRequest(source=source, change="1", tempo=asked), ["jig"]).tempo == resolved


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
        ("X:1\nM:4/4\nK:C\n|CCC;C|", "(line 4, column "),
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


def test_the_parts_that_can_be_named() -> None:
    assert part_names(read_abc(TUNE)) == ["A", "B"]
