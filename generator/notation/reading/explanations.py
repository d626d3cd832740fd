"""Signs that other programs put into ABC, and what to say where no token of music can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUARTER_TONE = re.compile(r"[\^_][\d/]+[A-Ga-g]?")
_ACCIDENTALS = re.compile(r"[\^_=]+")
_MEANINGS = {
    '"': 'a quotation mark that is not closed in this line; a chord symbol is written as in "Am"A',
    "{": "{ begins grace notes that are not closed with } in this line",
    "}": "} ends grace notes that were not begun",
    "[": "[ begins a chord or a field that is not closed with ] in this line",
    "]": "] ends a chord that was not begun",
    "'": "an octave sign must stand right after its note, as in c'",
    ",": "an octave sign must stand right after its note, as in C,",
    "/": "a length must stand right after its note, as in C/2",
    ":": "a repeat sign needs a bar line, as in |: and :|",
    "♯": "write ^ before a note for a sharp, as in ^F",
    "♭": "write _ before a note for a flat, as in _B",
    "♮": "write = before a note for a natural, as in =F",
    "#": "write ^ before a note for a sharp, as in ^F",
}
_TEXT = "; text belongs in a field, as in N:text, or after a %"

_QUOTED = re.compile(r'"[^"]*"|[^"]+|"')
_TYPED = {
    character: plain
    for plain, characters in {
        " ": (0xA0, 0x1680, *range(0x2002, 0x200B), 0x202F, 0x205F, 0x3000),
        "`": (0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF),
        '"': (0xAB, 0xBB, *range(0x201C, 0x2020), 0x2033),
        "'": (0xB4, *range(0x2018, 0x201C), 0x2032),
        "-": (*range(0x2010, 0x2016), 0x2212),
    }.items()
    for character in characters
}
"""What programs for letters and web pages make of blanks, quotation marks, apostrophes and hyphens -> those.

A character of no width becomes a `, which means nothing in ABC.
"""


_LINE_OF_FIELD = re.compile(r"[\s\ufeff\u200b]*[A-Za-z]:")
_KEY_WITH_BLANK = re.compile(r"\s*K\s+:")
_FIELD_INSIDE = re.compile(r"\s([KLMQXPRT]):\s?[A-Za-z0-9\"]")
_FIELD_LETTERS = "KLMPQRTUVWsw"
_NO_MUSIC = "|:]"
_ABC = "a tune has lines such as X:1, T:Title, M:4/4 and K:D, and its notes below them"


def no_key(lines: Sequence[str]) -> tuple[int, str]:
    """The line of a text without a K: field where that should be, and what to say."""
    for number, line in enumerate(lines, 1):
        if _KEY_WITH_BLANK.match(line):
            return number, "write K: without a blank before the colon, as in K:D"
        if _LINE_OF_FIELD.match(line) and "K" in _FIELD_INSIDE.findall(line):
            return number, "several fields stand in one line; each needs a line of its own, and the music too"
    written = [number for number, line in enumerate(lines, 1) if line.strip() and line[0] != "%"]
    fields = [number for number in written if _LINE_OF_FIELD.match(lines[number - 1])]
    if not fields and not any("|" in line for line in lines):
        return next(iter(written), 1), f"this is no tune in ABC: {_ABC}"
    if len(fields) == len(written):
        return 1, "there is no tune here: no K: field and no notes"
    first = next(number for number in written if number not in fields)
    return first, "there is no K: field, so the key is unknown"


def field_behind(name: str, value: str) -> str:
    """A field that stands in the line of another one, X: M: L: or Q:, and after it, "" for none."""
    inside = _FIELD_INSIDE.search(f" {value}") if name in "XMLQ" else None
    return f" {value}"[inside.start() :].strip() if inside else ""


def is_field(line: str, colon: int) -> bool:
    """Whether a colon in a line of music, and the letter before it, are a field that has no brackets."""
    rest = line[colon + 1 :].strip()
    return colon > 0 and line[colon - 1] in _FIELD_LETTERS and bool(rest) and rest[0] not in _NO_MUSIC


def as_typed(line: str) -> str:
    """A line of music with the plain signs that were meant; text between quotation marks stays as it is."""
    if line.isascii():
        return line
    return "".join(part if part.startswith('"') else part.translate(_TYPED) for part in _QUOTED.findall(line))


def not_music(line: str, position: int) -> str:
    """What stands at this position of a line, and what would do."""
    character = line[position]
    if character == ":" and is_field(line, position):
        name = line[position - 1]
        return f"{name}: inside a line of music needs brackets, as in [{name}:…], or a line of its own"
    if line.startswith("[]", position):
        return "[] is a chord without notes; write them between the brackets, as in [CEG], or a rest, as in z"
    quarter = _QUARTER_TONE.match(line, position)
    if quarter:
        return f"{quarter[0]:.8} is a quarter tone, which cannot be played; use ^, _ or = alone"
    accidentals = _ACCIDENTALS.match(line, position)
    if accidentals:
        return f"{accidentals[0]:.8} must stand right before a note, as in ^F, _B or =F"
    if character in _MEANINGS:
        return _MEANINGS[character]
    if character in "0123456789":
        return f"the number {character} is not music here; a length stands right after its note, as in C2"
    if not character.isprintable():
        return (
            f"there is a character that cannot be seen and is not music (U+{ord(character):04X}); delete it"
        )
    return f"{character!r} is not music{_TEXT}"
