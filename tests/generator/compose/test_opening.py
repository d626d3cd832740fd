"""An opening is read, written as the model's text, and kept note for note."""

from __future__ import annotations

import pytest

from generator.compose.opening import Opening, read_opening
from generator.compose.plan import Plan
from generator.errors import BadRequest
from generator.notation.form import Form
from generator.notation.model_text import read_model_text, write_header
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key
from generator.notation.transpose import in_octaves
from generator.request import ComposeRequest
from tests.generator.notation.strategies import KEYS

OPENING = "A>B|d2 (3fed ^g=f|_ed e4-"


def plan(key: Key, meter: str = "4/4", parts: str = "AABB", bars: int = 8) -> Plan:
    return Plan.of(
        ComposeRequest(
            type="reel", key=key.tonic, mode=key.mode, meter=meter, parts=parts, bars=bars, seed=1, tempo=100
        )
    )


def opening(asked: str, meter: str = "6/8", parts: str = "AABB", bars: int = 8) -> Opening:
    return read_opening(asked, plan(Key("D", "maj"), meter, parts, bars))


def refused(asked: str, meter: str = "6/8", bars: int = 8) -> str:
    with pytest.raises(BadRequest) as caught:
        opening(asked, meter, bars=bars)
    assert caught.value.option == "opening"
    return str(caught.value)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.field)
def test_it_is_kept_note_for_note_in_every_key(key: Key) -> None:
    asked = read_opening(OPENING, plan(key, "3/4"))
    header = write_header("reel", "3/4", key.mode, Form("AABB", (8, 8)))
    tune = read_model_text(f"{header}{asked.text}|c6:|\n")
    assert sum(asked.kept_in(moved) for moved in in_octaves(tune, key.tonic)) == 1


def test_another_beginning_is_not_taken_for_it() -> None:
    head = "M:6/8\nL:1/8\nK:D\n"
    asked = opening("A|d2f afd")
    assert asked.kept_in(read_abc(head + "A|d2f afd|g6|]"))
    for other in ("A|d2f afe|g6|]", "A|d2f af2d|g6|]", "A,|d2f afd|g6|]", "A|d2f af|]"):
        assert not asked.kept_in(read_abc(head + other))


@pytest.mark.parametrize(
    ("asked", "parts", "bars", "text"),
    [
        ("A", "AABB", 8, "|:G"),
        ("A|", "AABB", 8, "|:G|"),
        ("A|", "AB", 8, "G|"),
        ("A|d2f afd", "AABB", 8, "|:G|c2egec"),
        ("A|d2f afd|", "AABB", 8, "|:G|c2egec|"),
        ("d2f afd | g2f e", "AABB", 8, "|:c2egec|f2ed"),
        ("d6|" * 4, "AABB", 8, "|:c6|c6|c6|c6|\n"),
        ("d6|" * 4, "AABB", 4, "|:c6|c6|c6|c6"),
        ("A|" + "d6|" * 4, "AABB", 8, "|:G|c6|c6|c6|c6|\n"),
        ("=c^d", "AABB", 8, "|:_b^c"),
    ],
)
def test_it_is_written_as_the_model_writes(asked: str, parts: str, bars: int, text: str) -> None:
    assert opening(asked, parts=parts, bars=bars).text.replace("_B", "_b") == text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            "d2f a2fd",
            "bar 1 must fill 6/8; only a pickup and a last bar that no bar line closes may be short",
        ),
        ("A|d2f|a6", "bar 2 must fill 6/8"),
        ("A|d2f a|", "bar 2 must fill 6/8"),
        ("d2f afd | g2f e | ", "bar 2 must fill 6/8"),
        ("d6|" * 5, "up to 4 bars"),
        ("zzz zzz|", "no notes"),
        ("   ", "no notes"),
        ("d>", "inside a tuplet or a broken rhythm (character 2)"),
        ("d0", "the note is too long or too short (character 1)"),
        ("d99", "bar 1 must fill 6/8"),
        ("df^", "^ must stand right before a note, as in ^F, _B or =F (character 3)"),
        ("A|1d6", "not the end of a part"),
        ("d6||d6", "not the end of a part"),
        ("c''''''", "range"),
    ],
)
def test_what_cannot_begin_a_tune_is_named(asked: str, sentence: str) -> None:
    assert sentence in refused(asked)


def test_it_is_no_longer_than_a_part() -> None:
    assert "up to 4 bars" in refused("d6|" * 5, bars=4)
    assert "bar 1 must fill 2/4" in refused("d6", meter="2/4")
