"""The headings of a tunebook: short lines in its header and between its tunes, such as "%%text Waltzes"."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(?:%%(?:text|center)|%+|[TRG]:)?\s*(.*?)[\s%]*")
_MOST_WORDS = 3
"""A longer line is a remark."""


def headings_of(text: str) -> dict[int, str]:
    """The number of the line of each X: -> the last heading before it, empty if there is none.

    A heading stands between two tunes or right before an X:, not inside a tune.
    """
    headings: dict[int, str] = {}
    heading = next_heading = ""
    in_tune = False
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.startswith("X:"):
            heading, next_heading, in_tune = next_heading or heading, "", True
            headings[number] = heading
        elif not line.strip():
            in_tune = False
        elif in_tune and not line.startswith("%"):
            next_heading = ""
        else:
            next_heading = _words(line) or next_heading
    return headings


def _words(line: str) -> str:
    match = _HEADING.fullmatch(line)
    words = match[1] if match else ""
    return words if 0 < len(words.split()) <= _MOST_WORDS and re.search("[A-Za-z]", words) else ""
