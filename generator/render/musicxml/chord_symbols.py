"""Chord symbols over the notes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import TypeVar
from xml.etree import ElementTree as ET

from generator.arrangement.chords import Chord
from generator.notation.theory import NO_CHORD
from generator.render.musicxml.elements import add
from generator.render.musicxml.measures import Measure

KINDS = {
    "": "major", "m": "minor", "7": "dominant", "m7": "minor-seventh", "maj7": "major-seventh",
    "mmaj7": "major-minor", "6": "major-sixth", "m6": "minor-sixth", "9": "dominant-ninth",
    "m9": "minor-ninth", "maj9": "major-ninth", "11": "dominant-11th", "13": "dominant-13th", "5": "power",
    "sus2": "suspended-second", "sus4": "suspended-fourth", "dim": "diminished", "dim7": "diminished-seventh",
    "m7b5": "half-diminished", "aug": "augmented", "7#5": "augmented-seventh",
}  # fmt: skip
"""A chord's quality -> the kind of a MusicXML harmony; the others are of kind "other", with their text."""

_SIGNS = str.maketrans("b#", "♭♯")
_Text = TypeVar("_Text")


def over_symbols(measure: Measure, over: Mapping[Fraction, _Text]) -> list[list[_Text]]:
    """For each symbol of a measure what is written over its bar at an onset at which it sounds."""
    found: list[list[_Text]] = [[] for _ in measure.symbols]
    ends = list(accumulate((symbol.duration for symbol in measure.symbols), initial=measure.onset))[1:]
    for onset in sorted(over):
        at = bisect_right(ends, onset)
        if onset >= measure.onset and (measure.ends_bar or at < len(ends)):
            found[min(at, len(ends) - 1)].append(over[onset])
    return found


def names_over(over: Iterable[Mapping[Fraction, Chord | None]]) -> list[dict[Fraction, str]]:
    """What is read over each bar: "Em", "D/F#", "N.C."."""
    return [{onset: chord.name if chord else NO_CHORD for onset, chord in bar.items()} for bar in over]


def chord_symbol(measure: ET.Element, chord: Chord | None) -> None:
    """A chord, or "N.C."."""
    harmony = ET.SubElement(measure, "harmony")
    if chord is None:
        root = ET.SubElement(harmony, "root")
        ET.SubElement(root, "root-step", text="").text = "C"  # every harmony has one
        ET.SubElement(harmony, "kind", text=NO_CHORD).text = "none"
        return
    _note(harmony, "root", chord.root)
    kind = ET.SubElement(harmony, "kind", text=chord.text.translate(_SIGNS))
    kind.text = KINDS.get(chord.quality, "other")
    if chord.bass:
        _note(harmony, "bass", chord.bass)


def _note(harmony: ET.Element, tag: str, name: str) -> None:
    note = ET.SubElement(harmony, tag)
    add(note, f"{tag}-step", name[0])
    if name[1:]:
        add(note, f"{tag}-alter", {"#": 1, "b": -1}[name[1:]])
