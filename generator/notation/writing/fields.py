"""Writes the fields of ABC (2.1, section 3): K: M: Q: P:, and text that reads as it is."""

from __future__ import annotations

import re

from generator.notation.melody import Change, Clef, Melody, Tempo

_SPECIAL = re.compile(r"[\\%]|&(?=#?\w+;)")
"""What begins a remark, a mnemonic or an entity (ABC 2.1, 8.2)."""


def escaped(text: str) -> str:
    """Text that stays in its field and is read as it is here."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


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
    texts = [f"{letter}:{escaped(text)}" for letter, text in melody.texts if letter != "Q"]
    return [
        f"X:{number}",
        f"T:{escaped(title)}",
        *texts,
        *([f"R:{escaped(melody.rhythm)}"] if melody.rhythm else []),
        f"M:{melody.meter.field}",
        "L:1/8",
        *_tempo(melody),
        *([f"P:{''.join(melody.order)}"] if melody.order else []),
        f"K:{melody.key.field}{_clef(melody.clef)}",
    ]


def _tempo(melody: Melody) -> list[str]:
    words = [f'"{escaped(text)}"' for letter, text in melody.texts if letter == "Q"]
    value = " ".join([*words, *([write_tempo(melody.tempo)] if melody.tempo else [])])
    return [f"Q:{value}"] if value else []


def _clef(clef: Clef) -> str:
    """What follows the key (ABC 2.1, 4.6)."""
    if clef == Clef():
        return ""
    return f" clef={clef.name}" + (f"{8 * clef.octave:+}" if clef.octave else "")
