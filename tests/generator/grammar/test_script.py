"""Whatever is chosen in the free bars, they become as long as they must and the fixed text stays."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.grammar.lengths import GRID, UNIT
from generator.grammar.matcher import make_matcher
from generator.grammar.script import FreeBar, Script, ScriptMatcher, cadence_of
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key
from tests.generator.grammar.test_matcher import CHOOSERS, Chooser
from tests.generator.notation.strategies import examples

LINES = ("|", "|\n", "|1", ":|2", ":|\n|:", "|cdec|", "|\n[^c]5|")
C = Key("C", "maj")


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """Bars of any length on the grid; any of them may end a part, the last one the tune."""
    count = draw(st.integers(1, 4))
    bars = []
    for index in range(count):
        length = GRID * draw(st.integers(1, 80))
        closing = draw(st.booleans())
        ends = index + 1 == count and draw(st.booleans())
        beat = UNIT * draw(st.sampled_from((1, 2, 3, 4)))
        cadence = cadence_of(length, draw(st.sampled_from((length, 8 * UNIT))), beat) if ends else None
        before = draw(st.sampled_from(LINES if index else ("", "|:", "|:G2|")))
        bars.append(
            FreeBar(before, index, length, draw(st.booleans()), closing or ends, draw(st.booleans()), cadence)
        )
    key = Key("C", draw(st.sampled_from(("maj", "min", "dor", "mix"))))
    low = draw(st.integers(50, 75))
    return Script(key, ((low, low + draw(st.integers(12, 30))),), tuple(bars), draw(st.sampled_from("|:")))


def write(script: Script, choose: Chooser, seed: int) -> str:
    matcher, chance, text = make_matcher(script), Random(seed), ""  # noqa: S311 - no secret
    while not matcher.done:
        text += choose(matcher.allowed(), chance)
        matcher.advance(text[-1])
        assert len(text) < 40_000, "it never ends"
    return text


@pytest.mark.parametrize("taste", CHOOSERS)
@examples(60)
@given(script=scripts(), seed=st.integers(0, 2**32))
def test_every_taste_fills_every_bar(taste: str, script: Script, seed: int) -> None:
    written = list(script.written(write(script, CHOOSERS[taste], seed)))
    read = read_abc(f"M:4/4\nL:1/8\nK:{script.key.field}\n" + "|".join(written) + "|c|")
    assert [bar.duration * 8 * UNIT for bar in read.bars[:-1]] == [bar.length for bar in script.bars]
    sounding = [note.pitches[0] for bar in read.bars[:-1] for note in bar.notes if note.pitches]
    low, high = script.windows[0]
    assert all(low <= pitch.midi <= high for pitch in sounding)
    if script.bars[-1].cadence is not None:
        assert sounding[-1].step == "C"
    for bar, made in zip(script.bars, read.bars, strict=False):
        assert not (made.notes[-1].tied and (bar.sealed or bar.closing))


def test_the_fixed_text_is_all_that_can_be_taken() -> None:
    script = Script(C, ((60, 84),), (FreeBar("|:c4|", 1, 4 * UNIT), FreeBar("|[weird]|\n", 3, GRID)), "|")
    matcher = ScriptMatcher(script)
    for character in "|:c4|":
        assert matcher.allowed() == character
        matcher.advance(character)
    assert (matcher.bars, matcher.done) == (1, False)
    for character in "c4|[weird]|\n":
        matcher.advance(character)
    assert matcher.bars == 3
    for character in "c/4|":
        matcher.advance(character)
    assert (matcher.done, matcher.allowed()) == (True, "")
    assert list(script.written("|:c4|c4|[weird]|\nc/4|")) == ["c4", "c/4"]


@pytest.mark.parametrize("text", ["|:c4|c4|[weird]|c/4|", "|:c4|c4|[weird]|\nc/4", "", "|:c4|c4:|"])
def test_a_text_that_does_not_keep_to_the_script_is_refused(text: str) -> None:
    script = Script(C, ((60, 84),), (FreeBar("|:c4|", 1, 4 * UNIT), FreeBar("|[weird]|\n", 3, GRID)), "|")
    with pytest.raises(ValueError, match=r"fixed text has changed|does not end"):
        list(script.written(text))


def test_a_bar_line_must_be_between_two_free_bars() -> None:
    with pytest.raises(ValueError, match="bar lines between them"):
        Script(C, ((60, 84),), (FreeBar("", 0, UNIT), FreeBar("c|", 1, UNIT)), "|")
    assert Fraction(cadence_of(8 * UNIT, 8 * UNIT, 2 * UNIT), UNIT) == 2
