"""The tokens of ABC music, and the lengths of notes."""

from __future__ import annotations

import re
from fractions import Fraction

FIELD = re.compile(r"[\s\u200b\ufeff]*([A-Za-z+]):(.*)")
BODY_FIELD = re.compile(r"[\s\u200b\ufeff]*(?![A-Ga-gxz]:[|:])([A-Za-z+]):(.*)")
"""A field on a line of its own below the K: field; `A:|` is a note and the end of a repeat."""

TOKEN = re.compile(
    r"""
      (?P<skip>[\s`$*\\]+|y\d*)
    | \{(?P<grace>[^}]*)\}
    | (?P<delimiter>[!+])(?P<sign>(?:[^!+\n|\[\]:]|(?<=[a-z]):(?=[a-z]))*|\+)(?P=delimiter)
    | (?P<line_break>!)
    | (?P<overlay>\(&|&\)|&+)
    | \.?(?P<slur>\((?![2-9])|\))
    | (?P<letter>\.(?!\|)|[~H-Wh-w])
    | "(?P<quoted>[^"]*)"
    | \[(?P<field>[A-Za-z]):(?P<value>[^\]]*)\]
    | \((?P<tuplet>[2-9])(?::(?P<time>\d?))?(?::(?P<group>\d?))?
    | (?P<bar>\[\|\]|\.?:*\[?\|(?:[|\]:]|\[(?=[|\]]))*|:+\]|::+)
        (?:\s*\[?(?P<ending>\d(?:[,-]\ ?\d)*)(?:\.(?!\())?)?
    | \[(?P<lone_ending>\d(?:[,-]\ ?\d)*)(?:\.(?!\())?
    | (?P<dots>:)
    | (?P<accidental>\^\^?|__?|=)?(?P<step>[A-Ga-g])(?P<octave>[,']*)(?P<length>\d*/*\d*)
    | (?P<rest>[zx])(?P<rest_length>\d*/*\d*)
    | (?P<bar_rest>[ZX])(?P<rest_bars>\d*)
    | \[(?P<chord>(?:[^\]\[|:"]|"[^"]*")+)\](?P<chord_length>\d*/*\d*)
    | \[\s*"(?P<text_ending>[^"]*)"
    | (?P<broken>>{1,3}|<{1,3})
    | (?P<tie>-)
    """,
    re.VERBOSE | re.ASCII,
)
CHORD_TOKEN = re.compile(
    r"""
      (?P<accidental>\^\^?|__?|=)?(?P<step>[A-Ga-g])(?P<octave>[,']*)(?P<length>\d*/*\d*)(?P<tie>-?)
    | "(?P<quoted>[^"]*)" | !(?P<sign>[^!]*)! | (?P<slur>[()]) | (?P<letter>[.~H-Wh-w]) | [\s-]
    """,
    re.VERBOSE | re.ASCII,
)

ANNOTATION_SIGNS = ("^", "_", "<", ">", "@")
"""What quoted text begins with that is a remark and no chord symbol (ABC 2.1, 4.19)."""

_OLD_CHORD = re.compile(r"(?:(?:\^\^?|__?|=)?[A-Ga-g][,']*\d*/*\d*)+", re.ASCII)
_DYNAMICS = re.compile(r"f+")
_LONGEST_OLD_CHORD = 100

_LONGEST = 12


def is_old_chord(token: re.Match[str]) -> bool:
    """Whether it is a chord of older ABC, `+CEG+` (10.2), and no sign of dynamics, `+ff+`."""
    if token["delimiter"] != "+" or len(token["sign"]) > _LONGEST_OLD_CHORD:
        return False
    return bool(_OLD_CHORD.fullmatch(token["sign"]) and not _DYNAMICS.fullmatch(token["sign"]))


def read_multiple(text: str) -> Fraction:
    """A note's length after its letter, in unit lengths: "", "3", "/", "//", "3/2", "/4".

    Raises ValueError.
    """
    number, slash, divisor = text.partition("/")
    divisor = divisor.lstrip("/")
    if len(text) > _LONGEST or (divisor and not int(divisor)):
        raise ValueError("that is not a note length")
    below = int(divisor) if divisor else 2 ** text.count("/") if slash else 1
    return Fraction(int(number or 1), below)
