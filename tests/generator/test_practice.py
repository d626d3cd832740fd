"""What can be said of how a tune is practised, as a value and as text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.engine.remote.tasks import RenderTask, decode, encode
from generator.errors import BadRequest
from generator.file_names import stem_with
from generator.playing import HEARD, Playing
from generator.practice import LOOPS, PERCENTS, STEPS, Practice
from generator.practice_text import read_practice
from generator.request import ComposeRequest

bars = st.tuples(st.integers(1, 60), st.integers(0, 12)).map(lambda one: f"{one[0]}-{one[0] + one[1]}")


@st.composite
def practices(draw: st.DrawFn) -> Practice:
    """Any that is possible."""
    first, last = sorted((draw(st.integers(*PERCENTS)), draw(st.integers(*PERCENTS))))
    step = draw(st.none() | st.integers(*STEPS)) if first < last else None
    fewest = -(-(last - first) // step) + 1 if step else 1 + (first < last)
    if fewest > LOOPS[1]:
        step, fewest = None, 2
    return Practice(
        section=draw(st.none() | st.sampled_from("ABCXZ") | st.integers(1, 99).map(str) | bars),
        loops=draw(st.integers(fewest, LOOPS[1])), from_percent=first, to_percent=last, step_percent=step,
        count_in=draw(st.booleans()), click=draw(st.booleans()), split=draw(st.booleans()),
    )  # fmt: skip


@given(practices())
def test_its_text_and_its_json_are_read_again(practice: Practice) -> None:
    assert read_practice(practice.text) == practice
    assert read_practice(practice.short_text) == practice
    assert len(practice.short_text) <= 60
    assert Practice.from_json(practice.to_json()) == practice


@given(practices())
def test_the_tempo_rises_to_its_last_percentage(practice: Practice) -> None:
    percents = practice.percents
    assert len(percents) == practice.loops
    assert (percents[0], percents[-1]) == (practice.from_percent, practice.to_percent)
    assert list(percents) == sorted(percents)


@given(st.text(max_size=220))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        said = read_practice(text).text
    except BadRequest as error:
        said = str(error).removesuffix(".")
        assert said != str(error)  # noqa: PT017 - both ends are fine
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "practice"),
    [
        ("", Practice()),
        ("B x4, 60-100 %, click, split",
         Practice(section="B", loops=4, from_percent=60, click=True, split=True)),
        ("part b \u00d74 60 to 100 percent no count-in",
         Practice(section="B", loops=4, from_percent=60, count_in=False)),
        ("bars 5-8, twice", Practice(section="5-8", loops=2)),
        ("three times, A", Practice(section="A", loops=3)),
        ("Ten loops", Practice(loops=10)),
        ("Ax4", Practice(section="A", loops=4)),
        ("part B\u00d72, click", Practice(section="B", loops=2, click=True)),
        ("A click x3", Practice(section="A", loops=3, click=True)),
        ("A split", Practice(section="A", split=True)),
        ("A count-in", Practice(section="A")),
        ("a split", Practice(section="A", split=True)),
        ("B, a click and a count-in", Practice(section="B", click=True)),
        ("without a click, a count-in", Practice()),
        ("B part, at 80 percent", Practice(section="B", from_percent=80, to_percent=80)),
        ("the A part x2", Practice(section="A", loops=2)),
        ("the b", Practice(section="B")),
        ("A at 80per cent x2", Practice(section="A", loops=2, from_percent=80, to_percent=80)),
        ("x4 from 60 to 100 %", Practice(loops=4, from_percent=60)),
        ("x4, from 60 to 100 in steps of 20", Practice(loops=4, from_percent=60, step_percent=20)),
        ("60\u2192100 % x4", Practice(loops=4, from_percent=60)),
        ("60 % -> 100 % x4", Practice(loops=4, from_percent=60)),
        ("measures 5-8 x2", Practice(section="5-8", loops=2)),
        ("Measure 7, click", Practice(section="7", click=True)),
        ("measures 5 to 8, by 20, 60-100 %",
         Practice(section="5-8", loops=3, from_percent=60, step_percent=20)),
        ("5-8x4", Practice(section="5-8", loops=4)),
        ("A x 4", Practice(section="A", loops=4)),
        ("60 - 100 in steps of 20", Practice(loops=3, from_percent=60, step_percent=20)),
        ("A, 60 to 100, by 20 %", Practice(section="A", loops=3, from_percent=60, step_percent=20)),
        ("bars 5-8, 60-100 %, by 20", Practice(section="5-8", loops=3, from_percent=60, step_percent=20)),
        ("5 - 8; 3 times; 80%", Practice(section="5-8", loops=3, from_percent=80, to_percent=80)),
        ("bars 30-40, 60-100 %, by 20", Practice(section="30-40", loops=3, from_percent=60, step_percent=20)),
        ("30-40 x2", Practice(section="30-40", loops=2)),
        ("bar 7 x2, without click", Practice(section="7", loops=2)),
        ("60-100 %", Practice(loops=5, from_percent=60, step_percent=10)),
        ("the whole tune, 50-110 %, in steps of 20, count in",
         Practice(loops=4, from_percent=50, to_percent=110, step_percent=20)),
    ],
)  # fmt: skip
def test_people_may_write_it_in_several_ways(text: str, practice: Practice) -> None:
    assert read_practice(text) == practice


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("slowly", "practice: slowly is not possible; it may say a part or bars, how often, "),
        ("A, B", "practice: B is not possible; it says A too; give only one of them."),
        ("A B x2", "practice: B is not possible; it says A too; give only one of them."),
        ("60 %, x2, 80-90 %", "practice: 80-90 % is not possible; it says 60 % too; give only one of them."),
        ("A, 60.5 %", "practice: 60.5 % is not possible; numbers must be whole, such as x4 or 60 %."),
        ("60,5 %, click", "practice: 60,5 % is not possible; numbers must be whole, such as x4 or 60 %."),
        ("x41", "practice, how often: 41 is not possible; it must be a whole number from 1 to 40."),
        ("x99999999999", "practice: 99999999999 is not possible; the number is too large."),
        ("10-100 %",
         "practice, tempo: 10 is not possible; a percentage must be a whole number from 20 to 150."),
        ("100-60 %", "practice, tempo: 100-60 is not possible; the slower tempo comes first."),
        ("x3, 60-100 %, by 10",
         "practice, how often: 3 is not possible; from 60 to 100 % in steps of 10 it must be at least 5."),
        ("x1, 60-100 %", "practice, how often: 1 is not possible; from 60 to 100 % it must be at least 2."),
        ("steps of 5",
         "practice, steps: 5 is not possible; steps need a tempo that rises, such as 60-100 %."),
        ("60-100 x7 in steps of 10",
         "practice, tempo: 60-100 is not possible; without a % these are bars, and steps need a tempo: write "
         "60-100 %."),
        ("A, 60 to 100, click, by 10",
         "practice, tempo: 60-100 is not possible; without a % these are bars, "),
        ("by 10, from 60 to 100", "practice, tempo: 60-100 is not possible; without a % these are bars, "),
        ("5-8 x7 in steps of 10",
         "practice, steps: 10 is not possible; steps need a tempo that rises, such as 60-100 %."),
        ("bars 60-100 x7 in steps of 10",
         "practice, steps: 10 is not possible; steps need a tempo that rises, such as 60-100 %."),
        ("60-100 %, by 0",
         "practice, steps: 0 is not possible; a step in percent must be a whole number from 1"),
        ("60-101 %, by 1",
         "practice, steps: 1 is not possible; from 60 to 101 % that would be 42 tempos, and the limit is 40; "
         "larger steps would fit."),
        ("60 to", "practice: 60 to is not possible; it may say a part or bars, how often, "),
        ("bars 8-5",
         "practice, part or bars: 8-5 is not possible; it must be a part such as B, or bars such"),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read_practice(text)
    assert str(caught.value).startswith(sentence)


def test_steps_are_played_equally_often() -> None:
    assert Practice(loops=10, from_percent=60, step_percent=10).percents == (
        60, 60, 70, 70, 80, 80, 90, 90, 100, 100,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("practice", "name"),
    [
        (read_practice("B x4, 60-100 %, click"), "practice part B x4 60 to 100 count-in click"),
        (read_practice("bars 5-8, 80 %, split"), "practice bars 5-8 at 80 count-in split"),
        (Practice(), "practice count-in"),
        (read_practice("no count-in"), "practice"),
        (read_practice("60-100 %, no countin, Click"), "practice x5 60 to 100 by 10 click"),
    ],
)
def test_its_name_says_what_it_is(practice: Practice, name: str) -> None:
    assert practice.name == name


@given(practices(), practices(), st.sampled_from(HEARD), st.sampled_from(HEARD))
def test_no_two_have_the_same_name(one: Practice, other: Practice, heard: str, heard_of_other: str) -> None:
    asked = [(one, heard), (replace(one, **beside_its_tempo(other)), heard_of_other)]
    different = {Playing(practice=how, heard="all" if how.split else who) for how, who in asked}
    names = {stem_with("lilt-12", playing.practice_name) for playing in different}
    assert len(names) == len(different)
    assert all(len(name) + len(".mp3") <= 100 for name in names)


def beside_its_tempo(practice: Practice) -> dict[str, Any]:
    """What may differ between two practices whose tempo is the same."""
    return {name: getattr(practice, name) for name in ("section", "count_in", "click", "split")}


@pytest.mark.parametrize(
    "options", [{"loops": True}, {"click": "yes"}, {"section": 5}, {"section": "ending"}, {"step_percent": 0}]
)
def test_a_wrong_value_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        Practice(**options)


@given(practices())
def test_it_travels_to_a_worker(practice: Practice) -> None:
    task = RenderTask(abc="", playing=Playing(practice=practice), formats=frozenset({"mp3"}), user="1")
    assert decode(encode(task)) == task
    request = ComposeRequest(practice=practice)
    assert ComposeRequest.from_json(request.to_json()) == request
    assert request.playing.practice == practice


@pytest.mark.parametrize("wrong", [{"tempo": 3}, {"loops": 0}, "B x4", 7])
def test_a_worker_refuses_what_is_no_practice(wrong: Any) -> None:
    with pytest.raises(BadRequest):
        ComposeRequest.from_json({"practice": wrong})
    with pytest.raises(BadRequest):
        Playing(practice=wrong)


@pytest.mark.parametrize("options", [{"plain": True}, {"heard": "melody"}, {"backing": "none"}])
def test_two_sides_need_a_melody_and_a_backing(options: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match="both the melody and a backing"):
        Playing(**options, practice=Practice(split=True))


def test_a_practice_says_itself_how_often_it_is_played() -> None:
    with pytest.raises(BadRequest, match=r"^times: 2 is not possible"):
        Playing(times=2, practice=Practice())
