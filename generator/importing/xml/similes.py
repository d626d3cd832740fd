"""Measures of MusicXML that have a sign instead of notes: "as the one before", or the two or four before."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from xml.etree import ElementTree as ET

_COPIED = frozenset({"note", "backup", "forward", "harmony"})
_MOST = 8
"""Measures that one sign can repeat; there are signs for one, two and four."""


def repeated_measures(measures: Sequence[ET.Element]) -> dict[int, int]:
    """The index of a measure that a sign stands for -> that of the one that is played there again."""
    found: dict[int, int] = {}
    count = 0  # of the measures that the sign repeats, 0 without one
    for index, measure in enumerate(measures):
        for sign in measure.iterfind("attributes/measure-style/measure-repeat"):
            number = (sign.text or "").strip()
            count = min(_MOST, int(number or 1)) if sign.get("type") == "start" and number in _NUMBERS else 0
        if 0 < count <= index and not _has_notes(measure):
            found[index] = index - count
    return found


_NUMBERS = frozenset(["", *map(str, range(1, _MOST + 1))])


def _has_notes(measure: ET.Element) -> bool:
    return any(one.find("pitch") is not None for one in measure.iterfind("note"))


def play_again(measure: ET.Element, source: ET.Element) -> None:
    """Put the notes and chord symbols of another measure in the place of this one's."""
    for element in [one for one in measure if one.tag in _COPIED]:
        measure.remove(element)
    at = next((at for at, one in enumerate(measure) if _ends(one)), len(measure))
    for element in [one for one in source if one.tag in _COPIED][::-1]:
        fresh = copy.deepcopy(element)
        for lyric in fresh.findall("lyric"):
            fresh.remove(lyric)
        measure.insert(at, fresh)


def _ends(element: ET.Element) -> bool:
    return element.tag == "barline" and element.get("location", "right") == "right"
