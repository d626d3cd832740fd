"""The attributes of a measure: divisions, key, time and clef, or what changes of them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from generator.notation.changes import State
from generator.notation.melody import Clef
from generator.notation.theory import FIFTHS, MODE_NAMES, Key, Meter
from generator.render.musicxml.elements import add

_CLEFS = {"treble": ("G", 2), "alto": ("C", 3), "tenor": ("C", 4), "bass": ("F", 4)}


def first_attributes(measure: ET.Element, state: State, clef: Clef, divisions: int) -> None:
    """Those of the first measure."""
    attributes = ET.SubElement(measure, "attributes")
    add(attributes, "divisions", divisions)
    _key(attributes, state.key, None)
    _time(attributes, state.meter)
    sign, line = _CLEFS[clef.name]
    element = ET.SubElement(attributes, "clef")
    add(element, "sign", sign)
    add(element, "line", line)
    if clef.octave:
        add(element, "clef-octave-change", clef.octave)


def changed_attributes(measure: ET.Element, before: State, now: State, *, restate_key: bool) -> None:
    """What is different from the measure before; `restate_key`: the key's signature again."""
    new_key, new_meter = now.key.signature != before.key.signature, now.meter != before.meter
    if not (new_key or new_meter or restate_key):
        return
    attributes = ET.SubElement(measure, "attributes")
    if new_key or restate_key:
        _key(attributes, now.key, before.key if new_key else None)
    if new_meter:
        _time(attributes, now.meter)


def shows_naturals(before: Key, now: Key) -> bool:
    """Whether a change of key writes its naturals as part of the new signature."""
    return before.signature != now.signature and not (_is_plain(before) and _is_plain(now))


def _key(attributes: ET.Element, key: Key, before: Key | None) -> None:
    """`before`: the signature that naturals cancel. Only a plain one can be cancelled by its number."""
    element = ET.SubElement(attributes, "key")
    if before and shows_naturals(before, key):
        naturals = [letter for letter in FIFTHS if before.signature[letter] and not key.signature[letter]]
        _own_accidentals(element, [(letter, 0) for letter in naturals] + _accidentals(key))
    elif not _is_plain(key):
        _own_accidentals(element, _accidentals(key))
    else:
        if before and before.fifths:
            add(element, "cancel", before.fifths)
        add(element, "fifths", key.fifths)
        add(element, "mode", MODE_NAMES[key.mode].lower())


def _is_plain(key: Key) -> bool:
    return all(Key(key.tonic, key.mode).signature[letter] == alter for letter, alter in key.altered)


def _accidentals(key: Key) -> list[tuple[str, int]]:
    """Letters and alterations in the order in which they are written: the mode's, then the key's own."""
    own = dict(key.altered)
    order = FIFTHS if key.fifths >= 0 else FIFTHS[::-1]
    letters = [letter for letter in order if letter not in own] + list(own)
    return [(letter, key.signature[letter]) for letter in letters if key.signature[letter]]


def _own_accidentals(element: ET.Element, accidentals: list[tuple[str, int]]) -> None:
    if not accidentals:
        add(element, "fifths", 0)
    for letter, alter in accidentals:
        add(element, "key-step", letter)
        add(element, "key-alter", alter)


def _time(attributes: ET.Element, meter: Meter) -> None:
    time = ET.SubElement(attributes, "time")
    if meter.free:
        ET.SubElement(time, "senza-misura")
        return
    if meter.sign:
        time.set("symbol", "common" if meter.unit == 4 else "cut")
    add(time, "beats", "+".join(map(str, meter.groups)) or meter.count)
    add(time, "beat-type", meter.unit)
