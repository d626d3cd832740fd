"""Text of people and models as Discord's markdown that shows it as it is written, and what can be seen of it.

Discord's own pages document most of what is rendered: headings, lists, quotes, links, spoilers and code in
"Markdown Text 101", mentions, times, commands and emoji in the API's "Message Formatting". Its clients also
render bare URLs, and invitations without a scheme.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that look like nothing, though Unicode counts them as letters, marks or symbols."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Unicode's categories of controls, of formats (bidirectional controls, zero widths, tags), of surrogates."""
_OF_ALL_SCRIPTS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
"""Combining marks that go with every letter. They are stacked."""
_MOST_STACKED, _MOST_MARKS = 3, 5
"""Marks at one letter: of those above (Vietnamese has two), and of all scripts (Hebrew has a dot, a dagesh, a
vowel, an accent and a meteg). More of them are a heap, which reaches into the lines above and below."""

_MEANS_SOMETHING = re.compile(
    r"""
    [\\*_~|`\[\]<@]          # emphasis, spoilers, code, links; mentions, times, commands, <https://…>
    | :(?=\S)                # https://…, :emoji:
    | \.(?=[A-Za-z]{2,}/)    # discord.gg/…
    | ^[#>+-]                # headings, quotes, lists, small print
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"^(\d+)\.")
"""The beginning of a numbered list."""


def visible(text: str) -> str:
    """The characters that can be seen, and spaces and line ends."""
    seen = (one for one in text if one.isspace() or not _is_unseen(one))
    return "".join(_without_heaps(seen))


def _without_heaps(characters: Iterable[str]) -> Iterator[str]:
    """The characters without the marks that are too many at one letter."""
    stacked = marks = 0
    for one in characters:
        if not unicodedata.category(one).startswith("M"):
            stacked = marks = 0
        else:
            stacks = _OF_ALL_SCRIPTS.match(one) is not None
            if marks == _MOST_MARKS or (stacks and stacked == _MOST_STACKED):
                continue
            stacked, marks = stacked + stacks, marks + 1
        yield one


def _is_unseen(character: str) -> bool:
    return character in _BLANK or unicodedata.category(character) in _UNSEEN


def one_line(text: str) -> str:
    """What can be seen of a text, without line ends and runs of spaces."""
    return " ".join(visible(text).split())


def escaped(text: str) -> str:
    """Markdown that shows one line as it is written: a backslash before all that means something."""
    return _NUMBERED.sub(r"\1\\.", _MEANS_SOMETHING.sub(r"\\\g<0>", one_line(text)))
