import pytest

from generator.notation.reading.reader import read_abc
from trainer.data.dance_rule import dance_of, figures

WALTZ = "|:c4 e2|g4 e2|d4 f2|a2 g2 f2|e4 g2|c'4 a2|g2 f2 d2|c6:|"
POLKA = "|:ce/d/ cG|Ac cB/A/|GA/B/ cd|ef ed|ce/d/ cG|Ac cB/A/|GA/B/ ed|c2 c2:|"
MINUET_LIKE = "|:cdefga|gfedcB|cdefga|g2f2e2|cdefga|gfedcB|cdedcB|c6:|"
REEL_IN_SIXTEENTHS = "|:" + "|".join(["c/d/e/f/ g/f/e/d/"] * 8) + ":|"
MARCH = "|:" + "|".join(["c>d e>f"] * 8) + ":|"


def found(meter: str, body: str, fields: str = "") -> str | None:
    text = f"X:1\n{fields}M:{meter}\nL:1/8\nK:C\n{body}\n"
    return dance_of(read_abc(text), text)


def test_a_waltz_and_a_polka_are_found() -> None:
    assert found("3/4", WALTZ) == "waltz"
    assert found("2/4", POLKA) == "polka"


@pytest.mark.parametrize(("meter", "body"), [
    ("3/4", MINUET_LIKE), ("2/4", REEL_IN_SIXTEENTHS), ("2/4", MARCH), ("6/8", "|:" + "cdefga|" * 8 + ":|"),
])  # fmt: skip
def test_other_rhythms_are_no_dance(meter: str, body: str) -> None:
    assert found(meter, body) is None


@pytest.mark.parametrize("fields", [
    'Q:1/4=120 "Slow"\n', "Q:1/4=60\n", "Q:1/2=160\n", 'N:"Plaintive"\n', "T:Lament for Bach\n",
    "T:A Minuet\n", "T:The Mazurka\n",
])  # fmt: skip
def test_a_tune_marked_slow_too_fast_or_as_another_dance_is_no_waltz(fields: str) -> None:
    assert found("3/4", WALTZ, fields) is None


def test_a_tune_at_the_dances_tempo_is_found() -> None:
    assert found("3/4", WALTZ, "Q:1/4=132\n") == "waltz"
    assert found("2/4", POLKA, "Q:1/4=120\n") == "polka"


def test_parts_have_whole_phrases_and_the_tune_whole_figures() -> None:
    six = "|:" + WALTZ[2:].split("|", 2)[2]
    assert found("3/4", six) is None
    assert found("3/4", "|:c4 e2|g4 e2|d4 f2|c6:|") == "waltz"  # twice 4 bars
    assert found("3/4", "c4 e2|g4 e2|d4 f2|c6|]") is None


def test_the_figures_of_a_tune() -> None:
    of = figures(read_abc("X:1\nM:2/4\nL:1/8\nK:C\nc>d e2|c/d/e z2|]\n"))
    assert of["notes per bar"] == pytest.approx(6 * 4 / 6)  # rests do not count
    assert of["time in sixteenths"] == pytest.approx(1.5 / 6)
    assert of["dotted eighths per bar"] == pytest.approx(4 / 6)
