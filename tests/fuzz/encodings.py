"""Texts as bytes: in encodings that files have, right and damaged."""

from __future__ import annotations

import codecs
from random import Random

ENCODINGS = ("utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-be", "iso-8859-5", "cp437")


def in_some_encoding(text: str, chance: Random) -> bytes:
    """The text in some encoding, with or without a name for it; sometimes a few bytes are wrong."""
    if chance.random() < 0.3:
        name = chance.choice((*ENCODINGS, "klingon", "utf-7", "", "punycode"))
        text = f"{chance.choice(('%%encoding', 'I:abc-charset', '%abc-charset'))} {name}\n{text}"
    raw = bytearray(text.encode(chance.choice(ENCODINGS), errors="replace"))
    for _ in range(chance.choice((0, 0, 1, 5))):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    mark = chance.choice((b"",) * 8 + (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return mark + bytes(raw)
