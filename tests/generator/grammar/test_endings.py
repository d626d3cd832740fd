"""Last bars come to rest: parts and tunes end on a note that lasts, on a beat, and not by crumbs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.grammar.endings import (
    LEAST_LAST,
    STEP,
    holds,
    last_bar_tuplets,
    last_onset,
    may_last,
    may_pair,
)
from generator.grammar.lengths import LENGTHS, PAIRS, TUPLETS, UNIT, ticks
from generator.grammar.matcher import Task, TuneMatcher
from generator.notation.checker import bar_problems
from generator.notation.form import Form, sections
from generator.notation.melody import Bar, Melody
from generator.notation.theory import Key, Meter
from tests.generator.grammar.test_matcher import CADENCES, CHOOSERS, ends_on_the_tonic, read, tasks, write
from tests.generator.notation.strategies import examples

EIGHTH, SIXTEENTH = Fraction(1, 8), Fraction(1, 16)
TASTES = CHOOSERS | CADENCES
REEL = Task(Form("A", (4,)), Meter(4, 4), Key("C", "maj"), ((48, 96),), cadence=True)


def last_bars(tune: Melody) -> list[Bar]:
    """The last bar of every part and ending, where whole sixteenths leave room for an eighth."""
    last = [run[-1] for part in sections(tune) for run in part.passes()]
    return [bar for bar in last if bar.duration >= EIGHTH and bar.duration % SIXTEENTH == 0]


@pytest.mark.parametrize("taste", TASTES)
@examples(15)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_every_part_ends_on_an_eighth_or_longer(taste: str, task: Task, seed: int) -> None:
    tune = read(task, write(task, TASTES[taste], seed))
    assert all(bar.notes[-1].duration >= EIGHTH for bar in last_bars(tune))


@pytest.mark.parametrize("taste", TASTES)
@examples(15)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_a_last_bar_has_nothing_shorter_than_a_sixteenth(taste: str, task: Task, seed: int) -> None:
    tune = read(task, write(task, TASTES[taste], seed))
    assert all(note.duration >= SIXTEENTH for bar in last_bars(tune) for note in bar.notes)


@pytest.mark.parametrize("taste", CADENCES)
@examples(15)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_from_the_last_beat_on_only_the_tonic_sounds(taste: str, task: Task, seed: int) -> None:
    tune = read(task, write(replace(task, cadence=True), CADENCES[taste], seed))
    last = tune.bars[-1]
    assume(last.duration >= EIGHTH)
    runs_on = task.meter.compound and last.duration == task.meter.bar
    beat = EIGHTH if runs_on else task.meter.beat
    last_beat = max(Fraction(0), (last.duration - EIGHTH) // beat * beat)
    begins, sounding = Fraction(0), []
    for note in last.notes:
        begins += note.duration
        if begins > last_beat:
            sounding += [pitch.midi % 12 for pitch in note.pitches]
    assert set(sounding) <= {tune.key.tonic_class}


@pytest.mark.parametrize(
    ("meter", "eighths", "onset"),
    [
        ("4/4", 8, 6),
        ("4/4", 7, 6),
        ("4/4", 6, 4),
        ("2/4", 3, 2),
        ("3/4", 4, 2),
        ("6/8", 5, 3),
        ("9/8", 8, 6),
        ("6/8", 6, 5),  # a tune without a pickup runs on to its beginning
        ("9/8", 9, 8),
        ("4/4", Fraction(13, 2), 4),  # on the beat after it, the last note would be too short
        ("4/4", Fraction(1, 2), 0),
    ],
)
def test_the_tonic_begins_on_the_last_beat(meter: str, eighths: Fraction, onset: int) -> None:
    of = Meter.parse(meter)
    assert last_onset(int(eighths * UNIT), ticks(of.bar), ticks(of.beat)) == onset * UNIT


@pytest.mark.parametrize("room", range(LEAST_LAST, 12 * UNIT, STEP))
def test_after_every_step_the_bar_can_still_come_to_rest(room: int) -> None:
    lengths = [value for value in LENGTHS.values() if value <= room and may_last(value, room)]
    steps = [(value, value) for value in lengths]
    steps += [(2 * UNIT, PAIRS[sign]) for sign in PAIRS if may_pair(sign, room)]
    for digit, (count, time) in TUPLETS.items():
        steps += [(one * time, one * time // count) for one in last_bar_tuplets(digit, room, 0)]
    assert lengths
    assert all(holds(room - taken) or (taken == room and last >= LEAST_LAST) for taken, last in steps)


def notes(lengths: list[str]) -> str:
    return "".join(f"D{length}" for length in lengths)


@pytest.mark.parametrize("taste", CADENCES)
@examples(15)
@given(lengths=st.lists(st.sampled_from(list(LENGTHS)), min_size=1, max_size=20), seed=st.integers(0, 2**32))
def test_a_given_opening_may_fill_the_last_bar_in_any_rhythm(
    taste: str, lengths: list[str], seed: int
) -> None:
    assume(sum(LENGTHS[length] for length in lengths) < ticks(REEL.meter.bar))
    opening = f"c8|c8|c8|{notes(lengths)}"
    tune = read(REEL, write(REEL, CADENCES[taste], seed, opening))
    assert bar_problems(tune) == []
    assert ends_on_the_tonic(tune)


def test_a_given_opening_may_be_the_whole_tune() -> None:
    opening = "c8|c8|c8|DDDDDDDD3/4C/4"
    assert write(REEL, CADENCES["never"], 1, opening) == f"{opening}|]\n\n"


def test_a_given_note_may_be_tied_into_a_short_last_bar() -> None:
    waltz = replace(REEL, meter=Meter(3, 4))
    opening = "c4|c6|c6|c4D2-|"
    assert ends_on_the_tonic(read(waltz, write(waltz, CADENCES["never"], 1, opening)))
    matcher = TuneMatcher(waltz, "c4|c6|c6|c4")
    matcher.advance("D")
    matcher.advance("2")
    assert "-" not in matcher.allowed()  # by itself it would not tie that note: the next bar is the tonic's


@pytest.mark.parametrize(
    ("text", "may", "may_not"),
    [
        ("|:G6|A6|G6|A6|\nD3D", "/><2C", "3:"),  # 6/8: a quarter is left, of which the tonic gets an eighth
        ("|:G6|A6|G6|A6|\nD3C", "23/C", "4:"),  # on the tonic it may be all
        ("|:G6|A6|G6|A6|\nD3D2", "Cc=", "DzB^("),
        ("|:G6|A6|G6|A6|\nD3D2C", ":", "/32<>-"),
        ("|:G|A6|G6|A6|G6|\nD3", "Cc", "DEz("),  # after a pickup the tonic begins on the beat
        ("|:G|A6|G6|A6|G6|\nD2D", "/<C", "2>:"),
    ],
)
def test_what_may_follow_in_a_last_bar(text: str, may: str, may_not: str) -> None:
    matcher = TuneMatcher(replace(REEL, form=Form("AA", (5,)), meter=Meter(6, 8)))
    for character in text:
        matcher.advance(character)
    assert set(may) <= set(matcher.allowed())
    assert not set(may_not) & set(matcher.allowed())
