"""The values of M: and L: (ABC 2.1, 3.1.6 and 3.1.7). A ValueError says what is wrong in words."""

from __future__ import annotations

import re
from fractions import Fraction

from generator.notation.theory import FREE, Meter

_SPACES = re.compile(r" ?([+/()]) ?")
_METER = re.compile(r"\(?([0-9]{1,2}(?:\+[0-9]{1,2}){0,11})\)?/([0-9]{1,2})")
_SUM = re.compile(r"([0-9]{1,2})/([0-9]{1,2})((?:\+[0-9]{1,2}/\2)+)")
_SYMBOLS = {"c": Meter(4, 4, sign=True), "c|": Meter(2, 2, sign=True), "none": FREE, "": FREE}
_UNITS = (1, 2, 4, 8, 16, 32)
_MOST = 24


def read_meter(value: str) -> Meter:
    """`6/8`, `C` (4/4), `C|` (2/2), `(2+2+3)/8`, `2+2+3/8`, `3/4+2/4`; `none` or nothing is free."""
    value = _SPACES.sub(r"\1", " ".join(value.split())).partition(" ")[0]
    symbol = _SYMBOLS.get(value.lower())
    if symbol:
        return symbol
    match = _METER.fullmatch(_as_one(value))
    groups = tuple(map(int, match[1].split("+"))) if match else (0,)
    if not match or int(match[2]) not in _UNITS or 0 in groups or sum(groups) > _MOST:
        raise ValueError(f"M:{value:.20} is not a meter that can be played; write it as in M:4/4 or M:6/8")
    return Meter(sum(groups), int(match[2]), groups if len(groups) > 1 else ())


def _as_one(value: str) -> str:
    """`3/4+2/4` as `3+2/4`."""
    match = _SUM.fullmatch(value)
    return value.replace(f"/{match[2]}+", "+") if match else value


def read_length(value: str) -> Fraction:
    """A unit note length in whole notes. Raises ValueError."""
    value = _SPACES.sub(r"\1", " ".join(value.split())).partition(" ")[0]
    match = re.fullmatch(r"1(?:/(1|2|4|8|16|32|64|128))?", value)
    if not match:
        raise ValueError(f"L:{value:.20} is not a unit note length; write it as in L:1/8")
    return Fraction(1, int(match[1] or 1))
