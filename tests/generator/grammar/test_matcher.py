"""Whichever of the allowed characters are chosen, the result is a correct tune of the form that was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.grammar.matcher import CHARACTERS, Task, TuneMatcher
from generator.notation.checker import bar_problems
from generator.notation.form import Form, form_of
from generator.notation.melody import Melody
from generator.notation.model_text import END, read_model_text, write_header
from generator.notation.theory import Key, Meter
from generator.notation.transpose import lies_within
from generator.notation.unfold import played_bars
from generator.notation.writing.writer import write_body
from tests.generator.notation.strategies import examples

METERS = ("2/4", "3/4", "4/4", "6/8", "9/8", "12/8", "3/8", "3/2", "6/4")
PARTS = ("A", "AA", "AB", "AAB", "ABB", "AABB", "AABBCC", "ABCD", "AABBCCDD")
WINDOWS = (((48, 96),), ((60, 84), (48, 72), (72, 96)), ((62, 80),), ((50, 64),), ((76, 90),))
JIG = Task(Form("AABB", (8, 8)), Meter(6, 8), Key("C", "maj"), ((55, 93),))


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    parts = draw(st.sampled_from(PARTS))
    bars = tuple(draw(st.integers(4, 12)) for _ in set(parts))
    key = Key("C", draw(st.sampled_from(("maj", "min", "dor", "mix"))))
    meter = Meter.parse(draw(st.sampled_from(METERS)))
    return Task(Form(parts, bars), meter, key, draw(st.sampled_from(WINDOWS)), cadence=draw(st.booleans()))


Chooser = Callable[[str, Random], str]


def evenly(options: str, chance: Random) -> str:
    return chance.choice(options)


def stubbornly(preferred: str) -> Chooser:
    """Takes the preferred characters nine times in ten where it can."""

    def choose(options: str, chance: Random) -> str:
        liked = [option for option in options if option in preferred]
        return chance.choice(liked if liked and chance.random() < 0.9 else options)

    return choose


CHOOSERS = {
    "evenly": evenly,
    "shortest notes": stubbornly("/4"),
    "longest notes": stubbornly("826z"),
    "tuplets": stubbornly("(37/"),
    "broken rhythm": stubbornly("><"),
    "ties": stubbornly("-"),
    "low": stubbornly("C,_"),
    "high": stubbornly("b'^"),
    "bar lines": stubbornly("|:1"),
    "never a bar line": stubbornly("ABCDEFGabcdefg"),
}


def write(task: Task, choose: Chooser, seed: int, opening: str = "") -> str:
    matcher, chance, text = TuneMatcher(task, opening), Random(seed), opening  # noqa: S311 - no secret
    while not matcher.done:
        character = choose(matcher.allowed(), chance)
        matcher.advance(character)
        text += character
        assert len(text) < 40_000, "it never ends"
    return text


def read(task: Task, body: str) -> Melody:
    return read_model_text(write_header("jig", task.meter.name, task.key.mode, task.form) + body)


@pytest.mark.parametrize("taste", CHOOSERS)
@examples(25)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_every_taste_leads_to_a_correct_tune(taste: str, task: Task, seed: int) -> None:
    body = write(task, CHOOSERS[taste], seed)
    tune = read(task, body)
    assert bar_problems(tune) == []
    assert form_of(tune) == task.form
    assert any(lies_within(tune, *window) for window in task.windows)
    assert not task.cadence or ends_on_the_tonic(tune)
    assert body.endswith(END)


@pytest.mark.parametrize("taste", CHOOSERS)
@examples(10)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_the_notes_of_a_tuplet_are_of_one_length(taste: str, task: Task, seed: int) -> None:
    notes = [note for bar in read(task, write(task, CHOOSERS[taste], seed)).bars for note in bar.notes]
    groups = [notes[at : at + one.first_of_tuplet] for at, one in enumerate(notes) if one.first_of_tuplet]
    assert [len({note.length for note in group}) for group in groups] == [1] * len(groups)


@pytest.mark.parametrize("taste", CHOOSERS)
@examples(10)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_a_tune_is_allowed_in_the_notation_of_the_writer_too(taste: str, task: Task, seed: int) -> None:
    rewritten = write_body(read(task, write(task, CHOOSERS[taste], seed))) + END
    matcher = TuneMatcher(task)
    for character in rewritten:
        matcher.advance(character)
    assert matcher.done


AWAY = "DEFGABdefgab-"
CADENCES = {
    "away from the tonic": stubbornly("DEFGABdefgab^_"),
    "away from the tonic by rests": stubbornly("DEFGABdefgabz"),
    "away from the tonic by ties": stubbornly("DEFGABdefgab-"),
    "away from the tonic by the shortest notes": stubbornly("DEFGABdefgab/4"),
    "away from the tonic by tuplets": stubbornly("DEFGABdefgab(3"),
    "away from the tonic by pairs": stubbornly("DEFGABdefgab><"),
    "never": lambda options, chance: chance.choice(
        [one for one in options if one in "DEFGABdefgab-"] or options
    ),
}


@pytest.mark.parametrize("taste", CADENCES)
@examples(25)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_the_last_note_is_the_tonic_for_every_taste(taste: str, task: Task, seed: int) -> None:
    assert ends_on_the_tonic(read(task, write(replace(task, cadence=True), CADENCES[taste], seed)))


def test_without_a_cadence_tunes_end_anywhere() -> None:
    tunes = [read(JIG, write(JIG, CADENCES["never"], seed)) for seed in range(9)]
    assert not any(map(ends_on_the_tonic, tunes))


def ends_on_the_tonic(tune: Melody) -> bool:
    """Whether the last note that sounds is the tonic, in any octave."""
    *_, (last,) = [note.pitches for bar in played_bars(tune) for note in bar.notes if note.pitches]
    return last.midi % 12 == tune.key.tonic_class


@examples(30)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_the_played_bars_fill_the_meter(task: Task, seed: int) -> None:
    """An independent sum: after the first pickup the played bars add up to full bars."""
    full = task.meter.bar
    durations = [bar.duration for bar in played_bars(read(task, write(task, evenly, seed)))]
    pickup = durations[0] if durations[0] < full else 0
    filled = Fraction(0)
    for duration in durations[1 if pickup else 0 :]:
        filled += duration
        assert filled <= full
        filled %= full
    assert filled in (0, full - pickup)


@examples(30)
@given(task=tasks(), seed=st.integers(0, 2**32), cut=st.integers(3, 40))
def test_a_tune_goes_on_from_its_opening(task: Task, seed: int, cut: int) -> None:
    body = write(task, evenly, seed)
    opening = body[: body.find("|", cut) + 1]
    rest = write(task, evenly, seed + 1, opening)
    assert rest.startswith(opening)
    assert bar_problems(read(task, rest)) == []


def test_the_last_note_of_an_opening_is_not_made_longer() -> None:
    matcher = TuneMatcher(JIG, "|:G|c")
    assert not set(matcher.allowed()) & set("2346/'-><")


def test_an_opening_that_breaks_the_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="'b' cannot come here"):
        TuneMatcher(JIG, "|:cdefgab")


def test_a_character_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot come here"):
        TuneMatcher(JIG).advance("c")


@examples(10)
@given(task=tasks(), seed=st.integers(0, 2**32))
def test_no_other_characters_are_ever_asked_for(task: Task, seed: int) -> None:
    matcher, chance = TuneMatcher(task), Random(seed)  # noqa: S311 - no secret
    while not matcher.done:
        assert set(matcher.allowed()) <= CHARACTERS
        matcher.advance(evenly(matcher.allowed(), chance))


@pytest.mark.parametrize(
    ("text", "may", "may_not"),
    [
        ("", "|", ":G"),  # the first part is repeated
        ("|:", "Gz(^", "|:>-"),
        ("|:G2A2B", "/3>c|", "46:"),  # the bar has room for two eighths, or it may end here as a pickup
        ("|:G2A2B2", "|", "GAz(:/2"),  # full
        ("|:G2A2BA", "|/-", "2>(z"),  # full as it stands; a shorter note would leave room
        ("|:(", "32", "G456"),
        ("|:(3G", "GB/2", "|z(>-"),  # a tuplet is filled with notes
        ("|:(3G2A", "2", "GB/3|"),  # of the same length
        ("|:G|z", "24Az", "6"),  # no whole bar is all rest
        ("|:G|z4z", "/A", "2|"),
        ("|:G-", "G|", "ABz^("),  # a tie leads to the same note
        ("|:^f-", "^|", "fg="),  # spelled the same way
        ("|:=f-|", "f", "=^g"),  # but for an accidental that is the key's: after a bar line none is needed
        ("|:G>", "A^", "z(|/2"),  # the second of a pair is a note
        ("|:G>A", "-|B", "></"),  # that can be tied
        ("|:G6|A6|", "B1", "\n:|"),  # no ending can begin before the second bar, nor a part end
        ("|:G6|A6|G6|A6|", "\n1", "GAz"),  # four bars a line
    ],
)
def test_what_may_follow(text: str, may: str, may_not: str) -> None:
    matcher = TuneMatcher(replace(JIG, form=Form("AABB", (5, 5))))
    for character in text:
        matcher.advance(character)
    assert set(may) <= set(matcher.allowed())
    assert not set(may_not) & set(matcher.allowed())


def test_the_parts_end_as_the_writer_writes_them() -> None:
    assert write(JIG, evenly, 3).count(":|") >= 2
    assert write(Task(Form("AB", (4, 4)), Meter(4, 4), Key("C", "maj"), ((48, 96),)), evenly, 3).endswith(
        "|]\n\n"
    )
