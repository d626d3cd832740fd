"""Decorations: their names, and the letters that stand for them (ABC 2.1, 4.14 and 4.16)."""

from __future__ import annotations

import re

DECORATIONS = frozenset(
    {
        "trill", "trill(", "trill)", "lowermordent", "uppermordent", "roll", "turn", "turnx",
        "invertedturn", "invertedturnx", "arpeggio", "accent", "fermata", "invertedfermata",
        "tenuto", "staccato", "marcato", "0", "1", "2", "3", "4", "5", "plus", "snap", "slide",
        "wedge", "upbow", "downbow", "open", "thumb", "breath", "pppp", "ppp", "pp", "p", "mp",
        "mf", "f", "ff", "fff", "ffff", "sfz", "crescendo(", "crescendo)", "diminuendo(",
        "diminuendo)", "segno", "coda", "D.S.", "D.S.alfine", "D.S.alcoda", "D.C.",
        "D.C.alfine", "D.C.alcoda", "dacoda", "dacapo", "fine", "shortphrase", "mediumphrase", "longphrase",
    }
)  # fmt: skip
_OTHER_NAMES = {
    "mordent": "lowermordent", "pralltriller": "uppermordent", ">": "accent", "emphasis": "accent",
    "+": "plus", "<(": "crescendo(", "<)": "crescendo)", ">(": "diminuendo(", ">)": "diminuendo)",
    ".": "staccato", "^": "marcato", "dc": "dacapo", "D.C": "D.C.", "D.S": "D.S.", "gmark": "roll",
    "Segno": "segno", "Coda": "coda", "Fine": "fine", "DC": "D.C.", "DS": "D.S.",
}  # fmt: skip
_LETTERS = {
    ".": "staccato", "~": "roll", "H": "fermata", "J": "slide", "L": "accent", "M": "lowermordent",
    "O": "coda", "P": "uppermordent", "S": "segno", "T": "trill", "u": "upbow", "v": "downbow",
}  # fmt: skip
"""Letter -> what it stands for; `J` is of older ABC."""
PHRASE_MARKS = frozenset({"shortphrase", "mediumphrase", "longphrase"})
"""Signs for which there is none in print."""

_REDEFINITION = re.compile(r'([H-Wh-w~])\s*=\s*(?:([!+])([^!+]*)\2|"([^"]*)"|([\w.()<>^+-]*))')
_NOTHING = ("", "nil", "none")
_MOST = 64


def decoration(name: str) -> str | None:
    """The usual name of what stands between exclamation marks; None if it is not known."""
    name = name.strip()
    name = _OTHER_NAMES.get(name, name)
    return name if name in DECORATIONS else None


class Letters:
    """What the letters before notes stand for in one tune. U: fields may say otherwise."""

    def __init__(self) -> None:
        self._meanings = dict(_LETTERS)

    def redefine(self, value: str) -> bool:
        """Take a U: field, `T = !trill!`; False if it is none. A meaning in quotes is an annotation."""
        match = _REDEFINITION.fullmatch(value.strip())
        if not match:
            return False
        name = (match[3] or match[5] or "").strip()
        self._meanings[match[1]] = f'"{match[4]}' if match[4] else "" if name in _NOTHING else name[:_MOST]
        return True

    def meaning(self, letter: str) -> str | None:
        """A name, or `"` and an annotation; "" if it is to be ignored, None if it has no meaning."""
        return self._meanings.get(letter)
