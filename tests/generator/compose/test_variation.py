"""Whatever is written into the free bars, the kept ones stay note for note and the tune stays correct."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compose.source import named_bars
from generator.compose.task import check_source
from generator.compose.variation import read_variation
from generator.errors import BadRequest
from generator.grammar.matcher import Task, make_matcher
from generator.notation.checker import bar_problems
from generator.notation.form import form_of
from generator.notation.melody import Bar, Melody
from generator.notation.theory import Key, Meter
from generator.notation.writing.writer import write_abc
from tests.generator.grammar.test_matcher import (
    CHOOSERS,
    Chooser,
    ends_on_the_tonic,
    evenly,
    read,
    tasks,
    write,
)
from tests.generator.notation.strategies import examples

CHANGES = ("A", "B", "ending", "1", "2-3", "4", "5-8")


def rewrite(task: Task, choose: Chooser, seed: int) -> str:
    matcher, chance, text = make_matcher(task), Random(seed), ""  # noqa: S311 - no secret
    while not matcher.done:
        options = matcher.allowed()
        character = options if len(options) == 1 else choose(options, chance)
        matcher.advance(character)
        text += character
        assert len(text) < 40_000, "it never ends"
    return text


def sounds(bar: Bar) -> list[tuple[list[int], object]]:
    return [([pitch.midi % 12 for pitch in note.pitches], note.duration) for note in bar.notes]


def exists(tune: Melody, change: str) -> bool:
    try:
        named_bars(tune, change)
    except BadRequest:
        return False
    return True


@pytest.mark.parametrize("taste", CHOOSERS)
@examples(15)
@given(task=tasks(), seed=st.integers(0, 2**32), data=st.data())
def test_every_taste_keeps_the_bars_that_are_not_named(
    taste: str, task: Task, seed: int, data: st.DataObject
) -> None:
    bars = task.form.bars[0]
    task = replace(task, form=replace(task.form, bars=(bars,) * len(task.form.bars)), windows=((48, 96),))
    source = replace(read(task, write(task, evenly, seed)), title="")
    change = data.draw(st.sampled_from([one for one in CHANGES if exists(source, one)]))
    variation = read_variation(write_abc(source, title=""), change)
    assert variation.script.lengths
    last_is_free = variation.script.bars[-1] is None
    cadence = task.cadence and last_is_free
    wide = tuple((low - variation.shift, high - variation.shift) for low, high in task.windows)
    varied_task = replace(task, windows=wide, cadence=cadence, script=variation.script)
    check_source(varied_task)
    tune = read(task, rewrite(varied_task, CHOOSERS[taste], seed + 1))
    assert bar_problems(tune) == []
    assert form_of(tune) == task.form
    assert [bar.duration for bar in tune.bars] == [bar.duration for bar in source.bars]
    assert [(bar.ending, bar.opens_repeat, bar.closes_repeat) for bar in tune.bars] == [
        (bar.ending, bar.opens_repeat, bar.closes_repeat) for bar in source.bars
    ]
    kept = [at for at in range(len(source.bars)) if at not in variation.free]
    assert [sounds(tune.bars[at]) for at in kept] == [sounds(source.bars[at]) for at in kept]
    assert not cadence or ends_on_the_tonic(tune)


def test_notes_that_the_grammar_cannot_write_may_change_but_not_stay() -> None:
    source = "X:1\nM:4/4\nL:1/8\nK:C\n(5cdefg c4 c2|cdec c4|cdec c4|cdec c4|cdec c4|cdec c4|cdec c4|c8|]"
    task = Task(form_of(read_variation(source, "1").source), *_meter_and_key(source), windows=((48, 96),))
    check_source(replace(task, script=read_variation(source, "1").script))
    with pytest.raises(BadRequest, match="single notes from a sixteenth"):
        check_source(replace(task, script=read_variation(source, "2").script))


def _meter_and_key(source: str) -> tuple[Meter, Key]:
    tune = read_variation(source, "1").source
    return tune.meter, tune.key


def test_a_tie_into_a_free_bar_is_removed() -> None:
    source = "X:1\nM:2/4\nL:1/8\nK:C\nCDEF|c2e2-|e2f2|g4|cdef|c2e2|e2f2|c4|]"
    variation = read_variation(source, "3")
    assert variation.script.bars[1] == "c2e2"
    assert read_variation(source, "4").script.bars[1] == "c2e2-"


CRUMBS = (
    "X:1\nM:4/4\nL:1/8\nK:C\ncdec c4|cdec c4|cdec c4|cdec c4|cdec c4|cdec c4|cdec c4|cdec G2G3/4G/4D3/4C/4|]"
)


def test_a_last_bar_that_is_kept_may_have_any_rhythm() -> None:
    variation = read_variation(CRUMBS, "1-4")
    task = Task(form_of(variation.source), *_meter_and_key(CRUMBS), windows=((48, 96),))
    text = rewrite(replace(task, script=variation.script), evenly, 1)
    assert text.endswith("|cdecG2G3/4G/4D3/4C/4|]\n\n")


def test_a_last_bar_that_is_rewritten_comes_to_rest() -> None:
    variation = read_variation(CRUMBS, "8")
    task = Task(form_of(variation.source), *_meter_and_key(CRUMBS), windows=((48, 96),), cadence=True)
    texts = [rewrite(replace(task, script=variation.script), evenly, seed) for seed in range(20)]
    last_notes = [read(task, text).bars[-1].notes[-1] for text in texts]
    assert all(note.duration >= Fraction(1, 8) for note in last_notes)
