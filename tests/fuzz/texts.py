"""Hostile texts: damaged tunes, and texts that never were a tune."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.notation.reading.books.book import split_tunes
from generator.notation.reading.reader import MAX_CHARACTERS
from generator.notation.writing.writer import write_abc
from tests.fuzz.encodings import in_some_encoding
from tests.fuzz.words import BODY_FIELDS, CONSTRUCTS, FIELDS, HEAD_FIELDS, MUSIC
from tests.generator.notation.corpus import real_tunes
from tests.generator.notation.strategies import melodies
from tests.generator.tiny_models import JIG

HERE = Path(__file__).parent
DOCS_TUNE = HERE.parent.parent / "docs" / "tune.abc"

OPENING_CHARACTERS = "ABCDEFGabcdefgz0123456789/<>(,'^=_| -"
"""The characters of an opening."""

OPENING_WORDS = "A B c d' e, f2 g/ z (3abc | ^c _B =f a>b c<d 3/2 z4 (2"

_Example = TypeVar("_Example")


@dataclass(frozen=True, slots=True)
class Case:
    """`kind`: "tune" (could be rendered or varied), "opening", "file" (of ABC), or the ending
    of a file of music; `text` holds the bytes of a file as Latin-1.
    """

    kind: str
    text: str


@cache
def valid_tunes() -> tuple[str, ...]:
    """Valid tunes: from the docs, composed, from the tests, and from printed collections."""
    composed = [tune.text for tune in split_tunes((HERE / "composed.abc").read_text())]
    return DOCS_TUNE.read_text(), f"X:1\nL:1/8\n{JIG}", *composed, *real_tunes(150)


def mutated(chance: Random) -> str:
    """A valid tune with a few mutations."""
    text = chance.choice(valid_tunes())
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        text = chance.choice(_MUTATIONS)(text, chance)
    return text


def _cut(text: str, chance: Random) -> str:
    start, length = _slice(text, chance)
    return text[:start] + text[start + length :]


def _repeat(text: str, chance: Random) -> str:
    start, length = _slice(text, chance)
    times = chance.choice((2, 2, 3, 10, 100, 1000)) if length < 50 else 2
    return text[:start] + text[start : start + length] * times + text[start + length :]


def _insert(text: str, chance: Random) -> str:
    start, _ = _slice(text, chance)
    return text[:start] + chance.choice(MUSIC) + text[start:]


def _change(text: str, chance: Random) -> str:
    start, _ = _slice(text, chance)
    return (
        text[:start]
        + chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x11000))))
        + text[start + 1 :]
    )


def _field(text: str, chance: Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(min(8, len(lines)))
    lines[at : at + chance.randrange(2)] = [chance.choice(FIELDS)]
    return "\n".join(lines)


def _splice(text: str, chance: Random) -> str:
    other = chance.choice(valid_tunes())
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other)) :]


def _swap(text: str, chance: Random) -> str:
    """Replace a character by another one, everywhere."""
    return text.replace(chance.choice(text), chance.choice(MUSIC)) if text else text


_MUTATIONS: Sequence[Callable[[str, Random], str]] = (
    _cut,
    _repeat,
    _insert,
    _insert,
    _change,
    _change,
    _field,
    _splice,
    _swap,
)


def _slice(text: str, chance: Random) -> tuple[int, int]:
    return chance.randrange(len(text) + 1), chance.choice((1, 1, 2, 5, 20, 100))


bodies = st.lists(st.one_of(st.sampled_from(MUSIC), st.sampled_from("CDEFGABcdefgabz|23/' ")), max_size=80)
scraps = st.builds(
    lambda head, body: "\n".join((*head, "K:D", "".join(body))),
    st.lists(st.sampled_from(FIELDS), max_size=6),
    bodies,
)
constructs = st.builds(
    lambda head, key, body: "\n".join(("X:1", *head, key, "".join(body))),
    st.lists(st.sampled_from(HEAD_FIELDS), max_size=5),
    st.sampled_from([field for field in HEAD_FIELDS if field.startswith("K:")]),
    st.lists(
        st.one_of(
            st.sampled_from(CONSTRUCTS),
            st.sampled_from(["CDEF|", "GABc|", "c2d2|", ":|", "|:", "\n"]),
            st.sampled_from(BODY_FIELDS).map("\n{}\n".format),
        ),
        min_size=2,
        max_size=30,
    ),
)
"""Tunes that are mostly right and have much of what ABC 2.1 has."""
noise = st.one_of(st.text(max_size=400), st.text("ABCDabcd|:[]123(/'\n-><XKLM ", max_size=400))
valid = melodies().map(lambda melody: write_abc(melody, title="A Tune"))
openings = st.one_of(
    st.text(OPENING_CHARACTERS, min_size=1, max_size=60),
    st.lists(
        st.sampled_from(OPENING_WORDS.split()),
        min_size=1,
        max_size=20,
    ).map("".join),
)


def drawn(strategy: st.SearchStrategy[_Example], count: int, seed: int) -> list[_Example]:
    """`count` examples as hypothesis generates them."""
    found: list[_Example] = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=max(1, count), database=None, deadline=None, derandomize=False,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(strategy)
    def collect(example: _Example) -> None:
        found.append(example)

    collect()
    return found[:count]


def stretched(chance: Random) -> str:
    """One or two words repeated up to the longest text that is read."""
    words = chance.choice(MUSIC) + chance.choice(("", "", chance.choice(MUSIC)))
    head = "\n".join((*chance.choices(FIELDS, k=2), "K:D", ""))
    return head + words * ((MAX_CHARACTERS - len(head)) // len(words))


def file(chance: Random) -> bytes:
    """The bytes of a book: a few tunes, some damaged, with a header and other text, in some encoding."""
    tunes = [
        mutated(chance) if chance.random() < 0.5 else chance.choice(valid_tunes())
        for _ in range(chance.randrange(1, 4))
    ]
    head = "\n".join(chance.choices(HEAD_FIELDS, k=chance.randrange(4)))
    text = chance.choice(("\n\n", "\n", "\r\n\r\n", "\n\nsome words\n\n")).join([head, *tunes])
    return in_some_encoding(text, chance)


def cases(count: int, seed: int) -> list[Case]:
    """`count` cases, the same ones for the same seed; half of them are mutated tunes."""
    chance = Random(seed)  # noqa: S311 - no secret
    texts = (
        drawn(scraps, count // 10, seed) + drawn(noise, count // 10, seed) + drawn(valid, count // 20, seed)
    )
    made = [Case("tune", text) for text in texts]
    made += [Case("opening", text) for text in drawn(openings, count // 10, seed)]
    made += [Case("tune", text) for text in drawn(constructs, count // 10, seed)]
    made += [Case("file", file(chance).decode("latin-1")) for _ in range(count // 20)]
    made += [Case("tune", stretched(chance)) for _ in range(count // 40)]
    made += [Case("tune", mutated(chance)) for _ in range(count - len(made))]
    chance.shuffle(made)
    return made
