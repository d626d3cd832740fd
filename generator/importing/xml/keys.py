"""The keys of a document: what its signatures say, or what their notes do where a mode is not believed.

Many programs write "major" for every signature. So a mode that fits the notes under it clearly worse than
another one is replaced, unless Lilt wrote the file, or the last chord there is that of its tonic.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from generator.importing.guessing import key_of, key_with
from generator.importing.unusable import Unusable
from generator.importing.xml.bars import ReadBars
from generator.notation.melody import Bar, Change
from generator.notation.theory import CHORD_QUALITIES, SEMITONES, Key, mode_named, split_chord
from generator.notation.writing.own_scores import SOFTWARE

_MAJOR_THIRD = 4


class Said(NamedTuple):
    """What a signature says. `mode`: "" for none."""

    sharps: int = 0
    mode: str = ""

    @property
    def key(self) -> Key:
        return key_with(self.sharps, self.mode)


@dataclass(slots=True)
class _Heard:
    """Of all bars under a signature: how long each pitch class is heard, the last one, and the last chord."""

    weights: list[float] = field(default_factory=lambda: [0.0] * 12)
    final: int = -1
    chord: str = ""


def knows_modes(root: ET.Element) -> bool:
    """Whether the document is by Lilt, which writes the mode of every key."""
    return any(one.text == SOFTWARE for one in root.iterfind("identification/encoding/software"))


def with_keys(bars: Sequence[Bar], read: ReadBars, *, believed: bool) -> tuple[list[Bar], Key, list[str]]:
    """The bars with their changes of key, the key of the beginning, and which modes were not believed.

    `believed`: all modes are. Raises Unusable.
    """
    said = [(index, onset, _said(signature)) for index, onset, signature in read.keys]
    heard = _heard(bars, said)
    keys = {one: _key(one, heard[one], believed=believed) for one in dict.fromkeys(one for *_, one in said)}
    made, first = list(bars), None
    for index, onset, one in said:
        if first is None and index == 0 and not onset:
            first = keys[one]
            continue
        made[index] = replace(made[index], changes=_with_key(made[index].changes, onset, keys[one]))
    notices = [
        f"It says {one.key.name}; by its notes it is in {key.name}."
        for one, key in keys.items()
        if one.mode and key != one.key
    ]
    return made, first or _key(Said(), heard[Said()], believed=believed), notices


def _said(signature: Any) -> Said:
    if signature.sharps is None or abs(signature.sharps) > 7:
        raise Unusable("it has an unusual key signature")
    mode = mode_named(signature.mode) if getattr(signature, "mode", None) else None
    return Said(signature.sharps, mode or "")


def _heard(bars: Sequence[Bar], said: Sequence[tuple[int, Fraction, Said]]) -> dict[Said, _Heard]:
    """What is heard under each signature, at all places where it stands."""
    places = [(index, onset) for index, onset, _ in said]
    in_force = [Said(), *(one for *_, one in said)]
    found: defaultdict[Said, _Heard] = defaultdict(_Heard)
    for index, bar in enumerate(bars):
        onset = Fraction(0)
        for note in bar.notes:
            if note.pitches:
                here = found[in_force[bisect_right(places, (index, onset))]]
                here.final = note.pitches[0].midi % 12
                here.weights[here.final] += float(note.duration)
            onset += note.duration
        for onset, symbol in bar.chords:
            found[in_force[bisect_right(places, (index, onset))]].chord = symbol
    return found


def _key(said: Said, heard: _Heard, *, believed: bool) -> Key:
    doubtful = said.mode in ("", "maj", "min")
    if said.mode and (believed or not doubtful or _is_tonic_chord(heard.chord, said.key)):
        return said.key
    return key_of(said.sharps, heard.weights, heard.final, said.mode)


def _is_tonic_chord(text: str, key: Key) -> bool:
    """Whether a chord symbol is that of the tonic of a major or minor key."""
    chord = split_chord(text)
    if chord is None:
        return False
    root = SEMITONES[chord.root[0]] + {"": 0, "#": 1, "b": -1}[chord.root[1:]]
    is_major = _MAJOR_THIRD in CHORD_QUALITIES[chord.quality]
    return root % 12 == key.tonic_class and is_major == (key.mode == "maj")


def _with_key(changes: Sequence[Change], onset: Fraction, key: Key) -> tuple[Change, ...]:
    same = [replace(one, key=key) for one in changes if one.onset == onset] or [Change(onset, key=key)]
    return tuple(sorted([*(one for one in changes if one.onset != onset), *same], key=lambda one: one.onset))
