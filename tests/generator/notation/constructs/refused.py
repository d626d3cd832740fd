"""What cannot be read: the tune, where its fault is, and a part of what is said."""

from __future__ import annotations

from typing import NamedTuple

from tests.generator.notation.constructs.construct import HEAD

_MUSIC = 6  # the line of the music below HEAD


class Refused(NamedTuple):
    """`line` and `column` count from 1."""

    section: str
    abc: str
    line: int
    column: int
    said: str


REFUSED = {
    "no key field": Refused("3.1.14", "X:1\nT:t\nCDEF|]", 3, 1, "there is no K: field"),
    "no notes": Refused("4.5", HEAD + "z4|]", _MUSIC, 3, "there are no notes"),
    "meter that is none": Refused("3.1.6", "X:1\nT:t\nM:5\nK:C\nC|]", 3, 1, "is not a meter"),
    "unit note length that is none": Refused(
        "3.1.7", "X:1\nT:t\nL:1/3\nK:C\nC|]", 3, 1, "is not a unit note length"
    ),
    "key that is none": Refused("3.1.14", "X:1\nT:t\nK:H\nC|]", 3, 1, "is not a key"),
    "quarter tone": Refused("4.2", HEAD + "C^/F|]", _MUSIC, 2, "is a quarter tone"),
    "accidental without a note": Refused("4.2", HEAD + "C^|]", _MUSIC, 2, "must stand right before a note"),
    "quotation mark that is not closed": Refused(
        "4.18", HEAD + 'C"Am|]', _MUSIC, 2, "a quotation mark that is not closed"
    ),
    "bracket that is not closed": Refused("4.17", HEAD + "C[EG|]", _MUSIC, 2, "is not closed with ]"),
    "grace notes that are not closed": Refused("4.12", HEAD + "C{cd|]", _MUSIC, 2, "are not closed with }"),
    "tuplet in a tuplet": Refused("4.13", HEAD + "(3C(3DEF|]", _MUSIC, 4, "a tuplet begins inside a tuplet"),
    "tuplet without its last notes": Refused("4.13", HEAD + "(3CD|]", _MUSIC, 5, "ends inside a tuplet"),
    "ending without the one before": Refused("4.9", HEAD + "|:C4|2D4|]", _MUSIC, 9, "ending 1 is missing"),
    "character that is no music": Refused("8.1", HEAD + "CD;EF|]", _MUSIC, 3, "is not music"),
    "overlay that is not closed": Refused(
        "7.4", HEAD + "CD(&EF & G2|C4|]", _MUSIC, 3, "(& begins voices that are not closed with &)"
    ),
    "overlay in an overlay": Refused(
        "7.4", HEAD + "(&CD(&EF & G2&)|]", _MUSIC, 5, "(& stands between another (& and its &)"
    ),
    "block of text without an end": Refused(
        "2.2.3", HEAD + "%%begintext\nCDEF|]", _MUSIC, 1, "needs a line %%endtext"
    ),
    "order of too many parts": Refused(
        "3.1.9", "X:1\nT:t\nP:A999\nK:C\nP:A\nC|]", 3, 1, "more than 200 parts"
    ),
}
