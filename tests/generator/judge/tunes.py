"""Short tunes whose figures can be counted by hand."""

from __future__ import annotations

from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc

OLD = ["GEG cGE", "FAF dBG", "GEG cGE", "fed cBG", "GEG cGE", "FAF dBG", "ecA GFD", "E2C C3"]
"""Eight bars of 6/8: 5 is 1 and 3, 6 is 2."""
NEW = ["ccc ggg", "aaa fff", "efg abc'", "bag fed", "ege cBA", "GAB cde", "ecA GFD", "E2C C2B"]
"""Eight different bars, of which the seventh, and the beginning of the eighth, are those of `OLD`."""


def jig(*parts: list[str], head: str = "R:jig\nM:6/8\nL:1/8\nK:C\n") -> Melody:
    """A jig with these parts, each repeated."""
    return read_abc(head + "\n".join(f"|:{'|'.join(part)}:|" for part in parts))
