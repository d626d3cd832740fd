"""Hostile files: damaged MIDI, MusicXML and zipped MusicXML, and bytes that never were a file of music.

A case is text, so its bytes are in Latin-1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from generator.importing.files import LARGEST
from tests.fuzz.texts import Case, valid_tunes
from tests.generator.importing.music_files import plain_midi, score_of, zipped

KINDS = ("mid", "musicxml", "mxl")
_TUNES = 4
_XML = (
    b"<note>", b"</note>", b"</measure>", b"<chord/>", b"<grace/>", b"<rest/>", b"<duration>0</duration>",
    b"<duration>-9</duration>", b"<duration>99999999</duration>", b"<divisions>0</divisions>",
    b"<divisions>7</divisions>", b"<beats>0</beats>", b"<beats>99</beats>", b"<fifths>99</fifths>",
    b"<alter>1.5</alter>", b"<octave>-9</octave>", b"<voice>9</voice>", b"<staff>2</staff>", b"&#0;", b"&x;",
    b'<repeat direction="backward" times="999999999"/>', b'<ending number="1,2,3" type="start"/>',
    b"<backup><duration>999999</duration></backup>", b'<sound dacapo="yes"/>', b'<sound segno="a"/>',
)  # fmt: skip
_MIDI = (
    b"MTrk", b"\xff\x58\x04\x00\x7f\x18\x08", b"\xff\x51\x03\x00\x00\x00", b"\xff\x59\x02\x7f\x01",
    b"\x90\x7f\x7f", b"\x80\x00\x00", b"\xf0\xff\xff\xff\x7f", b"\xff\xff\xff\x7f", b"\xff\x2f\x00",
)  # fmt: skip


@cache
def valid_files() -> tuple[tuple[str, bytes], ...]:
    tunes = valid_tunes()[1 : 1 + _TUNES]
    scores = [score_of(tune) for tune in tunes]
    return (
        *(("mid", plain_midi(tune)) for tune in tunes),
        *(("musicxml", score) for score in scores),
        *(("mxl", zipped({"score.xml": score})) for score in scores),
    )


def _cut(content: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.choice((1, 2, 20, 400, LARGEST)) :]


def _repeat(content: bytes, chance: Random) -> bytes:
    start, length = chance.randrange(len(content) + 1), chance.choice((1, 4, 30, 600))
    times = chance.choice((2, 3, 50, 5000 if length < 100 else 50))
    return (content[:start] + content[start : start + length] * times + content[start:])[: LARGEST + 1]


def _insert(content: bytes, chance: Random) -> bytes:
    start = chance.choice(
        (chance.randrange(len(content) + 1), content.find(b"<note>", chance.randrange(2000)))
    )
    return content[:start] + chance.choice((*_XML, *_MIDI)) + content[max(0, start) :]


def _change(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 5, 50))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _swap(content: bytes, chance: Random) -> bytes:
    """Another number for one of the numbers, everywhere."""
    old, new = (str(chance.choice((0, 1, 2, 4, 8, 99, 2**31))).encode() for _ in range(2))
    return content.replace(b">" + old + b"<", b">" + new + b"<")


def _nothing(content: bytes, chance: Random) -> bytes:
    return chance.randbytes(chance.choice((0, 3, 100, 5000)))


_MUTATIONS: Sequence[Callable[[bytes, Random], bytes]] = (
    _cut, _repeat, _insert, _insert, _insert, _change, _change, _swap, _swap,
)  # fmt: skip


def file_cases(count: int, seed: int) -> list[Case]:
    """`count` cases, the same ones for the same seed."""
    chance = Random(seed)  # noqa: S311 - no secret
    made = []
    for _ in range(count):
        kind, content = chance.choice(valid_files())
        for _ in range(chance.choice((1, 1, 2, 4, 8))):
            content = (_nothing if chance.random() < 0.01 else chance.choice(_MUTATIONS))(content, chance)
        made.append(Case(kind, content.decode("latin-1")))
    return made
