"""The headings of a tunebook: short lines in its header and between its tunes, such as "%%text Waltzes"."""

from __future__ import annotations

import re
from collections.abc import Collection

from generator.notation.reading.books.book import lines_of
from generator.notation.reading.books.mail import without_quoted_blank
from trainer.data.type_words import named_type

_PRINTED = re.compile(r"(?:%%(?:text|center)|[TP]:)\s*(.*)")
"""A heading that readers see: it ends the section before it, even if it names no type."""
_OTHER = re.compile(r"(?:%+|[RG]:)?\s*(.*)")
"""Another line: it is a heading only if it names a type."""
_MOST_WORDS = 3
"""A longer line is a remark."""


def headings_of(text: str, starts: Collection[int]) -> dict[int, str]:
    """The line where each tune begins -> the heading of its section, empty if there is none.

    A heading stands between two tunes or right before one, not inside a tune.
    """
    headings: dict[int, str] = {}
    section = ""
    found: str | None = None
    in_tune = False
    for number, line in enumerate(map(without_quoted_blank, lines_of(text.removeprefix("\ufeff"))), 1):
        if number in starts:
            section = section if found is None else found
            headings[number] = section
            found, in_tune = None, True
        elif not line.strip():
            in_tune = False
        elif in_tune and not line.startswith("%"):
            found = None
        else:
            words = _heading(line)
            found = found if words is None else words
    return headings


def _heading(line: str) -> str | None:
    """The words of a heading, None if the line is none."""
    printed = _PRINTED.match(line)
    match = printed or _OTHER.match(line)
    words = match[1].strip("% ") if match else ""
    if len(words.split()) > _MOST_WORDS or not (printed or named_type(words)):
        return None
    return words
