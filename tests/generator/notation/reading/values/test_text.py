"""Accents, entities and escapes in the texts of a tune, and which texts are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.reading.reader import read_abc
from generator.notation.reading.values.text import plain_text
from tests.generator.notation.strategies import examples


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\AA Caf\'e", "Å Café"), ("Caf&eacute;", "Café"),
        (r"Caf\u00e9", "Café"), (r"Caf\U000000e9", "Café"),
        (r"\"o\"O\"a", "öÖä"), (r"\`a\^e\~n\=o", "àêñō"), (r"\c{c}\cC", "çÇ"), (r"\v{s}\vZ", "šŽ"),
        (r"\Ho\H{u}", "őű"), (r"\ua\;e", "ăę"), (r"\AE\ae\OE\oe\ss\DH\dh\TH\th", "ÆæŒœßÐðÞþ"),
        (r"\/o\/O\aa", "øØå"), (r"50\% \& more", "50% & more"), ("Tom &amp; Jerry", "Tom & Jerry"),
        ("&#233;&#xe9;", "éé"), ("Fish & Chips; fish", "Fish & Chips; fish"), ("&nosuch;", "&nosuch;"),
        (r"\q", r"\q"), (r"\'1", r"\'1"), (r"\\", "\\"), ("&#10;&#0;", "&#10;&#0;"), (r"\u0000", r"\u0000"),
        (r"\ud800", r"\ud800"), (r"\Uffffffff", r"\Uffffffff"), ("e\u0301", "é"),
        ("漢字 Ωμέγα Ж", "漢字 Ωμέγα Ж"),
    ],
)  # fmt: skip
def test_text_is_read_as_it_is_meant(written: str, meant: str) -> None:
    assert plain_text(written) == meant


@given(st.text(max_size=60))
@examples(200)
def test_nothing_that_cannot_be_printed_comes_from_an_escape(text: str) -> None:
    assert all(one.isprintable() or one in text for one in plain_text(text))


def test_all_texts_are_kept() -> None:
    melody = read_abc(
        "X:1\nT:One\nT:Two\nC:Trad.\nR:Jig\nO:Ireland\n+:Kerry\nZ:me\nN:a\nN:b % not this\n"
        "M:6/8\nK:D\nZ:someone\nG:core\nDFA AFD|]\nH:old\nW:A verse\n"
    )
    assert (melody.title, melody.rhythm) == ("One", "jig")
    assert melody.texts == (
        ("T", "Two"), ("C", "Trad."), ("O", "Ireland Kerry"), ("Z", "me"), ("N", "a"), ("N", "b"),
        ("Z", "someone"), ("G", "core"), ("H", "old"), ("W", "A verse"),
    )  # fmt: skip


def test_escapes_are_resolved_in_titles() -> None:
    assert read_abc("T:\\AA Caf\\'e 50\\%\nL:1/8\nK:C\nC|]").title == "Å Café 50%"
