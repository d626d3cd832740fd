"""How the decorations of ABC 2.1 (4.14) are drawn: name as between exclamation marks -> element of MusicXML.

A sign that no table has is not drawn: phrase marks.
"""

from __future__ import annotations

ORNAMENTS = {
    "trill": "trill-mark", "lowermordent": "mordent", "uppermordent": "inverted-mordent",
    "turn": "turn", "turnx": "turn", "invertedturn": "inverted-turn", "invertedturnx": "inverted-turn",
    "roll": "turn",
}  # fmt: skip
"""A roll has no sign in MusicXML; it is a turn around the note, and drawn as one."""
SLASHED = frozenset({"turnx", "invertedturnx"})

TRILL_LINES = {"trill(": "start", "trill)": "stop"}

TECHNICAL = {
    "upbow": "up-bow", "downbow": "down-bow", "open": "open-string", "thumb": "thumb-position",
    "snap": "snap-pizzicato", "plus": "stopped",
}  # fmt: skip
FINGERS = frozenset("012345")

ARTICULATIONS = {
    "staccato": "staccato", "tenuto": "tenuto", "accent": "accent", "marcato": "strong-accent",
    "wedge": "staccatissimo", "breath": "breath-mark",
}  # fmt: skip

FERMATAS = {"fermata": "upright", "invertedfermata": "inverted"}
ARPEGGIO = "arpeggio"

DYNAMICS = frozenset({"pppp", "ppp", "pp", "p", "mp", "mf", "f", "ff", "fff", "ffff", "sfz"})
WEDGES = {
    "crescendo(": "crescendo", "crescendo)": "stop", "diminuendo(": "diminuendo", "diminuendo)": "stop",
}  # fmt: skip

JUMPS = {"segno": "segno", "coda": "coda"}
WORDS = {
    "D.C.alfine": "D.C. al Fine", "D.C.alcoda": "D.C. al Coda", "D.S.alfine": "D.S. al Fine",
    "D.S.alcoda": "D.S. al Coda", "D.C.": "D.C.", "dacapo": "Da capo", "D.S.": "D.S.",
    "dacoda": "To Coda", "fine": "Fine", "slide": "slide",
}  # fmt: skip
"""Signs that are written out; a slide has no sign that the engraving library draws."""

DRAWN = frozenset().union(
    ORNAMENTS, TRILL_LINES, TECHNICAL, FINGERS, ARTICULATIONS, FERMATAS, {ARPEGGIO},
    DYNAMICS, WEDGES, JUMPS, WORDS,
)  # fmt: skip
"""The names of all decorations that are drawn."""
