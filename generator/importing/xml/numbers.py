"""The numbers of a MusicXML document that no tune has.

Those that music21 counts up to one by one may take it hours; it divides by others.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from generator.importing.unusable import Unusable

_MOST = {
    "fifths": (7, "a key of more than {} sharps or flats"),
    "time": (64, "a meter of more than {} beats"),
    "divisions": (1_000_000, "more than {:,} divisions of the beat"),  # programs take 15,360 at the most
    "degree-alter": (3, "a chord with a note that is altered by more than {} semitones"),
}
"""Tag -> the largest number that a tune has, and what to say of a larger one."""

_ZERO = {
    "divisions": "it has 0 divisions of a beat (<divisions>0), so that no note has a length",
    "beats": "it has a meter of 0 beats (<beats>0)",
    "beat-type": "it has a meter over 0 (<beat-type>0)",
}
"""Tag -> what to say where its number is 0."""

_NUMBER = re.compile(r"\d+")
_DIGITS = 9


def check_numbers(root: ET.Element) -> None:
    """Raises Unusable for a key, a meter, a division of the beat or a chord that no tune has."""
    for tag, (most, said) in _MOST.items():
        for element in root.iter(tag):
            parts = element.iter("beats") if tag == "time" else [element]
            if sum(map(_sum, parts)) > most:
                raise Unusable(f"it has {said.format(most)}")

    for tag, said in _ZERO.items():
        if any(_NUMBER.search(one.text or "") and not _sum(one) for one in root.iter(tag)):
            raise Unusable(said)


def _sum(element: ET.Element) -> int:
    """Of all whole numbers in its text, as in `3+2`, whatever their signs."""
    return sum(int(number[:_DIGITS]) for number in _NUMBER.findall(element.text or ""))
