from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.checker import bar_problems
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.writing.writer import write_body
from trainer.data.part_boundaries import mend

HEAD = "M:6/8\nL:1/8\nK:C\n"


def mended(body: str) -> str:
    """The body as it is written after mending."""
    melody = mend(read_abc(HEAD + body))
    assert not bar_problems(melody)
    return write_body(melody).replace("\n", "")


@pytest.mark.parametrize(
    ("printed", "played"),
    [
        ("|:G|CDE FGA|GFE C3:|", "|:G|CDEFGA|GFEC2:|"),  # a full bar before the pickup it goes back to
        ("|:CDE FGA|GFE C2:|", "|:CDEFGA|GFEC3:|"),  # a short bar, and no pickup to fill it
        ("CDE FGA|GFE C2||CDE FGA|GFE C3|]", "CDEFGA|GFEC3||CDEFGA|GFEC3|]"),
        ("CDE FGA|GFE C3||G|CDE FGA|GFE C3|]", "CDEFGA|GFEC2||G|CDEFGA|GFEC3|]"),
        ("|:G|CDE FGA|GFE FGA|GFE C3:|CDE FGA|GFE C3|]", "|:G|CDEFGA|GFEFGA|1GFEC2:|2GFEC3||CDEFGA|GFEC3|]"),
        ("G|:CDE FGA|GFE C3:|", "|:CDEFGA|GFEC3:|"),  # a lead-in to a part that is complete without it
        (
            "|:G|CDE FGA|1GFE FED|GFE C3:|2GFE FED|GFE C2||G|CDE FGA|GFE C2|]",
            "|:G|CDEFGA|1GFEFED|GFEC2:|2GFEFED|GFEC2||G|CDEFGA|GFEC2|]",
        ),
    ],
)
def test_the_last_note_of_a_part_fills_the_bar_with_what_follows(printed: str, played: str) -> None:
    assert mended(printed) == played


@pytest.mark.parametrize(
    "body",
    [
        "|:G|CDE FGA|GFE C2:|",  # adds up
        "|:G|CDE FGA|GFE FG/A/G/A/:|",  # the last note is too short to be shortened
        "|:G|CDE FGA|GFE C(3CDE:|",  # the last note is of a tuplet
        "|:G|CDE FGA|GFE z3:|",  # a rest
        "CDE FGA|GFE|CDE FGA|]",  # a bar inside the part
        "|:G|CDE FGA|1GFE C3:|2GFE C2||G|CDE FGA|GFE C2|]",  # an ending of one bar
        "CDE FGA|C||CDE FGA|]",  # too much is missing
    ],
)
def test_a_tune_that_is_exact_or_cannot_be_mended_stays_unchanged(body: str) -> None:
    melody = read_abc(HEAD + body)
    assert mend(melody) is melody


def tune(chance: Random) -> Melody:
    """Two parts in 6/8 whose edges add up or not."""
    body = ""
    for _ in range(2):
        pickup = chance.choice(["", "G|", "GA|"])
        repeat = chance.random() < 0.6
        last = f"GFE{chance.choice(['C', 'C2', 'C3', 'CDE'])}"
        body += f"{'|:' if repeat else ''}{pickup}CDEFGA|GABc2d|{last}{':|' if repeat else '||'}"
    return read_abc(HEAD + body)


@given(st.randoms(use_true_random=False))
def test_mending_never_adds_problems_and_mends_all_at_once(chance: Random) -> None:
    melody = tune(chance)
    once = mend(melody)
    assert len(bar_problems(once)) <= len(bar_problems(melody))
    assert mend(once) == once
    inner = [bar for bar in melody.bars if bar.duration == Fraction(6, 8)]
    assert [bar.notes for bar in inner[:1]] == [
        once.bars[1].notes if melody.bars[0] not in inner else once.bars[0].notes
    ]
