"""The sentence that a person reads about an error."""

from __future__ import annotations

import pytest

from bot.errors import sentence
from generator.errors import BadRequest, JobFailed, LiltError, NotationError


@pytest.mark.parametrize(
    "error",
    [BadRequest("*" * 2000, "*" * 2000, "x"), NotationError("x", int("9" * 4000), 1), JobFailed("x" * 2001)],
    ids=["request", "notation", "job"],
)
def test_a_sentence_that_is_too_long_for_discord_is_cut(error: LiltError) -> None:
    assert len(sentence(error)) == 2000
    assert sentence(error).endswith("…")


def test_a_sentence_as_long_as_discord_takes_is_whole() -> None:
    assert sentence(JobFailed("x" * 2000)) == "x" * 2000
