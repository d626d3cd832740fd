"""Reads the values of the ABC fields M: L: K: Q:. A ValueError says what is wrong in words."""

from __future__ import annotations

import re
from fractions import Fraction

from generator.notation.theory import MODE_SPELLINGS, Key, Meter

_KEY = re.compile(r"([A-G])([#b]?)\s*([A-Za-z]*)(.*)")
_TEMPO = re.compile(r'(?:"[^"]*"\s*)?(?:C?(\d+)/(\d+)\s*=\s*)?(\d+)\s*(?:"[^"]*")?')


def read_meter(value: str) -> Meter:
    """`6/8`, `C` (4/4), `C|` (2/2)."""
    value = value.split()[0] if value.split() else ""
    common = {"C": Meter(4, 4), "C|": Meter(2, 2)}
    if value in common:
        return common[value]
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})", value)
    if not match or int(match[2]) not in (1, 2, 4, 8, 16, 32) or not 0 < int(match[1]) <= 24:
        raise ValueError(f"M:{value} is not a meter that can be played")
    return Meter(int(match[1]), int(match[2]))


def read_length(value: str) -> Fraction:
    match = re.fullmatch(r"1(?:/(1|2|4|8|16|32|64))?", value.split()[0] if value.split() else "")
    if not match:
        raise ValueError(f"L:{value} is not a unit note length")
    return Fraction(1, int(match[1] or 1))


def read_key(value: str, current: Key | None = None) -> Key:
    """`D`, `Em`, `A Dorian`, `Bb`, `HP`. A K: field with only a clef keeps the current key."""
    if value[:2] in ("HP", "Hp"):
        return Key("D", "maj")  # Highland pipes: F and C are sharp
    match = _KEY.fullmatch(value)
    if not match:
        if value in ("", "none") or value.startswith(("clef", "treble", "bass")):
            return current or Key("C", "maj")
        raise ValueError(f"K:{value:.20} is not a key")
    tonic, mode, rest = match[1] + match[2], match[3], match[4]
    if mode.startswith(("clef", "treble", "bass", "oct")):
        mode = ""
    known = MODE_SPELLINGS.get("maj" if mode == "M" else mode.lower()[:3])
    if known is None or any(sign in rest for sign in "^_="):
        raise ValueError(f"K:{value:.20} is not a key that can be played")
    return Key(tonic, known)


def read_tempo(value: str) -> tuple[Fraction, int] | None:
    """`1/4=120`, `120` (quarters); words alone give no tempo."""
    match = _TEMPO.fullmatch(value.strip())
    if not match or not int(match[3]) or match[2] == "0":
        return None
    beat = Fraction(int(match[1]), int(match[2])) if match[2] else Fraction(1, 4)
    return beat, int(match[3])
