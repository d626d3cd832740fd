"""Invented titles, such as fiddle tunes have: over a million, always the same one for the same tune.

The words are in `titles.toml`.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from generator.cutting import cut

LONGEST_TITLE = 60
"""Characters of a title that a variation takes over, without the number."""
_NUMBER = re.compile(r" No\. (\d+)$")
_WORDS = Path(__file__).with_name("titles.toml")

PATTERNS = (
    "The {adjectives} {things}",
    "The {adjectives} {things} of {places}",
    "The {things} of {places}",
    "The {things} and the {things}",
    "{owners}'s {adjectives} {things}",
    "{deeds} {places}",
)


def title_for(identity: str) -> str:
    """The title of a tune; `identity` is any text that no other tune has."""
    choice = int.from_bytes(sha256(identity.encode()).digest()[:8], "big")
    choice, pattern = divmod(choice, len(PATTERNS))
    return _filled(PATTERNS[pattern], choice)


def without_number(title: str) -> str:
    """ "The Copper Kettle No. 2" -> "The Copper Kettle"."""
    return _NUMBER.sub("", title)


def title_of_source(title: str) -> str:
    """What a variation takes over of a title: no number, one line, and at most `LONGEST_TITLE` characters."""
    return cut(without_number(" ".join(title.split())), LONGEST_TITLE)


def free_title(title: str, taken: Collection[str]) -> str:
    """The title itself or, if it is taken, with the first number from 2 that is free."""
    if title not in taken:
        return title
    titles = (f"{without_number(title)} No. {number}" for number in itertools.count(2))
    return next(one for one in titles if one not in taken)


def title_after(title: str, place: int) -> str:
    """The title of a variation of a tune with this one; `place` counts them from 0.

    "The Jig" -> "The Jig No. 2"; that of "The Jig No. 2" is "The Jig No. 3".
    """
    number = _NUMBER.search(title)
    return f"{title_of_source(title)} No. {int(number[1] if number else 1) + 1 + place}"


def count_titles() -> int:
    """How many titles there are, all patterns together."""
    return sum(_choices(pattern) for pattern in PATTERNS)


def every_word_pair() -> Iterator[str]:
    """Titles in which every word stands next to each possible neighbour at least once."""
    for pattern in PATTERNS:
        sizes = [len(_words()[slot]) for slot in _slots(pattern)]
        for place in range(max(1, len(sizes) - 1)):
            for choice in _walk(sizes, place):
                yield _filled(pattern, choice)


def _walk(sizes: list[int], place: int) -> Iterator[int]:
    """All choices for the slot at `place` and the next one, with the first word in every other slot."""
    step = 1
    for size in sizes[:place]:
        step *= size
    moving = sizes[place : place + 2]
    for number in range(moving[0] * (moving[1] if len(moving) > 1 else 1)):
        yield number * step


def _choices(pattern: str) -> int:
    total = 1
    for slot in _slots(pattern):
        total *= len(_words()[slot])
    return total


def _filled(pattern: str, choice: int) -> str:
    """The pattern with a word in each slot, the words chosen by the digits of a number."""
    text = pattern
    for slot in _slots(pattern):
        words = _words()[slot]
        choice, index = divmod(choice, len(words))
        repeated = re.search(rf"\b{words[index]}\b", text) is not None  # "The Wren and the Wren"
        text = text.replace(f"{{{slot}}}", words[(index + repeated) % len(words)], 1)
    return text[0].upper() + text[1:]


@cache
def _slots(pattern: str) -> tuple[str, ...]:
    return tuple(part.partition("}")[0] for part in pattern.split("{")[1:])


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    lists = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    places = tuple(_joined(one, two) for one in lists["beginnings"] for two in lists["endings"])
    return {name: tuple(words) for name, words in lists.items()} | {"places": places}


def _joined(beginning: str, ending: str) -> str:
    """The name of a place; no three equal letters in a row: "Mill" and "lara" make "Millara"."""
    return re.sub(r"(\w)\1{2,}", r"\1\1", beginning + ending)
