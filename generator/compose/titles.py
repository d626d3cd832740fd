"""Names for tunes, such as fiddlers give them: invented, the same for the same tune, over a million.

The words stand in `titles.toml`.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

_WORDS = Path(__file__).with_name("titles.toml")

PATTERNS = (
    "The {adjectives} {things}",
    "The {adjectives} {things} of {places}",
    "The {things} of {places}",
    "The {things} and the {things}",
    "{owners}'s {adjectives} {things}",
    "{deeds} {places}",
)


def name_of(identity: str) -> str:
    """The name that belongs to a tune; `identity` is any text that no other tune has."""
    choice = int.from_bytes(sha256(identity.encode()).digest()[:8], "big")
    choice, pattern = divmod(choice, len(PATTERNS))
    return _filled(PATTERNS[pattern], choice)


def unnumbered(name: str) -> str:
    """ "The Copper Kettle No. 2" -> "The Copper Kettle"."""
    return re.sub(r" No\. \d+$", "", name)


def numbered(name: str, taken: Collection[str]) -> str:
    """The name itself or, where it is taken, with the first number from 2 that is free."""
    if name not in taken:
        return name
    names = (f"{unnumbered(name)} No. {number}" for number in itertools.count(2))
    return next(one for one in names if one not in taken)


def count() -> int:
    """How many names there are, all patterns together."""
    return sum(_choices(pattern) for pattern in PATTERNS)


def every_pair() -> Iterator[str]:
    """Names that have every word next to each of its neighbours at least once."""
    for pattern in PATTERNS:
        sizes = [len(_words()[slot]) for slot in _slots(pattern)]
        for place in range(max(1, len(sizes) - 1)):
            for choice in _walk(sizes, place):
                yield _filled(pattern, choice)


def _walk(sizes: list[int], place: int) -> Iterator[int]:
    """All choices for the slots at `place` and behind it, the first one for every other."""
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
        again = re.search(rf"\b{words[index]}\b", text) is not None  # "The Wren and the Wren"
        text = text.replace(f"{{{slot}}}", words[(index + again) % len(words)], 1)
    return text[0].upper() + text[1:]


@cache
def _slots(pattern: str) -> tuple[str, ...]:
    return tuple(part.partition("}")[0] for part in pattern.split("{")[1:])


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    lists = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    places = tuple(one + two for one in lists["beginnings"] for two in lists["endings"])
    return {name: tuple(words) for name, words in lists.items()} | {"places": places}
