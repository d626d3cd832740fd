"""The clefs of K: and V: fields, and by how many octaves notes sound higher than written (ABC 2.1, 4.6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from generator.notation.melody import Clef

Name = Literal["treble", "alto", "tenor", "bass"]

_OPTION = re.compile(
    r"(?<![\w-])(clef|middle|transpose|octave|stafflines|staffscale|instrument|shift|score|sound|"
    r'name|nm|subname|snm|sname|stem|gstem|merge|cue|program|volume)\s*=\s*("[^"]*"|\S+)'
)
_CLEF = re.compile(r"([A-Za-z]+)([1-5]?)(?:([+-])(8|15))?([,']*)")
_BARE_CLEF = re.compile(r"(?<!\S)(?:treble|alto|tenor|bass|perc|none)[1-5]?(?:[+-](?:8|15))?[,']*(?!\S)")

_NAMES: dict[str, tuple[Name, str]] = {
    "treble": ("treble", "2"), "G": ("treble", "2"), "alto": ("alto", "3"), "C": ("alto", "3"),
    "tenor": ("tenor", "4"), "bass": ("bass", "4"), "F": ("bass", "4"),
    "soprano": ("treble", ""), "mezzosoprano": ("alto", ""), "baritone": ("bass", ""),
    "perc": ("treble", ""), "P": ("treble", ""), "none": ("treble", ""),
}  # fmt: skip
"""As written -> the clef that is drawn, and on which line; "" where another one was asked for."""
_BY_LINE: dict[tuple[str, str], Name] = {("C", "4"): "tenor", ("alto", "4"): "tenor", ("tenor", "3"): "alto"}

_TREBLE = Clef()
_SEMITONES_IN_OCTAVE = 12
_MOST_OCTAVES = 4


@dataclass(frozen=True, slots=True)
class Staff:
    """How notes are drawn, and how they sound. `octaves`: by how many they sound higher than written."""

    clef: Clef = _TREBLE
    octave: int = 0
    transposed: int = 0

    @property
    def octaves(self) -> int:
        return self.clef.octave + self.octave + self.transposed

    @property
    def drawn(self) -> Clef:
        """The clef that shows the notes as they are written, and how they sound."""
        return replace(self.clef, octave=self.clef.octave + self.transposed)


def read_staff(value: str, staff: Staff, notice: Callable[[str], None]) -> tuple[Staff, str]:
    """The staff after a K: or V: field, and the rest of its value. `notice` gets what is not followed.

    Raises ValueError.
    """
    for match in _OPTION.finditer(value):
        staff = _with_option(staff, match[1], match[2], notice)
    value = _OPTION.sub("", value)
    for match in _BARE_CLEF.finditer(value):
        if match[0] != "none" or value[: match.start()].strip():  # K:none is a key
            staff = replace(staff, clef=_read_clef(match[0], notice))
            value = value[: match.start()] + value[match.end() :]
            break
    return staff, value.strip()


def _with_option(staff: Staff, name: str, value: str, notice: Callable[[str], None]) -> Staff:
    match name:
        case "clef":
            return replace(staff, clef=_read_clef(value, notice))
        case "octave":
            return replace(staff, octave=_read_number(name, value, _MOST_OCTAVES))
        case "transpose":
            semitones = _read_number(name, value, _MOST_OCTAVES * _SEMITONES_IN_OCTAVE)
            if semitones % _SEMITONES_IN_OCTAVE:
                notice(f"transpose={semitones} is not followed: the tune sounds as it is written.")
                return staff
            return replace(staff, transposed=semitones // _SEMITONES_IN_OCTAVE)
        case "instrument" | "shift" | "score" | "sound" | "program":
            notice(f"{name}={value:.20} is not followed: the tune sounds as it is written.")
    return staff


def _read_number(name: str, value: str, most: int) -> int:
    match = re.fullmatch(r"[+-]?\d{1,2}", value, re.ASCII)
    if not match or abs(int(value)) > most:
        raise ValueError(f"{name}={value:.20} must be a number from -{most} to {most}")
    return int(value)


def _read_clef(value: str, notice: Callable[[str], None]) -> Clef:
    match = _CLEF.fullmatch(value.strip('"'))
    known = match and _NAMES.get(match[1] if len(match[1]) == 1 else match[1].lower())
    if not match or not known:
        notice(f"The clef {value:.20} is not known; the treble clef is drawn.")
        return Clef()
    name, line = known
    other = _BY_LINE.get((match[1], match[2]))
    if not other and (match[5] or not line or match[2] not in ("", line)):
        notice(f"The clef {value:.20} is not drawn; the {name} clef is.")
    octaves = {"8": 1, "15": 2}.get(match[4], 0)
    return Clef(other or name, -octaves if match[3] == "-" else octaves)
