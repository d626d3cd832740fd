"""The heads of tunes in a book: what is a field there, and which blocks of lines are one head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

BLANKS = r"[\s\ufeff\u200b]*"
"""Blanks before a field are none of ABC, but whole tunes are pasted with them. Where files were put together
there are the marks at their beginnings, and form feeds."""
FIELD = re.compile(rf"{BLANKS}([A-Za-z]):")
KEY = re.compile(rf"{BLANKS}K:[ \t]*(?:[A-G]|H[Pp]|none|clef|treble|bass|alto|tenor|$)")
"""A K: field that begins a body, and no line of prose."""
NO_FIELD = " "

Line = tuple[int, str]
"""A line's number in the file, and its text."""


def joined(blocks: Iterator[list[Line]]) -> Iterator[list[Line]]:
    """The blocks; a head that a blank line cuts in two before its K: field is one with what follows."""
    block = next(blocks, None)
    for following in blocks:
        if block and _is_cut_head(block) and _ends_head(following):
            block += following
            continue
        if block:
            yield block
        block = following
    if block:
        yield block


def _is_cut_head(block: Sequence[Line]) -> bool:
    letters = {letter(line) for _, line in block}
    return letter(block[0][1]) == "X" and "K" not in letters and not any(is_body(line) for _, line in block)


def _ends_head(block: Sequence[Line]) -> bool:
    """Whether it goes on with fields to a K: field, and begins no tune of its own."""
    for _, line in block:
        if letter(line) == "K":
            return bool(KEY.match(line))
        if is_body(line) or letter(line) in "XT":
            return False
    return False


def letter(line: str) -> str:
    """That of the field which a line is; `NO_FIELD` for any other line."""
    field = FIELD.match(line)
    return field[1] if field else NO_FIELD


def is_blank(line: str) -> bool:
    """Whether nothing can be seen of a line."""
    return not line.strip().strip("\ufeff\u200b").strip()


def is_body(line: str) -> bool:
    """Whether a line is neither a field nor a comment or directive."""
    return not (FIELD.match(line) or line.startswith("%"))
