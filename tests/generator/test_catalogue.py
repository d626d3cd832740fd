"""The catalogue: what it offers, and how it completes a request."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.catalogue import Catalogue, Style
from generator.compose.plan import Plan
from generator.errors import BadRequest
from generator.request import PLAYING, TOTAL_BARS, ComposeRequest
from tests.generator.notation.strategies import examples

CATALOGUE = Catalogue(
    model="m",
    styles={
        Style("jig", "6/8", "maj", "AABB 8"): 600,
        Style("jig", "6/8", "dor", "AABB 8"): 240,
        Style("jig", "6/8", "maj", "AABB 8 12"): 180,
        Style("jig", "12/8", "maj", "AB 8"): 18,
        Style("jig", "6/8", "lyd", "AABB 8"): 30,
        Style("jig", "6/8", "maj", "AABBCCDDEE 8"): 120,
        Style("jig", "6/8", "maj", "A 40"): 120,
        Style("jig", "6/8", "maj", "AABB 2"): 120,
        Style("reel", "4/4", "maj", "AABB 8"): 360,
        Style("reel", "4/4", "dor", "AB 16"): 180,
        Style("march", "4/4", "maj", "AABB 8"): 120,
        Style("march", "2/4", "maj", "AABB 4"): 24,
        Style("march", "6/8", "maj", "AABB 8"): 18,
        Style("waltz", "3/4", "maj", "AABB 8"): 6,
        Style("misc", "3/4", "min", "AABB 8"): 540,
    },
    tonics={"maj": {"G": 9, "D": 5}, "dor": {"E": 2, "A": 3}, "min": {"A": 1}, "lyd": {"G": 1}},
)
SEEDS = st.integers(0, 2**32 - 1)
ASKED = st.builds(
    ComposeRequest,
    type=st.sampled_from([None, "jig", "reel", "march"]),
    key=st.sampled_from([None, "D", "Bb", "Cb"]),
    parts=st.sampled_from([None, "AABB", "ABCD"]),
    bars=st.sampled_from([None, 4, 16]),
    tempo=st.sampled_from([None, 90]),
    opening=st.sampled_from([None, "A2"]),
)


def refused(request: ComposeRequest) -> BadRequest:
    with pytest.raises(BadRequest) as caught:
        CATALOGUE.complete(request, 1)
    return caught.value


def test_only_what_was_learnt_from_enough_tunes_is_offered_commonest_first() -> None:
    assert CATALOGUE.types == ("jig", "reel", "march")
    assert CATALOGUE.modes == ("maj", "min", "dor")
    assert CATALOGUE.keys == ("G", "D", "A", "E")
    assert CATALOGUE.meters() == ("6/8", "4/4", "3/4")


def test_only_forms_that_can_be_asked_for_are_offered() -> None:
    """Not five parts, nor parts of two or forty bars, nor of 8 and 12: neither where tunes are few."""
    assert CATALOGUE.parts == ("AABB", "AB")
    assert CATALOGUE.bars == (8, 16, 4)
    few = Catalogue(
        model="m",
        styles={
            Style("jig", "6/8", "maj", form): 1 for form in ("AABB 8", "AABBCCDDEE 8", "A 40", "AB 8 12")
        },
        tonics={"maj": {"D": 4}},
    )
    assert (few.parts, few.bars) == (("AABB",), (8,))


def test_the_meters_of_a_type_are_its_own_and_never_none() -> None:
    assert CATALOGUE.meters("jig") == ("6/8",)
    assert CATALOGUE.meters("march") == ("4/4",)


def test_a_small_corpus_offers_kinds_with_only_a_few_tunes() -> None:
    styles = {Style("jig", "6/8", "maj", "AABB 8"): 20, Style("reel", "4/4", "maj", "AB 8"): 2}
    small = Catalogue(model="m", styles=styles, tonics={"maj": {"D": 22}})
    assert (small.types, small.modes) == (("jig",), ("maj",))


def test_unlabelled_tunes_are_offered_if_no_tune_has_a_label() -> None:
    bare = Catalogue(model="m", styles={Style("misc", "4/4", "maj", "AB 8"): 9}, tonics={"maj": {"D": 9}})
    assert bare.complete(ComposeRequest(), 1).type == "misc"


@pytest.mark.parametrize("seed", range(20))
def test_a_form_that_only_a_few_tunes_have_is_not_drawn_but_can_be_asked_for(seed: int) -> None:
    odd = replace(CATALOGUE, styles={**CATALOGUE.styles, Style("jig", "6/8", "maj", "AABB 9"): 9})
    drawn = [odd.complete(ComposeRequest(type="jig"), 20 * seed + one).bars for one in range(20)]
    assert 9 not in drawn
    assert odd.complete(ComposeRequest(type="jig", bars=9), seed).bars == 9


@pytest.mark.parametrize("asked", [{"parts": "ABCD"}, {"bars": 32}, {"parts": "A"}, {"bars": 4}])
@pytest.mark.parametrize("seed", range(5))
def test_no_tune_gets_longer_or_shorter_than_a_tune_may_be(asked: dict[str, Any], seed: int) -> None:
    form = Plan.of(CATALOGUE.complete(ComposeRequest(**asked), seed)).form
    assert TOTAL_BARS[0] <= sum(form.bars) <= TOTAL_BARS[1]


@given(ASKED, SEEDS)
@examples(100)
def test_nothing_is_left_open_and_what_was_asked_is_kept(request: ComposeRequest, seed: int) -> None:
    resolved = CATALOGUE.complete(request, seed)
    Plan.of(resolved)
    assert resolved.seed == seed
    for one in fields(request):
        if getattr(request, one.name) is not None:
            assert getattr(resolved, one.name) == getattr(request, one.name)


@given(ASKED, SEEDS)
@examples(100)
def test_only_what_is_offered_is_drawn(request: ComposeRequest, seed: int) -> None:
    resolved = CATALOGUE.complete(request, seed)
    assert resolved.type in CATALOGUE.types
    assert resolved.mode in CATALOGUE.modes
    assert resolved.meter in CATALOGUE.meters(resolved.type)
    assert resolved.key in (request.key, *CATALOGUE.tonics[resolved.mode or ""])


@given(ASKED, SEEDS)
@examples(100)
def test_resolving_again_changes_nothing(request: ComposeRequest, seed: int) -> None:
    resolved = CATALOGUE.complete(request, seed)
    assert CATALOGUE.complete(resolved, seed) == resolved
    assert CATALOGUE.complete(request, seed) == resolved


@pytest.mark.parametrize("tune_type", [None, "jig", "reel", "march"])
@pytest.mark.parametrize("meter", ["6/8", "4/4", "3/4"])
@pytest.mark.parametrize("mode", [None, "maj", "dor", "min"])
def test_a_resolved_request_is_possible_itself(tune_type: str | None, meter: str, mode: str | None) -> None:
    try:
        resolved = CATALOGUE.complete(ComposeRequest(type=tune_type, meter=meter, mode=mode), 7)
    except BadRequest:
        return
    assert CATALOGUE.complete(resolved, 7) == resolved


def test_commoner_styles_are_drawn_more_often() -> None:
    drawn = [CATALOGUE.complete(ComposeRequest(), seed).type for seed in range(400)]
    assert drawn.count("jig") > drawn.count("reel") > drawn.count("march") > 0


def test_any_type_can_try_any_form() -> None:
    resolved = CATALOGUE.complete(ComposeRequest(type="reel", parts="AABBCC", bars=5), 1)
    assert (resolved.parts, resolved.bars, resolved.meter) == ("AABBCC", 5, "4/4")


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (ComposeRequest(type="waltz"), "type: waltz is not possible; this model knows only jig, reel"),
        (ComposeRequest(type="misc"), "type: misc is not possible; this model knows only jig, reel"),
        (ComposeRequest(mode="lyd"), "Lydian is not possible; this model knows only major, minor, Dorian."),
        (ComposeRequest(meter="5/8"), "meter: 5/8 is not possible; this model knows only 6/8, 4/4, 3/4."),
        (ComposeRequest(type="reel", meter="6/8"),
         "meter: 6/8 is not possible; for a reel this model knows only 4/4."),
        (ComposeRequest(type="reel", mode="minor"),
         "mode: reel minor is not possible; no training tune has all of these; leave one of them out."),
        (ComposeRequest(meter="3/4"), "no training tune has all of these; leave one of them out."),
    ],
)  # fmt: skip
def test_what_was_not_learnt_is_refused_with_what_was(request_: ComposeRequest, sentence: str) -> None:
    assert sentence in str(refused(request_))


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ({"type": "reel", "meter": "4/4", "mode": "dor"}, {"type": "reel", "meter": "4/4", "mode": "dor"}),
        ({"type": "reel", "meter": "2/2"}, {"type": "reel", "meter": "4/4"}),
        ({"type": "reel", "meter": "5/4", "mode": "lyd"}, {"type": "reel", "meter": "4/4", "mode": "maj"}),
        ({"type": "slide", "meter": "12/8"}, {"type": "jig", "meter": "6/8"}),
        ({"meter": "12/8", "tempo": 100}, {"meter": "6/8", "tempo": 100}),
        (
            {"type": "hornpipe", "meter": "4/4", "tempo": 80},
            {"type": "reel", "meter": "4/4", "tempo": 80},
        ),
        ({"type": "slide"}, {"type": "reel"}),
    ],
)
def test_the_nearest_request_is_possible(asked: dict[str, Any], nearest: dict[str, Any]) -> None:
    found = CATALOGUE.nearest_request(ComposeRequest.from_json(asked))
    assert found == ComposeRequest.from_json(nearest)
    assert CATALOGUE.complete(found, 1)


def test_a_tempo_stays_as_quick_in_other_beats() -> None:
    """A march in 2/2 counts halves, one in 2/4 quarters."""
    styles = {Style("march", "2/4", "maj", "AABB 8"): 60}
    only_marches = Catalogue("m", styles, {"maj": {"D": 1}})
    found = only_marches.nearest_request(ComposeRequest(type="air", meter="3/2", tempo=60))
    assert (found.type, found.meter, found.tempo) == ("march", "2/4", 120)


def test_a_catalogue_is_the_same_after_json() -> None:
    assert Catalogue.from_json("m", json.loads(json.dumps(CATALOGUE.to_json()))) == CATALOGUE


def test_only_what_may_be_given_stays_open() -> None:
    resolved = CATALOGUE.complete(ComposeRequest(), 3)
    left = [one.name for one in fields(resolved) if getattr(resolved, one.name) is None]
    of_the_tune, of_its_playing = ("opening", "source", "change", "model"), {*PLAYING, "practice"}
    assert set(left) == {*of_the_tune, *of_its_playing} - {"instrument", "tempo"}
    assert replace(resolved, opening="A") != resolved


def test_a_rare_form_is_drawn_if_it_is_of_whole_phrases_only() -> None:
    """Of four bars each; any other form needs a tenth tune to be more than an accident."""
    styles = {Style("jig", "6/8", "maj", form): count for form, count in
              {"AABB 8": 100, "AABB 16": 9, "AABB 9": 9, "AB 10": 10}.items()}  # fmt: skip
    catalogue = Catalogue("m", {**styles, Style("reel", "4/4", "maj", "AABB 8"): 3000}, {"maj": {"C": 1}})
    drawn = {catalogue.complete(ComposeRequest(type="jig"), seed).bars for seed in range(400)}
    assert drawn == {8, 16, 10}
