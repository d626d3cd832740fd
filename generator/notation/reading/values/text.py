"""Text as people read it: accents, entities and escapes of ABC resolved (ABC 2.1, 8.2)."""

from __future__ import annotations

import html
import re
import unicodedata

_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "H": "\u030b", "v": "\u030c", "c": "\u0327", ";": "\u0328",
}  # fmt: skip
"""What follows a backslash -> the mark on the letter after it."""
_LETTERS = {
    "AA": "Å", "aa": "å", "AE": "Æ", "ae": "æ", "OE": "Œ", "oe": "œ", "ss": "ß", "DH": "Ð", "dh": "ð",
    "TH": "Þ", "th": "þ", "/O": "Ø", "/o": "ø", "/L": "Ł", "/l": "ł", "/D": "Đ", "/d": "đ",
}  # fmt: skip

_ESCAPE = re.compile(
    r"\\(?:u(?P<hex>[0-9A-Fa-f]{4})|U(?P<long>[0-9A-Fa-f]{8})"
    r"|(?P<letters>AA|aa|AE|ae|OE|oe|ss|DH|dh|TH|th|/[OoLlDd])"
    r"|(?P<mark>[`'^~=u.\"Hvc;])(?:\{(?P<braced>[A-Za-z])\}|(?P<plain>[A-Za-z]))"
    r"|(?P<itself>[%&\\]))"
    r"|(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
)


def plain_text(text: str) -> str:
    """The text of a field as it is meant: `Caf\\'e`, `Caf&eacute;` and `Caf\\u00e9` are Café.

    A sequence that stands for nothing printable stays as it is written.
    """
    return unicodedata.normalize("NFC", _ESCAPE.sub(_resolved, text)).strip()


def _resolved(match: re.Match[str]) -> str:
    code = match["hex"] or match["long"]
    if code:
        found = chr(int(code, 16)) if int(code, 16) < 0x110000 else ""
    elif match["letters"]:
        found = _LETTERS[match["letters"]]
    elif match["mark"]:
        found = _marked(match["braced"] or match["plain"], _MARKS[match["mark"]])
    else:
        found = match["itself"] or html.unescape(match["entity"])
    return found if found.isprintable() and found not in ("", "\ufffd") else match[0]


def _marked(letter: str, mark: str) -> str:
    """The letter with its mark as one character, "" where there is no such character."""
    whole = unicodedata.normalize("NFC", letter + mark)
    return whole if len(whole) == 1 else ""
