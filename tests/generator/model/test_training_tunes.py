"""The training tunes of a checkpoint, as text and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.model.training_tunes import TrainingTune, format_training_tunes, parse_training_tunes
from tests.generator.notation.strategies import examples

TITLES = st.text(st.characters(categories=["L", "N", "P"]), max_size=20)
TUNES = st.builds(TrainingTune, TITLES, st.just("book:1"), st.lists(st.integers(40, 96)).map(tuple))


@given(st.lists(TUNES))
@examples(50)
def test_what_is_written_is_read_back(tunes: list[TrainingTune]) -> None:
    assert list(parse_training_tunes(format_training_tunes(tunes))) == tunes


def test_a_title_stays_in_its_column() -> None:
    tune = TrainingTune("Two\nlines\tand tabs", "a:1", (72, 74))
    assert format_training_tunes([tune]) == "Two lines and tabs\ta:1\tHJ\n"
