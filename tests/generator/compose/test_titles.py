"""Titles of tunes: many, always the same, short, and without offensive words."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from generator.compose.blocklist import is_blocked
from generator.compose.titles import _words, count_titles, every_word_pair, title_for


def test_there_are_over_a_million_titles() -> None:
    assert count_titles() > 1_000_000
    assert len({title_for(str(number)) for number in range(20_000)}) > 15_000


def test_a_tune_keeps_its_title() -> None:
    assert title_for("some notes") == title_for("some notes")
    assert title_for("some notes") != title_for("other notes")


def test_no_word_occurs_twice_in_a_list() -> None:
    assert [name for name, words in _words().items() if len(set(words)) != len(words)] == []


def test_titles_are_short_and_of_plain_letters() -> None:
    names = [title_for(str(number)) for number in range(5_000)]
    assert max(map(len, names)) <= 44
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z' ]+", name)] == []


def test_no_words_offend_side_by_side() -> None:
    assert [name for name in every_word_pair() if is_blocked(name)] == []


def test_no_title_names_one_thing_twice() -> None:
    names = [title_for(str(number)) for number in range(20_000)]
    assert [name for name in names if re.search(r"The (.*) and the \1$", name)] == []


@given(st.text())
def test_no_name_has_three_equal_letters_in_a_row(identity: str) -> None:
    assert re.search(r"(\w)\1\1", title_for(identity), re.IGNORECASE) is None


def test_no_place_has_three_equal_letters_in_a_row() -> None:
    places = _words()["places"]
    assert [name for name in places if re.search(r"(\w)\1\1", name, re.IGNORECASE)] == []
    assert "Millara" in places
