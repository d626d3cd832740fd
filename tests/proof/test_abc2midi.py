"""Which dotted pairs abc2midi refuses ("Cannot apply broken rhythm"): none that the writer writes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from generator.notation.reading.reader import read_abc
from generator.notation.writing.writer import write_abc
from generator.request import ComposeRequest
from generator.tune import Tune
from tests.bot.fakes import tune
from tests.proof.oracles import by_abc2midi

pytestmark = pytest.mark.skipif(shutil.which("abc2midi") is None, reason="abc2midi is not installed")

SAID = "Cannot apply broken rhythm. Notes not equal durations"
TIED = ("F/4-|F<a", "F/4-|F>a", "F/-|F<a", "F-|F<a", "F-|F>a", "^F/4-|F<a", "(3abF-|F<a", "F/4-|\nF<a")


def said(music: str, rhythm: str, meter: str = "4/4") -> str:
    """What abc2midi says of this music."""
    abc = f"X:1\nT:Test\nR:{rhythm}\nM:{meter}\nL:1/8\nK:C\n{music}\n"
    return by_abc2midi(with_abc(abc), ComposeRequest())


def with_abc(abc: str) -> Tune:
    return replace(tune(ComposeRequest()), abc=abc)


@pytest.mark.parametrize("rhythm", ["reel", "hornpipe"])
def test_a_tie_over_a_bar_line_into_a_dotted_pair_is_read(rhythm: str) -> None:
    assert [music for music in TIED if SAID in said(f"{music} c4|", rhythm)] == []


def test_a_pair_that_follows_an_eighth_on_the_beat_is_refused_in_a_hornpipe_only() -> None:
    """abc2midi swings the eighths of a beat, counted from the bar line: one note would be in two pairs."""
    for music in ("cF<a c4|", "F-F<a c4|", "|:cF<a|c4c4:|"):
        assert SAID in said(music, "hornpipe")
        assert SAID not in said(music, "reel")
    assert SAID not in said("c2F<a c4|", "hornpipe")


def test_the_writer_writes_no_pair_that_abc2midi_refuses() -> None:
    """Hornpipes with a pair at every place of a bar and of a pickup, tied and not."""
    refused, count = [], 0
    for meter, tie in product(("4/4", "2/4"), ("", "-")):
        full = int(Fraction(meter) * 8)
        pickups = ["", *(bar for length in (1, 2, 3) for bar in ("F" * length, *with_a_pair(length)))]
        for pickup, bar in product(pickups, with_a_pair(full)):
            last = f"F{full - pickup.count('F')}"
            music = f"|:{pickup and f'{pickup}{tie}|'}{bar}{tie}|{bar}|{last}:|"
            abc = write_abc(read_abc(f"R:hornpipe\nM:{meter}\nL:1/8\nK:C\n{music}"), title="Test")
            refused += [abc] if by_abc2midi(with_abc(abc), ComposeRequest()) else []
            count += 1
    assert refused == []
    assert count > 300


def with_a_pair(length: int) -> list[str]:
    """All bars of so many eighths, two of which are a dotted pair."""
    return [f"{'F' * at}F{sign}F{'F' * (length - at - 2)}" for at in range(length - 1) for sign in "<>"]
