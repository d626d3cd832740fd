"""Grace notes, as between braces (ABC 2.1, 4.12)."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from generator.notation.melody import Grace, Pitch

_TOKEN = re.compile(
    r"(?P<accidental>\^\^?|__?|=)?(?P<step>[A-Ga-g])(?P<octave>[,']*)(?P<length>\d*/*\d*)|(?P<broken>>{1,3}|<{1,3})",
    re.ASCII,
)
_SILENT = re.compile(r"[\s()\-`]+|[zx]\d*/*\d*")


def read_grace(
    text: str, pitch: Callable[[re.Match[str]], Pitch], length: Callable[[str], Fraction]
) -> tuple[Grace | None, str]:
    """What stands between braces, without the notes of chords above the first, and what is left out of it.

    `pitch` and `length` read a token. Raises ValueError.
    """
    slashed, text = text.startswith("/"), text.removeprefix("/")
    pitches: list[Pitch] = []
    lengths: list[Fraction] = []
    left_out = ""
    broken, position = Fraction(1), 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token and token["step"]:
            pitches.append(pitch(token))
            lengths.append(length(token["length"]) * broken)
            broken = Fraction(1)
        elif token and lengths:
            short = Fraction(1, 2 ** len(token["broken"]))
            first, broken = (2 - short, short) if token["broken"][0] == ">" else (short, 2 - short)
            lengths[-1] *= first
        silent = None if token else _SILENT.match(text, position)
        left_out += "" if token or silent else text[position]
        position = token.end() if token else silent.end() if silent else position + 1
    if not pitches or not all(lengths):
        return None, left_out
    return Grace(tuple(pitches), tuple(lengths), slashed), left_out
