"""The sums of the proof are checked with tunes whose answer is known, and against Lilt's reader."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.model.checkpoint import load_checkpoint
from generator.notation.checker import bar_problems
from generator.notation.form import form_of
from generator.notation.reading.reader import read_abc
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.proof.__main__ import report
from tests.proof.composing import compose_tunes
from tests.proof.oracles import TESTS, by_source, split_header
from tests.proof.requests import requests, variations
from tests.proof.sums import bar_sum, bars_of, runs, wrong_bars

SIX = Fraction(6)


@pytest.mark.parametrize(
    ("bar", "eighths"),
    [
        ("CDEFGA", 6), ("C2d/e/f3", 6), ("c>d^e<f", 4), ("(3abcd2", 4), ("(2ab", 3), ("(3a/b/c/", 1),
        ("z4_B,,2=c''/4", Fraction(25, 4)), ("c3/2d/", 2), ("c2-c", 3),
    ],
)  # fmt: skip
def test_a_bar_is_as_long_as_its_notes(bar: str, eighths: Fraction) -> None:
    assert bar_sum(bar) == eighths


@pytest.mark.parametrize("bar", ["(3ab", "a>", "a&b", "[ce]", "{a}b"])
def test_notation_that_lilt_never_writes_is_refused(bar: str) -> None:
    with pytest.raises(ValueError, match=r"not music|ends inside"):
        bar_sum(bar)


def test_runs_are_in_the_order_in_which_they_are_played() -> None:
    letters, played = runs("|:A|BCDEFG|1ABCDE:|2ABCDEF||\nABCDEF|ABCDEF|]")
    assert letters == "AAB"
    assert played == [[1, 6, 5], [1, 6, 6], [6, 6]]
    assert [bars_of(run, SIX) for run in played] == [2, 2, 2]
    assert wrong_bars(played, SIX) == 0


@pytest.mark.parametrize(
    "body",
    [
        "|:A|BCDEFG|ABCDEF:|",  # nothing completes the pickup
        "ABCDEF|ABCDE|ABCDEF|]",
        "ABCDEFG|ABCDEF|]",
        "|:ABCDEF|ABCDE:|",
    ],
)
def test_bars_of_a_wrong_duration_are_found(body: str) -> None:
    assert wrong_bars(runs(body)[1], SIX) > 0


def test_a_part_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end"):
        runs("ABCDEF|ABCDEF|")


def test_a_few_tunes_of_the_shipped_model_pass_every_test(capsys: pytest.CaptureFixture[str]) -> None:
    """As `make proof` does with thousands, but without abc2midi, which may not be installed, and music21."""
    checkpoint = load_checkpoint()
    tests = TESTS.keys() - {"abc2midi", "music21"}
    asked = requests(checkpoint.catalogue, 6)
    tunes = compose_tunes(checkpoint, asked)
    changes = variations(tunes[:3])
    for number, requested, made in ((6, asked, tunes), (3, changes, compose_tunes(checkpoint, changes))):
        line = report("few", made, requested, tests)
        assert f"tunes={number} " in line
        assert all(f"{test}={number} " in line for test in tests)
    assert capsys.readouterr().err == ""


def test_the_oracle_and_the_reader_agree_on_a_real_tune() -> None:
    abc = (
        "X:1\nT:x\nR:jig\nM:6/8\nL:1/8\nK:D\n"
        "|:A|dfd AFA|gbe c2A|BGB cde|fdd d2:|\n|:e|fdf gfg|afd d2e|fdB BdF|EFE E2:|\n"
    )
    melody = read_abc(abc)
    fields, body = split_header(abc)
    assert not bar_problems(melody)
    assert wrong_bars(runs(body)[1], SIX) == 0
    assert fields["M"] == "6/8"
    assert runs(body)[0] == form_of(melody).parts


def test_a_bar_that_should_have_been_kept_is_found() -> None:
    abc = "X:1\nT:x\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfd AFA|gbe c2A|BGB cde|fdd d3:|\n"
    other = abc.replace("gbe", "gfe")
    asked = ComposeRequest(source=abc, change="3-4")
    made = Tune(request=asked, title="x", abc=other, model="m")
    assert by_source(made, asked) == "bars [1] differ"
    assert by_source(made, ComposeRequest(source=abc, change="2")) == ""
