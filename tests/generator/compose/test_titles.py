"""Names of tunes: many, steady, short, and fit for everyone."""

from __future__ import annotations

import re

from generator.compose.blocklist import is_offensive
from generator.compose.titles import _words, count, every_pair, name_of


def test_there_are_over_a_million() -> None:
    assert count() > 1_000_000
    assert len({name_of(str(number)) for number in range(20_000)}) > 15_000


def test_a_tune_keeps_its_name() -> None:
    assert name_of("some notes") == name_of("some notes")
    assert name_of("some notes") != name_of("other notes")


def test_no_word_occurs_twice_in_a_list() -> None:
    assert [name for name, words in _words().items() if len(set(words)) != len(words)] == []


def test_names_are_short_and_of_plain_letters() -> None:
    names = [name_of(str(number)) for number in range(5_000)]
    assert max(map(len, names)) <= 44
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z' ]+", name)] == []


def test_no_words_offend_side_by_side() -> None:
    assert [name for name in every_pair() if is_offensive(name)] == []


def test_no_tune_is_named_after_one_thing_twice() -> None:
    names = [name_of(str(number)) for number in range(20_000)]
    assert [name for name in names if re.search(r"The (.*) and the \1$", name)] == []
