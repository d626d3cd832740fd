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

from generator.notation.reading.book import split_tunes
from generator.notation.reading.reader import MAX_CHARACTERS
from generator.notation.writer import write_abc
from tests.generator.notation.corpus import real_tunes
from tests.generator.notation.strategies import melodies
from tests.generator.tiny_models import JIG

HERE = Path(__file__).parent
DOCS_TUNE = HERE.parent.parent / "docs" / "tune.abc"

_MUSIC = r"""
C99999 C999999999999999 C/99999 C//////////// z0 C0 C/0 Z9999 X64 Z C,,,,,,,, c'''''' ^^^C __B =c
(3 (9 (3:2:9 (2:0:1 (5:9:9abc (3abc [CEG] [CEGceg]99 [C ] [] C- -- C> >< >>> <<<<
| || |] |: :| :: :||: |:: ::::| |1 :|2 [1 [2 |1,3 |1-9 |9-1 [0 |0 |1-99999 [1,2,3,4,5
"Am" " ! !trill! + {gg} { } ~ % \ ` $ * y9 [K:Bb] [M:3/4] [L:1/64] [K: [V:2] [I:x] CDEFGABc ((((( )))) [|]
"""
MUSIC = (
    *_MUSIC.split(),
    *("\n", "\r\n", "\r", " ", "\x00", "\x0b", "\u2028", "\ufeff", "é", "𝄞", "\ud800"),
    *("|" * 40, ":" * 40, "[|]" * 9, "'" * 40, "1" * 30, "/" * 30, "C|" * 60),
)
"""Words of a tune's body: valid, invalid and absurd."""

_FIELDS = r"""
X:1 X: X:99999999999999999999 T:<b>&amp;</b> T:{0}%s\1 R:jig R: M:6/8 M:0/4 M:4/0 M:24/1 M:1/32 M:99/8 M:C|
M:none M:2+3/8 L:1/8 L:1/64 L:1 L:0 L:1/3 K:D K: K:C# K:Cbphr K:G#maj K:HP K:none K:Q Q:1/4=120 Q:0/4=0
Q:9999/1=1 Q:1/9999=9999 Q:1=1 Q:"fast" P:AABB P:A V:1 V:2 w:words %comment U:T=!trill!
"""
FIELDS = (
    *_FIELDS.split(),
    *("T:A Tune", "T:" + "W" * 300, "T:\x07 \u202e", "K:D clef=bass", "K:D ^f", "%%MIDI program 99"),
)
"""Header lines of a tune."""

OPENING_CHARACTERS = "ABCDEFGabcdefgz0123456789/<>(,'^=_| -"
"""The characters of an opening."""

_Example = TypeVar("_Example")


@dataclass(frozen=True, slots=True)
class Case:
    """`kind`: "tune" (could be rendered or varied) or "opening"."""

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
noise = st.one_of(st.text(max_size=400), st.text("ABCDabcd|:[]123(/'\n-><XKLM ", max_size=400))
valid = melodies().map(lambda melody: write_abc(melody, title="A Tune"))
openings = st.one_of(
    st.text(OPENING_CHARACTERS, min_size=1, max_size=60),
    st.lists(
        st.sampled_from(
            [
                "A",
                "B",
                "c",
                "d'",
                "e,",
                "f2",
                "g/",
                "z",
                "(3abc",
                "|",
                "^c",
                "_B",
                "=f",
                "a>b",
                "c<d",
                "3/2",
                "z4",
                "(2",
            ]
        ),
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


def cases(count: int, seed: int) -> list[Case]:
    """`count` cases, the same ones for the same seed; half of them are mutated tunes."""
    chance = Random(seed)  # noqa: S311 - no secret
    texts = (
        drawn(scraps, count // 5, seed) + drawn(noise, count // 10, seed) + drawn(valid, count // 20, seed)
    )
    made = [Case("tune", text) for text in texts]
    made += [Case("opening", text) for text in drawn(openings, count // 10, seed)]
    made += [Case("tune", stretched(chance)) for _ in range(count // 40)]
    made += [Case("tune", mutated(chance)) for _ in range(count - len(made))]
    chance.shuffle(made)
    return made
