"""The numbers of a MusicXML document that music21 counts up to one by one, which may take it hours."""

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

_NUMBER = re.compile(r"\d+")
_DIGITS = 9


def check_numbers(root: ET.Element) -> None:
    """Raises Unusable for a key, a meter, a division of the beat or a chord that no tune has."""
    for tag, (most, said) in _MOST.items():
        for element in root.iter(tag):
            parts = element.iter("beats") if tag == "time" else [element]
            if sum(map(_sum, parts)) > most:
                raise Unusable(f"it has {said.format(most)}")


def _sum(element: ET.Element) -> int:
    """Of all whole numbers in its text, as in `3+2`, whatever their signs."""
    return sum(int(number[:_DIGITS]) for number in _NUMBER.findall(element.text or ""))
