"""The reasons why tunes cannot be read, worded alike for all tunes that have the same."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"“[^”]*”|'[^']*'|\"[^\"]*\"")
_ADVICE = re.compile(r"(?:;|, as in) .*")
_FIELD = re.compile(r"\b([A-Za-z]):\S.*?(?= is | are | asks | names | has |$)")
_NUMBER = re.compile(r"\b\d+(?:/\d+)?\b")


def kind_of(problem: str) -> str:
    """The kind of a problem: without the signs and values that only this tune has, and without advice.

    "'#' is not music; text belongs in a field" is "… is not music", "M:0/4 is not a meter" is "M:… is not a
    meter".
    """
    general = _ADVICE.sub("", _QUOTED.sub("…", problem))
    general = _FIELD.sub(r"\1:…", general)
    return _NUMBER.sub("…", general)
