"""The signs at the notes of MusicXML, as music21 has read them: which decorations of ABC they are."""

from __future__ import annotations

import re
from typing import Any

_DECORATIONS = {
    "Trill": ("trill",), "HalfStepTrill": ("trill",), "WholeStepTrill": ("trill",), "Shake": ("trill",),
    "Turn": ("turn",), "InvertedTurn": ("invertedturn",), "Schleifer": ("slide",),
    "Mordent": ("lowermordent",), "HalfStepMordent": ("lowermordent",),
    "WholeStepMordent": ("lowermordent",), "InvertedMordent": ("uppermordent",),
    "HalfStepInvertedMordent": ("uppermordent",), "WholeStepInvertedMordent": ("uppermordent",),
    "ArpeggioMark": ("arpeggio",), "Accent": ("accent",), "StrongAccent": ("marcato",),
    "Staccato": ("staccato",), "Staccatissimo": ("wedge",), "Spiccato": ("wedge",),
    "Tenuto": ("tenuto",), "DetachedLegato": ("tenuto", "staccato"), "BreathMark": ("breath",),
    "UpBow": ("upbow",), "DownBow": ("downbow",), "OpenString": ("open",),
    "StringThumbPosition": ("thumb",), "SnapPizzicato": ("snap",), "Stopped": ("plus",),
}  # fmt: skip
"""music21's class -> the names in ABC (ABC 2.1, 4.14)."""
_FINGERS = frozenset("012345")


def decoration_of(sign: Any) -> tuple[str, ...]:
    """The names in ABC of what stands at a note; none of what ABC cannot say."""
    kind = type(sign).__name__
    if kind == "Fermata":
        return ("invertedfermata",) if sign.type == "inverted" else ("fermata",)
    if kind == "ArpeggioMark" and sign.type == "non-arpeggio":
        return ()
    if kind == "Fingering":
        finger = str(sign.fingerNumber).strip()
        return (finger,) if finger in _FINGERS else ()
    return _DECORATIONS.get(kind, ())


def name_of(sign: Any) -> str:
    """In words: "double tongue"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(sign).__name__).lower()
