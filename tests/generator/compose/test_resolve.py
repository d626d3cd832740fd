"""Resolving a request: what its source says stays, the catalogue draws the rest."""

from __future__ import annotations

import pytest

from generator.catalogue import Catalogue, Style
from generator.compose.resolve import resolve
from generator.errors import BadRequest
from generator.request import ComposeRequest

SOURCE = "X:1\nT:A tune\nR:reel\nM:4/4\nL:1/8\nK:Edor\n" + "EFGA BAGF|" * 7 + "E8|]\n"
CATALOGUE = Catalogue(
    model="m",
    styles={Style("jig", "6/8", "maj", "AABB 8"): 60, Style("reel", "4/4", "dor", "A 8"): 60},
    tonics={"maj": {"D": 1}, "dor": {"E": 1, "A": 1}},
)


@pytest.mark.parametrize("seed", range(20))
def test_the_source_decides_what_the_request_leaves_open(seed: int) -> None:
    resolved = resolve(CATALOGUE, ComposeRequest(source=SOURCE, change="A"), seed)
    facts = (resolved.type, resolved.meter, resolved.key, resolved.mode, resolved.parts, resolved.bars)
    assert facts == ("reel", "4/4", "E", "dor", "A", 8)
    assert (resolved.tempo, resolved.seed) == (100, seed)


def test_without_a_source_the_catalogue_draws() -> None:
    request = ComposeRequest(tempo=90)
    assert {resolve(CATALOGUE, request, seed).type for seed in range(20)} == {"jig", "reel"}
    assert resolve(CATALOGUE, request, 3) == CATALOGUE.complete(request, 3)


def test_a_source_in_a_style_that_the_model_has_not_learnt_is_as_it_says() -> None:
    resolved = resolve(CATALOGUE, ComposeRequest(source=SOURCE.replace("Edor", "Emin"), change="A"), 1)
    assert (resolved.mode, resolved.seed) == ("min", 1)


@pytest.mark.parametrize(
    ("opening", "types"),
    [
        ("A|dfd AFA|", {"jig"}),
        ("dfd AFA|dfd", {"jig"}),
        ("dfd AFA|", {"jig"}),
        ("dfd AF|", {"jig", "reel"}),
        ("dfd AFA", {"jig", "reel"}),
        ("AB|dfaf dfaf|", {"reel"}),
        ("A|dfd AFA", {"jig", "reel"}),
        ("A|", {"jig", "reel"}),
        ("dfa", {"jig", "reel"}),
    ],
)
def test_a_type_is_drawn_in_whose_meter_the_bars_of_the_opening_are_full(
    opening: str, types: set[str]
) -> None:
    request = ComposeRequest(opening=opening)
    assert {resolve(CATALOGUE, request, seed).type for seed in range(20)} == types


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"opening": "A|dfd AFA|", "type": "reel"}, "bar 2 must fill 4/4; only a pickup"),
        ({"opening": "AB|dfaf dfaf|", "type": "jig"}, "bar 2 must fill 6/8; only a pickup"),
        ({"opening": "A|dfd AF|"}, "bar 2 must fill 6/8 or 4/4; only a pickup"),
        ({"opening": "A|dfa dfa|dfad fadf"}, "its bars must fill 6/8 or 4/4; only a pickup"),
        ({"opening": "A|dfd AFA|", "type": "polonaise"}, "this model knows only jig, reel"),
    ],
)
def test_an_opening_that_fits_no_meter_is_refused(asked: dict[str, str], said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        resolve(CATALOGUE, ComposeRequest.from_json(asked), 1)
