"""Sections and the form that a listener counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.form import Form, FormError, Section, form_of, from_sections, sections
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from tests.generator.notation.strategies import METERS, examples
from tests.generator.notation.strategies import melodies as tunes
from tests.generator.notation.strategies import sections as drawn_sections


def form(body: str) -> str:
    return form_of(read_abc(f"M:4/4\nL:1/1\nK:C\n{body}")).field


@st.composite
def forms(draw: st.DrawFn) -> Form:
    repeats = draw(st.lists(st.integers(1, 2), min_size=1, max_size=6))
    parts = "".join(letter * times for letter, times in zip("ABCDEF", repeats, strict=False))
    return Form(parts, tuple(draw(st.integers(1, 40)) for _ in repeats))


@given(forms())
@examples(100)
def test_a_form_field_is_parsed_as_it_was_written(form: Form) -> None:
    assert Form.parse(form.field) == form


@pytest.mark.parametrize(
    "field", ["", "AABB", "AABB x", "AABB 8 8 8", "BB 8", "ABA 8", "AAAB 8", "AC 8", "8"]
)
def test_other_texts_are_no_form(field: str) -> None:
    with pytest.raises(ValueError, match=r"form|unpack|int"):
        Form.parse(field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("C|D|E|F|]", "A 4"),
        ("|:C|D:|", "AA 2"),
        ("|:C|D:|:E|F:|", "AABB 2"),
        ("C|D:|E|F:|", "AABB 2"),
        ("C|D||E|F|G|]", "AB 2 3"),
        ("|:C|1D:|2E||F|]", "AAB 2 1"),
        ("|:C|D::E|F:|", "AABB 2"),
        ("|:C/4|D|E3/4:|", "AA 2"),
        ("C/4|D|E|]", "A 2"),
        ("C|]", "A 1"),
    ],
)
def test_a_form_is_what_a_listener_counts(body: str, field: str) -> None:
    assert form(body) == field


@pytest.mark.parametrize(
    "body",
    ["C|1D|]", "|1C:|2D||", "|:C|1D:|2|:E:|"],
)
def test_repeats_that_no_player_could_follow_are_refused(body: str) -> None:
    with pytest.raises(FormError):
        form(body)


@given(st.sampled_from(METERS).flatmap(lambda meter: st.tuples(st.just(meter), drawn_sections(meter.bar))))
@examples(25)
def test_sections_are_found_as_they_were_put_together(made: tuple[object, list[Section]]) -> None:
    melody = read_abc("K:C\nC|]")
    assert sections(from_sections(melody, made[1])) == made[1]


@given(tunes())
@examples(25)
def test_the_form_counts_full_bars_of_each_part(melody: Melody) -> None:
    full = melody.meter.bar
    found = form_of(melody)
    letters = sorted(set(found.parts))
    for letter, count, part in zip(letters, found.bars, sections(melody), strict=True):
        once = sum((bar.duration for bar in part.passes()[0]), start=full * 0)
        assert found.parts.count(letter) == len(part.passes())
        assert count - 1 <= once / full <= count + 1


def test_even_parts_say_their_bars_once() -> None:
    assert Form("AABB", (8, 8)).even
    assert not Form("AABB", (8, 12)).even
