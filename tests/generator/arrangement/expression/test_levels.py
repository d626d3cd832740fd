"""Written dynamics: p is softer and f louder, up to the next sign on the page; a wedge leads there."""

from __future__ import annotations

import pytest

from generator.arrangement.expression.dynamics import LOUDEST, QUIETEST, velocities
from generator.arrangement.expression.levels import LEVELS, levels_of
from generator.instruments import Family
from tests.generator.arrangement.expression.lines import line, seeded, tune

P, F = LEVELS["p"], LEVELS["f"]


@pytest.mark.parametrize(
    ("body", "levels"),
    [
        ("d2d2d2d2|d8|]", [0, 0, 0, 0, 0]),
        ("d2!p!d2d2d2|!f!d8|]", [0, P, P, P, F]),
        ("!p!d8|!mf!d8|d8|]", [P, 0, 0]),
        ("|:!p!d8|!f!d8:|", [P, F, P, F]),
        ("|:d8|!f!d8:|", [0, F, 0, F]),
        ("!p!d8|1!f!d8:|2d8|]", [P, F, P, F]),
        ("!p!d8!fine!|!f!d8!D.C.!|]", [P, F, P]),
        ("!crescendo(!d2d2d2!crescendo)!!f!d2|d8|]", [0, F / 3, 2 * F / 3, F, F]),
        ("!<(!d4!<)!d4|!p!d8|]", [0, F, P]),
        ("!<(!d4d4|!<)!!p!d8|]", [0, F / 2, P]),
        ("!<(!d4!<)!d4|d8|]", [0, F, F]),
        ("!>(!d4!>)!d4|d8|]", [0, P, P]),
        ("!f!!>(!d4!>)!d4|d8|]", [F, F + P, F + P]),
        ("!<(!d4d4|d8|]", [0, 0, 0]),
        ("!<)!d4d4|d8|]", [0, 0, 0]),
    ],
)
def test_the_level_of_each_tone(body: str, levels: list[float]) -> None:
    assert levels_of(line(tune(body))) == pytest.approx(levels)


def test_levels_are_in_order() -> None:
    assert list(LEVELS.values()) == sorted(LEVELS.values())


@pytest.mark.parametrize("sign", LEVELS)
@pytest.mark.parametrize("family", [Family.BOW, Family.PIPES])
def test_velocities_follow_within_what_an_instrument_has(sign: str, family: Family) -> None:
    body = "dddd dddd|" * 4
    plain, signed = (
        velocities(line(tune(text)), "reel", family, seeded(1)) for text in (body, f"!{sign}!{body}")
    )
    assert all(QUIETEST <= one <= LOUDEST for one in signed)
    moved = [other - one for one, other in zip(plain, signed, strict=True)]
    assert all(0 <= one <= LEVELS[sign] or LEVELS[sign] <= one <= 0 for one in moved)
    assert any(moved) == (sign != "mf")


def test_a_tune_that_is_played_twice_begins_as_loud_as_it_began() -> None:
    assert levels_of(line(tune("d8|!p!d8|]"), times=2)) == [0, P, 0, P]
