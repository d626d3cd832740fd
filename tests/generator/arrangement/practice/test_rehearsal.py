"""Which bars are practised, loop after loop, and how they follow each other."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.arranger import arrange_set, tunes_of_set
from generator.arrangement.parts import Role
from generator.arrangement.practice.rehearsal import Loop, bar_positions, beats_a_minute, rehearse
from generator.errors import BadRequest
from generator.notation.melody import Melody
from generator.notation.places import named, parts_of, places
from generator.notation.reading.books.book import whole_book
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import soundings_of
from generator.playing import MOST_SECONDS, Playing
from generator.practice import Practice
from generator.practice_text import read_practice
from tests.generator.arrangement.rich_tunes import numbers, rich_tune
from tests.generator.notation.strategies import examples
from tests.generator.test_practice import practices

EIGHTH = Fraction(1, 8)
JIG = "R:jig\nM:6/8\nL:1/8\nQ:3/8=100\nK:D\n"
TWO_PARTS = f"X:1\n{JIG}|:A|dfa afd|gfe d2A|dfa afd|gfe d2:|\n|:e|faa eaa|faa eaa|faa gfe|1 d3 d2:|2 D3 D2|]"


def loops_of(abc: str, text: str) -> list[Loop]:
    return rehearse(read_abc(abc), read_practice(text))


def written(abc: str, text: str) -> list[list[int]]:
    return [[bar.written for bar in loop] for loop in loops_of(abc, text)]


def eighths(loop: Loop) -> list[Fraction]:
    """Where its notes are struck."""
    return [loop[0].onset / EIGHTH + one.onset / EIGHTH for one in soundings_of(bar.bar for bar in loop)]


def test_a_part_comes_with_its_pickup_and_another_ending_each_time() -> None:
    assert written(TWO_PARTS, "B x3") == [[5, 6, 7, 8, 9], [5, 6, 7, 8, 10], [5, 6, 7, 8, 9]]


THE_KESH = """X:1
T:The Kesh
M:6/8
L:1/8
K:G
D|:G3 GAB|A3 ABd|edd gdd|edB dBA|G3 GAB|A3 ABd|edd gdB|1 AGF G2D:|2 AGF G2A||
|:BAB dBd|ege dBA|BAB dBG|ABA AGA|BAB dBd|ege dBd|gfg aga|1 bgg g2A:|2 bgg g3|]"""


@pytest.mark.parametrize("text", ["A x3", "bars 1-9 x3"])
def test_a_part_whose_pickup_stands_before_the_repeat_has_its_endings_in_turn(text: str) -> None:
    """The first ending leads back with a pickup of its own; after the second comes that of the beginning."""
    body = [1, 2, 3, 4, 5, 6, 7]
    loops = loops_of(THE_KESH, text)
    assert [[bar.written for bar in loop] for loop in loops] == [[0, *body, 8], [*body, 9], [0, *body, 8]]
    assert [loop[0].onset / EIGHTH for loop in loops] == [0, 49, 96]
    assert [{bar.time_through for bar in loop} for loop in loops] == [{1}, {2}, {3}]


def test_where_an_ending_leaves_room_for_the_pickup_each_loop_has_it() -> None:
    loops = loops_of(f"X:1\n{JIG}A|:dfa afd|1 gfe d2:|2 gfe d3|]", "A x4")
    assert [[bar.written for bar in loop] for loop in loops] == [[0, 1, 2], [0, 1, 3]] * 2
    assert [loop[0].onset / EIGHTH for loop in loops] == [0, 12, 24, 36]
    assert [{bar.time_through for bar in loop} for loop in loops] == [{1}, {2}, {3}, {4}]


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("B x2", [[*range(10, 18)], [*range(10, 17), 18]]),
        ("bar 8 x2", [[8], [8]]),
        ("bars 7-9 x2", [[7, 8], [7, 9]]),
        ("bars 7-10 x2", [[7, 8], [7, 9, 10]]),
    ],
)
def test_bars_of_endings_are_played_as_in_the_tune(text: str, bars: list[list[int]]) -> None:
    assert written(THE_KESH, text) == bars


def test_the_two_endings_of_a_part_may_differ_in_length() -> None:
    abc = f"X:1\n{JIG}A|:dfa afd|1 gfe d3|faa eaA:|2 gfe d3|d6|]"
    assert written(abc, "A x2") == [[0, 1, 2, 3], [1, 4, 5]]
    assert written(abc, "bars 2-3 x2") == [[2, 3]] * 2


ENDINGS = """X:1
M:4/4
L:1/8
K:G
|:D2|G2BG dGBG|A2cA eAcA|G2BG dGBd|1 cAFA G2:|2 cAFA G2D2:|3 gfed cBAF|G6||
|:Bc|d2gd edBd|c2ec dBGB|d2gd edBd|1 cAFA G2:|2 cAFA G2||"""


@pytest.mark.parametrize("text", ["bars 4-5 x3", "bars 4-9 x3", "bars 5-6 x2", "bars 5-8 x2", "11-12 x2"])
def test_bars_that_begin_in_one_ending_and_go_on_in_another_are_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="plays one ending or the other; choose bars of one of them, or"):
        written(ENDINGS, text)


def test_bars_with_several_endings_are_played_as_often_as_they_have_endings() -> None:
    assert written(ENDINGS, "bars 3-6 x3") == [[3, 4], [3, 5], [3, 6]]
    sentence = (
        "^loops: 2 is not possible; these bars have 3 endings, one for each loop, so it must be at least 3"
    )
    with pytest.raises(BadRequest, match=sentence):
        written(ENDINGS, "bars 3-6 x2")
    assert written(ENDINGS, "bars 3-4") == [[3, 4]]
    assert written(ENDINGS, "A x2") == [[0, 1, 2, 3, 4], [0, 1, 2, 3, 5]]


def test_a_bar_that_the_tune_does_not_play_is_named() -> None:
    abc = f"X:1\nP:AB\n{JIG}P:A\ndfa afd|]\nP:B\nfaa gfe|]\nP:C\nd3 d3|]"
    with pytest.raises(BadRequest, match="this tune does not play bar 3 with the others; choose fewer bars"):
        written(abc, "bars 2-3")


def test_a_section_of_bars_is_counted_as_written() -> None:
    assert written(TWO_PARTS, "bars 2-3 x2") == [[2, 3], [2, 3]]
    assert written(TWO_PARTS, "bar 1 x2") == [[0, 1], [0, 1]]
    assert written(TWO_PARTS, "bars 3-6 x2") == [[3, 4, 5, 6, 7]] * 2
    assert written(TWO_PARTS, "bars 7-9 x2") == [[8, 9], [8, 10]]


def test_without_a_section_all_repeats_are_played() -> None:
    (whole, again) = written(TWO_PARTS, "x2")
    assert whole == again
    assert len(whole) == 2 * 5 + 2 * 5


@pytest.mark.parametrize(
    ("body", "text", "length"),
    [
        ("|:A|dfa afd|gfe d2:|", "A x3", 12),  # the pickup completes the last bar
        ("|:A|dfa afd|gfe dfa:|", "A x3", 12),  # and takes the place of its end
        ("dfa afd|gfe d2|:e|faa gfe|d3 d2:|", "bars 1-2 x3", 12),  # a rest takes the place of the pickup
        ("dfa afd|gfe d2|:e|faa gfe|d3 d2:|", "bar 2 x3", 6),
        ("dfa afd|gfe d3|]", "A x3", 12),
        ("|:fg|a3- a3|a3- a3-:|", "A x3", 12),  # held into the pickup
    ],
)
def test_loops_follow_each_other_on_the_beat(body: str, text: str, length: int) -> None:
    loops = loops_of(f"X:1\n{JIG}{body}", text)
    pickup = EIGHTH * 6 - loops[0][0].offset if loops[0][0].offset else 0
    bar_lines = [loop[0].onset + pickup for loop in loops]
    assert {(later - earlier) / EIGHTH for earlier, later in pairwise(bar_lines)} == {length}
    assert all(earlier[-1].end == later[0].onset for earlier, later in pairwise(loops))
    assert [loop[-1].ends_tune for loop in loops] == [False, False, True]
    assert [loop[0].time_through for loop in loops] == [1, 2, 3]


def test_the_pickup_is_struck_an_eighth_before_each_loop() -> None:
    first, second = loops_of(f"X:1\n{JIG}|:A|dfa afd|gfe dfa:|", "A x2")
    assert eighths(first)[:3] == [0, 1, 2]
    assert eighths(first)[-1] == 11  # `f`; the `a` after it makes room for the pickup
    assert eighths(second)[:3] == [12, 13, 14]


def test_parts_are_played_in_the_order_of_the_tune() -> None:
    abc = f"X:1\nP:ABAC\n{JIG}P:A\ndfa afd|]\nP:B\nfaa gfe|]\nP:C\nd3 d3|]"
    assert written(abc, "x1") == [[0, 1, 0, 2]]
    assert written(abc, "C x2") == [[2], [2]]
    assert written(abc, "bars 1-2 x2") == [[0, 1], [0, 1]]
    with pytest.raises(BadRequest, match="play these bars one after the other; choose fewer of them"):
        loops_of(abc, "bars 2-3")
    with pytest.raises(BadRequest, match="this tune never plays it"):
        loops_of(abc.replace("ABAC", "AB"), "C")


@pytest.mark.parametrize("text", ["C", "bars 9-12", "bar 50"])
def test_a_section_that_is_not_there_is_named_with_those_that_are(text: str) -> None:
    with pytest.raises(BadRequest, match=r"this tune has parts A and B, and bars 1 to 9\."):
        loops_of(TWO_PARTS, text)


def test_a_tune_whose_repeats_are_wrong_is_practised_as_a_whole() -> None:
    right = read_abc(f"X:1\n{JIG}dfa afd|gfe d3|]")
    wrong = replace(right, bars=(replace(right.bars[0], opens_repeat=True), *right.bars[1:]))
    with pytest.raises(BadRequest, match="only be practised as a whole: a repeat is never closed"):
        rehearse(wrong, Practice(section="A"))
    assert rehearse(wrong, Practice(loops=2))


def test_the_tempo_rises_from_loop_to_loop() -> None:
    loops = loops_of(TWO_PARTS, "B x4, 60-100 %")
    assert [loop[0].tempo[1] for loop in loops] == [60, 73, 87, 100]
    assert all(len({bar.tempo for bar in loop}) == 1 for loop in loops)
    assert beats_a_minute(read_practice("B, 60-100 %"), 50) == [30, 35, 40, 45, 50]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x40, 20-100 %",
         r"^loops: 40 is not possible; that would last \d+ minutes, and the limit is 10; "
         r"\d+ times would fit\.$"),
        ("x2, 20 %", r"^loops: 2 is not possible; .* a shorter section or a faster tempo would fit\.$"),
    ],
)  # fmt: skip
def test_what_is_too_long_says_what_would_fit(text: str, sentence: str) -> None:
    abc = TWO_PARTS if "40" in text else TWO_PARTS.replace("faa eaa|", "faa eaa|" * 150)
    with pytest.raises(BadRequest, match=sentence):
        loops_of(abc, text)


def test_a_tempo_that_rises_in_too_many_steps_is_named_with_its_steps() -> None:
    """Nobody typed how often: it is once for each step."""
    sentence = (
        r"^percent: 20 to 150 % in steps of 10 is not possible; in 14 loops that would last \d+ minutes, "
        r"and the limit is 10; larger steps or a shorter section may fit\.$"
    )
    with pytest.raises(BadRequest, match=sentence):
        loops_of(TWO_PARTS.replace("faa eaa|", "faa eaa|" * 12), "20-150%")


def test_too_many_notes_are_refused() -> None:
    with pytest.raises(BadRequest, match=r"^loops: 40 is not possible; that would be more than 5000 notes"):
        loops_of(TWO_PARTS.replace("dfa afd", "[dfa][dfa][dfa] [dfa][dfa][dfa]"), "x40, 150 %")


def test_what_is_said_to_fit_does_fit() -> None:
    for ramp in ("20-100 %", "20-100 %, in steps of 10", "60 %"):
        with pytest.raises(BadRequest) as caught:
            loops_of(TWO_PARTS, f"x40, {ramp}")
        fitting = int(caught.value.allowed.rpartition("; ")[2].split()[0])
        assert len(loops_of(TWO_PARTS, f"x{fitting}, {ramp}")) == fitting
        with pytest.raises(BadRequest, match="that would last 10"):
            loops_of(TWO_PARTS, f"x{fitting + 1}, {ramp}")


@st.composite
def rehearsals(draw: st.DrawFn) -> tuple[Melody, Practice]:
    """Any tune, and a section that it has, a few times."""
    melody = rich_tune(draw(numbers))
    found = places(melody)
    first, last = sorted(draw(st.integers(1, found[-1].number)) for _ in range(2))
    section = draw(st.sampled_from([None, found[0].name, found[-1].name, f"{first}-{last}"]))
    practice = replace(draw(practices()), section=section, split=False, step_percent=None)
    return melody, replace(practice, loops=draw(st.integers(2, 4)))


def wanted(melody: Melody, practice: Practice) -> set[int]:
    if practice.section is None:
        return set(range(len(melody.bars)))
    return {place.index for place in named(places(melody), practice.section)}


def has_an_ending(melody: Melody, practice: Practice) -> bool:
    endings = {index for part in parts_of(melody) for run in part.runs[1:] for index in run}
    return not wanted(melody, practice).isdisjoint(endings)


REFUSED = ("loops", "count_in", "click")
"""The options of which a tune can have too much, or for which it has no meter."""


@given(rehearsals())
@examples(100)
def test_any_section_of_any_tune_can_be_looped(drawn: tuple[Melody, Practice]) -> None:
    melody, practice = drawn
    try:
        loops = rehearse(melody, practice)
    except BadRequest as error:
        assert melody.order or error.option in REFUSED or has_an_ending(melody, practice)  # noqa: PT017
        return
    bars = [bar for loop in loops for bar in loop]
    assert len(loops) == practice.loops
    assert {bar.written for bar in bars} <= wanted(melody, practice)
    assert all(one.end == after.onset for one, after in pairwise(bars))
    assert [bar.ends_tune for bar in bars] == [False] * (len(bars) - 1) + [True]
    for loop, following in pairwise(loops):
        meter, end = loop[-1].meter, bar_positions(loop)[-1] + loop[-1].bar.duration
        if not meter.free and following[0].meter == meter:
            assert end == (following[0].offset or meter.bar)


@given(rehearsals(), st.sampled_from(["all", "melody", "backing", "plain"]))
@examples(40)
def test_any_rehearsal_can_be_arranged(drawn: tuple[Melody, Practice], heard: str) -> None:
    """It lasts as long as its loops and the count-in, and no note is from elsewhere."""
    melody, practice = drawn
    plain = heard == "plain"
    playing = Playing(practice=practice, heard="all" if plain else heard, plain=plain)
    try:
        loops = rehearse(melody, practice)
        performance = arrange_set(tunes_of_set([melody], playing), playing)
    except BadRequest as error:
        assert melody.order or error.option in REFUSED or has_an_ending(melody, practice)  # noqa: PT017
        return
    notes = [note for loop in loops for bar in loop for note in bar.bar.notes]
    pitches = {pitch.midi for note in notes for pitch in note.pitches}
    lead = next(player for player in performance.players if player.role is Role.MELODY)
    assert {note.pitch for note in lead.notes if not note.ornament} <= pitches
    counted = performance.length - loops[-1][-1].end
    assert counted == 0 if not practice.count_in else 0 < counted <= 2 * loops[0][0].meter.bar
    assert 0 < performance.seconds <= MOST_SECONDS


@pytest.mark.parametrize("instrument", ["fiddle", "banjo", "pipes", "fiddle and flute"])
def test_every_loop_has_the_same_notes(instrument: str) -> None:
    """No cuts, rolls and passing notes; a roll that is written stays, and a chanter's grace notes do."""
    abc = f"X:1\n{JIG}faa afd|gfe ~d3|ddf afd|gfe d3|]"
    playing = Playing(practice=read_practice("A x4, no count-in"), instrument=instrument)
    performance = arrange_set(tunes_of_set([read_abc(abc)], playing), playing)
    leads = [player for player in performance.players if player.role is Role.MELODY]
    loop = performance.length / 4
    for lead in leads:
        loops = [
            [note.pitch for note in lead.notes if number <= (note.onset + EIGHTH / 4) // loop < number + 1]
            for number in range(4)
        ]
        assert loops[0] == loops[1] == loops[2] == loops[3]
        assert len(loops[0]) >= 20
    assert any(note.ornament for note in leads[0].notes)


COMPOSED = Path(__file__).parents[3] / "fuzz" / "composed.abc"


@pytest.mark.parametrize("number", range(12))
def test_every_part_of_a_composed_tune_can_be_practised(number: int) -> None:
    melody = read_abc(whole_book(COMPOSED.read_text()).tunes[number].text)
    for part in dict.fromkeys(place.name for place in places(melody)):
        practice = read_practice(f"{part} x3, 60-100 %, click, split")
        playing = Playing(practice=practice, backing="guitar")
        performance = arrange_set(tunes_of_set([melody], playing), playing)
        assert len(performance.tempos) == 3


@given(st.integers(2, 12), st.integers(40, 90))
@examples(10)
def test_all_loops_together_last_as_long_as_each_of_them(count: int, percent: int) -> None:
    practice = Practice(section="A", loops=count, from_percent=percent, count_in=False)
    melody = read_abc(f"X:1\n{JIG}dfa afd|gfe d2A|dfa afd|gfe d3|]")
    performance = arrange_set(tunes_of_set([melody], playing := Playing(practice=practice)), playing)
    each = [8 * 60 / beats for beats in beats_a_minute(practice, 100)]
    assert performance.seconds == pytest.approx(sum(each))
    assert sorted(each, reverse=True) == each
