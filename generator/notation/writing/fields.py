"""Writes the fields of ABC (2.1, section 3): K: M: Q: P:, and text that reads as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.notation.melody import Change, Clef, Melody, Tempo

_OCTAVES = {0: "", 1: "+8", -1: "-8", 2: "+15", -2: "-15"}
_LINE_END = re.compile(r"[\r\n]+")
_SPECIAL = re.compile(r"[\\%]|&(?=#?\w+;)")
"""What begins a remark, a mnemonic or an entity (ABC 2.1, 8.2)."""


def escaped(text: str) -> str:
    """One line of text that is read as it is here."""
    return _SPECIAL.sub(r"\\\g<0>", _LINE_END.sub(" ", text).strip())


def escaped_title(text: str) -> str:
    """The same with single spaces."""
    return escaped(" ".join(text.split()))


def quoted(text: str) -> str:
    """Text that stands at a note, in quotes."""
    return f'"{escaped(text).replace(chr(34), "&quot;")}"'


def write_tempo(beat_and_speed: Tempo) -> str:
    """The value of a Q: field, "1/4=120"."""
    beat, tempo = beat_and_speed
    return f"{beat.numerator}/{beat.denominator}={tempo}"


def write_changes(changes: tuple[Change, ...]) -> list[str]:
    """The fields that make these changes, "K:Gmaj"; inside a line they stand in brackets."""
    fields: list[str] = []
    for change in changes:
        if change.meter is not None:
            fields.append(f"M:{change.meter.field}")
        if change.key is not None:
            fields.append(f"K:{change.key.field}")
        if change.tempo is not None:
            fields.append(f"Q:{write_tempo(change.tempo)}")
    return fields


def write_head(melody: Melody, title: str, number: int) -> list[str]:
    """The fields before the first note, X: first, T: second and K: last (ABC 2.1, 3)."""
    return [
        f"X:{number}",
        f"T:{escaped_title(title)}",
        *_texts(melody),
        f"M:{melody.meter.field}",
        "L:1/8",
        *([f"Q:{write_tempo(melody.tempo)}"] if melody.tempo and not _tempo_words(melody) else []),
        *([f"P:{''.join(melody.order)}"] if melody.order else []),
        f"K:{melody.key.field}{_clef(melody.clef)}",
    ]


def _texts(melody: Melody) -> Iterator[str]:
    """The text fields in their order; the R: field before any other that says more, else after them."""
    rhythm = [f"R:{escaped_title(melody.rhythm)}"] if melody.rhythm else []
    tempo_words = _tempo_words(melody)
    for index, (letter, text) in enumerate(melody.texts):
        if letter == "R":
            yield from rhythm
            rhythm = []
        if letter == "Q":
            last = index == tempo_words[-1]
            yield f"Q:{quoted(text)}" + (f" {write_tempo(melody.tempo)}" if last and melody.tempo else "")
        else:
            yield f"{letter}:{escaped(text)}"
    yield from rhythm


def _tempo_words(melody: Melody) -> list[int]:
    """Where among the texts those of the tempo are; the last of them stands beside its number."""
    return [index for index, (letter, _) in enumerate(melody.texts) if letter == "Q"]


def _clef(clef: Clef) -> str:
    """What follows the key (ABC 2.1, 4.6)."""
    if clef == Clef():
        return ""
    octaves = _OCTAVES.get(clef.octave)
    return f" clef={clef.name}" + (f" transpose={12 * clef.octave}" if octaves is None else octaves)
