"""A tune can be continued from its first two bars, whatever else is in it."""

from __future__ import annotations

import re

import pytest

from generator.catalogue import Catalogue
from generator.compose.task import assign
from generator.compose.written.continuation import continued
from generator.errors import BadRequest
from generator.model.record import load_catalogue
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import soundings_of
from generator.request import ComposeRequest
from tests.generator.compose.written.test_source import TUNE


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def opening(catalogue: Catalogue, body: str, *, meter: str = "4/4", key: str = "G", **options: str) -> str:
    """The opening, which the grammar must be able to go on from."""
    begun = continued(f"X:1\nM:{meter}\nL:1/8\nK:{key}\n{body}", catalogue, **options)
    assert assign(catalogue, ComposeRequest.from_json({**begun, **options}), 1).given
    return begun["opening"]


def test_an_opening_is_the_first_two_bars_with_their_pickup(catalogue: Catalogue) -> None:
    begun = {"opening": "A|dfdAFA|dfde2f|", "key": "D", "mode": "maj", "meter": "6/8"}
    assert continued(TUNE, catalogue) == begun
    assert continued(TUNE, catalogue, tune_type="jig") == {**begun, "type": "jig"}
    assert continued(TUNE, catalogue, tune_type="tango") == begun


def test_an_opening_is_moved_to_another_key_note_for_note(catalogue: Catalogue) -> None:
    moved = continued(TUNE, catalogue, key="E")
    after = soundings_of(read_abc("M:6/8\nL:1/8\nK:Emaj\n" + moved["opening"]).bars)
    before = soundings_of(read_abc("M:6/8\nL:1/8\nK:Dmaj\n" + continued(TUNE, catalogue)["opening"]).bars)
    assert [(one.pitches[0] + 2, one.duration) for one in before] == [
        (one.pitches[0], one.duration) for one in after
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("G4 B4|", "G4B4|"),  # one bar is enough
        ("D2|:G4 B4|d8:|", "D2|G4B4|d8|"),
        ("D2|:B,2|G4 B4|d8:|", "B,2|G4B4|d8|"),  # a lead-in before a pickup
        ("G4 B4|d2 B2|G8|]", "G4B4|d2B2"),  # a bar that is short stays open
        ("G4 B4 d4|G8|]", "G4B4|"),  # a bar that is too long
        ("G99|]", "G8|"),
        ("z8|G4 B4|d8|]", "G4B4|d8|"),
        ("G4 B4|z8|d8|]", "G4B4|"),
        ("[GB]4 {c}B4|~d8|]", "B4B4|d8|"),
        ("G5 B3|(5GABcd G4|]", "G4-GB3|G/A/4B/c/4d/G4"),
    ],
)
def test_what_an_opening_cannot_say_is_left_out(catalogue: Catalogue, body: str, text: str) -> None:
    assert opening(catalogue, body) == text


@pytest.mark.parametrize(
    ("meter", "body", "now", "text"),
    [
        ("2/2", "G4 B4|d8|]", "4/4", "G4B4|d8|"),
        ("12/8", "D|G2B d2B G3 B3|d6 G6|]", "6/8", "D|G2Bd2B|G3B3|"),
        ("12/8", "G2B d9|d6 G6|]", "6/8", "G2Bd3-|d6|"),
        ("3/8", "D|GBd|gdB|G3|d3|]", "6/8", "D|GBdgdB|G3d3|"),
        ("3/2", "G4 B4 d4|G12|]", "2/4", "G4|B4|"),
        ("6/4", "G4 B4 d4|G12|]", "3/4", "G4B2-|B2d4|"),
    ],
)
def test_bars_that_the_model_has_not_learnt_are_cut_or_joined(
    catalogue: Catalogue, meter: str, body: str, now: str, text: str
) -> None:
    assert opening(catalogue, body, meter=meter) == text
    assert continued(f"X:1\nM:{meter}\nL:1/8\nK:G\n{body}", catalogue)["meter"] == now


@pytest.mark.parametrize("meter", ["5/4", "7/8", "10/8"])
def test_a_meter_that_has_no_such_bars_is_one_sentence(catalogue: Catalogue, meter: str) -> None:
    said = (
        f"continue: a tune in M:{meter} is not possible; this model goes on in 4/4, 6/8, 2/4, 3/4, 9/8 only."
    )
    with pytest.raises(BadRequest, match=re.escape(said)):
        continued(f"X:1\nM:{meter}\nL:1/8\nK:G\nG4 B4|]", catalogue)


@pytest.mark.parametrize(("key", "mode"), [("Dphr", "min"), ("Gloc", "min"), ("Flyd", "maj")])
def test_a_mode_that_the_model_has_not_learnt_is_the_nearest_one(
    catalogue: Catalogue, key: str, mode: str
) -> None:
    abc = f"X:1\nM:4/4\nL:1/8\nK:{key}\ncBAG FEDC|c8|]"
    begun = continued(abc, catalogue)
    assert begun["mode"] == mode
    again = read_abc(f"M:4/4\nL:1/8\nK:{begun['key']}{mode}\n{begun['opening']}")
    assert soundings_of(again.bars) == soundings_of(read_abc(abc).bars)


def test_an_opening_is_moved_to_where_the_instrument_plays(catalogue: Catalogue) -> None:
    assert opening(catalogue, "G,4 B,4|D8|]", instrument="whistle") == "G4B4|d8|"
    with pytest.raises(BadRequest, match=r"instrument: whistle .* the first bars of this tune"):
        opening(catalogue, "G,,4 b4|d''8|]", instrument="whistle")


@pytest.mark.parametrize("body", ["G////|", "G////z8|"])
def test_notes_that_make_no_bar_are_one_sentence(catalogue: Catalogue, body: str) -> None:
    with pytest.raises(BadRequest, match=r"^continue: this tune is not possible; it must begin with notes"):
        opening(catalogue, body)


def test_what_is_no_tune_names_the_option(catalogue: Catalogue) -> None:
    with pytest.raises(BadRequest, match=r"^continue: this tune is not possible; .* \(line 3, column 1\)"):
        continued("X:1\nK:G\n@|]", catalogue)
    with pytest.raises(BadRequest, match=r"^key: "):
        continued(TUNE, catalogue, key="H")
