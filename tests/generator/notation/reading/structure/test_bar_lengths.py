"""What is said of bars that are longer or shorter than the meter, and what is none of anybody's business."""

from __future__ import annotations

import pytest

from generator.notation.reading.reader import read_tune


def said(body: str, meter: str = "4/4") -> list[str]:
    reading = read_tune(f"X:1\nM:{meter}\nL:1/8\nK:D\n{body}")
    return [one.text.removesuffix("; the notes stay as they are written.") for one in reading.notices]


@pytest.mark.parametrize(
    ("body", "meter", "sentence"),
    [
        (
            'DEFG ABcd e2|FED|"D"A8|A8|]',
            "4/4",
            "Bar 1 (10/8) is longer than the meter, bar 2 (3/8) is shorter",
        ),
        ("DEF DEF DEF|DEF DEF DEFED|D9|]", "9/8", "Bar 2 (11/8) is longer than the meter"),
        ("A|D8|D9|D8|D6|D8|D7|]", "4/4", "Bar 2 (9/8) is longer than the meter, bar 4 (6/8) is shorter"),
        ("|:D9|D8|D9:|", "4/4", "Bars 1 (9/8) and 3 (9/8) are longer than the meter"),
        (
            "D9|" * 7 + "D8|]",
            "4/4",
            "Bars 1 (9/8), 2 (9/8), 3 (9/8), 4 (9/8), 5 (9/8) and 2 more are longer than the meter",
        ),
        ("D8|[M:3/4]D6|D8|D6|]", "4/4", "Bar 3 (8/8) is longer than the meter"),
    ],
)
def test_bars_that_do_not_add_up_are_one_sentence(body: str, meter: str, sentence: str) -> None:
    assert said(body, meter) == [sentence]


@pytest.mark.parametrize(
    "body",
    [
        "A|D8|D8|D7|]",
        "|:A|D8|D8|D7:|:A|D8|D8|D7:|",
        "D8|D7:|A|D8|D7|]",
        "|:A2|D8|D8|1D8:|2D6||",
        "|:D8|D6|1D2|D8:|2D2|D8|]",
        "D8|D4||D4|D8|]",
        "D8|D4|D4|D8|]",
        "D8|D3.|D6|D8|]",
        "D8|[M:2/4]D4|D4|[M:4/4]D8|]",
        "[M:none]D8|D3|D11|D8|]",
        "D8|D4[M:2/4]|D4|D4|]",
        "D8|D4[M:3/4]D6|D6|D6|]",
        "D4|]",
    ],
    ids=["pickup", "pickups", "repeat", "last bar", "endings", "double bar", "half bars", "dotted", "meter",
         "free", "new meter at the end", "new meter inside", "one bar"],
)  # fmt: skip
def test_short_bars_that_may_be_meant_are_not_mentioned(body: str) -> None:
    assert said(body) == []
