"""Signs that other programs put into ABC, and what to say where no token of music can be read."""

from __future__ import annotations

import re

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


def as_typed(line: str) -> str:
    """A line of music with the plain signs that were meant; text between quotation marks stays as it is."""
    if line.isascii():
        return line
    return "".join(part if part.startswith('"') else part.translate(_TYPED) for part in _QUOTED.findall(line))


def not_music(line: str, position: int) -> str:
    """What stands at this position of a line, and what would do."""
    character = line[position]
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
